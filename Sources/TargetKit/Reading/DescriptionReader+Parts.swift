import Passes
import Tensors
import Yams

extension DescriptionReader {

  mutating func readMemories(_ entries: Entries) -> [MemoryDescription] {
    var found: [MemoryDescription] = []
    for node in sheet.list("memories", in: entries) {
      guard let memory = memory(node, after: found) else { continue }
      if found.contains(where: { $0.name == memory.name }) {
        sheet.error("there are two memories called `\(memory.name)`", at: node)
      }
      found.append(memory)
    }
    return found
  }

  private mutating func memory(
    _ node: YAMLNode, after found: [MemoryDescription]
  ) -> MemoryDescription? {
    let keys = [
      "name", "role", "code", "element", "shape", "depth", "alias", "dram-element", "loaded-by",
      "stored-by",
    ]
    guard let entries = sheet.entries(node, of: "a memory", keys),
      let name = sheet.text("name", in: entries),
      let code = sheet.integer("code", in: entries)
    else { return nil }
    let role = sheet.optionalChoice("role", in: entries, MemoryRole.self) ?? .none
    let dram = sheet.optionalChoice("dram-element", in: entries, ElementType.self)
    let loader = entries["loaded-by"].flatMap { unitName($0) }
    let storer = entries["stored-by"].flatMap { unitName($0) }
    if let alias = sheet.optionalText("alias", in: entries) {
      guard let base = found.first(where: { $0.name == alias && $0.alias == nil }) else {
        sheet.error("there is no memory `\(alias)` before this", at: entries["alias"] ?? node)
        return nil
      }
      for key in ["element", "shape", "depth"] {
        guard let extra = entries[key] else { continue }
        sheet.error("`\(name)` has the \(key) of `\(alias)`, which it is a view of", at: extra)
      }
      return MemoryDescription(
        name: name, role: role, code: code, element: base.element, shape: base.shape,
        depth: base.depth, alias: alias, dramElement: dram, loadedBy: loader, storedBy: storer)
    }
    guard let element = sheet.choice("element", in: entries, ElementType.self),
      let depth = sheet.integer("depth", in: entries, 1 ... 1 << 24),
      let shape = sheet.require("shape", in: entries).map({ extents($0) }), !shape.isEmpty
    else { return nil }
    return MemoryDescription(
      name: name, role: role, code: code, element: element, shape: shape, depth: depth,
      dramElement: dram, loadedBy: loader, storedBy: storer)
  }

  private mutating func extents(_ node: YAMLNode) -> [Int] {
    sheet.elements(node, of: "extents").compactMap {
      sheet.integer($0, of: "an extent", in: 1 ... 4096)
    }
  }

  mutating func unitName(_ node: YAMLNode) -> String? {
    guard let name = sheet.text(node, of: "a unit") else { return nil }
    if units.contains(where: { $0.name == name }) { return name }
    let names = units.map(\.name).joined(separator: ", ")
    sheet.error("there is no unit `\(name)`", at: node, hint: "the units are \(names)")
    return nil
  }

  mutating func unit(_ node: YAMLNode) -> UnitDescription? {
    guard let entries = sheet.entries(node, of: "a unit", ["name", "letter", "queue-depth"]),
      let name = sheet.text("name", in: entries)
    else { return nil }
    let letter = sheet.optionalText("letter", in: entries) ?? name.prefix(1).uppercased()
    let depth = sheet.optionalInteger("queue-depth", in: entries, 1 ... 1 << 30)
    return UnitDescription(name: name, letter: letter, queueDepth: depth)
  }

  mutating func token(_ node: YAMLNode) -> TokenDescription? {
    let keys = ["name", "from", "to", "push", "pop", "depth"]
    guard let entries = sheet.entries(node, of: "a token queue", keys),
      let name = sheet.text("name", in: entries),
      let from = sheet.require("from", in: entries).flatMap({ unitName($0) }),
      let to = sheet.require("to", in: entries).flatMap({ unitName($0) }),
      let push = sheet.text("push", in: entries), let pop = sheet.text("pop", in: entries)
    else { return nil }
    let depth = sheet.optionalInteger("depth", in: entries, 1 ... 1 << 30)
    return TokenDescription(name: name, from: from, to: to, push: push, pop: pop, depth: depth)
  }

  mutating func hostInterface(_ node: YAMLNode) -> HostInterface {
    let keys = ["address-width", "alignment", "page-size", "first-address", "coherent"]
    var host = HostInterface.plain
    guard let entries = sheet.entries(node, of: "the host interface", keys) else { return host }
    host.addressWidth = sheet.optionalInteger("address-width", in: entries, 8 ... 62) ?? 32
    host.alignment = sheet.optionalInteger("alignment", in: entries, 1 ... 1 << 20) ?? 1
    host.pageSize = sheet.optionalInteger("page-size", in: entries, 1 ... 1 << 24) ?? 4096
    host.firstAddress = sheet.optionalInteger("first-address", in: entries) ?? host.pageSize
    host.isCoherent = sheet.flag("coherent", in: entries, default: true)
    return host
  }

  mutating func types(_ node: YAMLNode) -> ComputeTypes {
    let keys = ["data", "weight", "accumulator", "shifts-only", "shift-per-channel"]
    var types = ComputeTypes()
    guard let entries = sheet.entries(node, of: "`types`", keys) else { return types }
    types.data = sheet.optionalChoice("data", in: entries, ElementType.self) ?? types.data
    types.weight = sheet.optionalChoice("weight", in: entries, ElementType.self) ?? types.weight
    types.accumulator =
      sheet.optionalChoice("accumulator", in: entries, ElementType.self) ?? types.accumulator
    types.shiftsOnly = sheet.flag("shifts-only", in: entries, default: types.shiftsOnly)
    types.shiftPerChannel = sheet.flag(
      "shift-per-channel", in: entries, default: types.shiftPerChannel)
    return types
  }

  mutating func machineOptions(_ node: YAMLNode) -> MachineOptions {
    let keys = [
      "immediate-shift", "vector-shift", "unbound-flag", "store-padding", "unused-source",
    ]
    var options = MachineOptions()
    guard let entries = sheet.entries(node, of: "`options`", keys) else { return options }
    typealias Overflow = MachineOptions.ShiftOverflow
    typealias Answer = MachineOptions.UnboundFlag
    options.immediateShift =
      sheet.optionalChoice("immediate-shift", in: entries, Overflow.self) ?? .saturate
    options.vectorShift =
      sheet.optionalChoice("vector-shift", in: entries, Overflow.self) ?? .modulo
    if options.immediateShift == .right, let node = entries["immediate-shift"] {
      sheet.error("an immediate amount says by its sign where it goes", at: node)
    }
    options.unboundFlag = sheet.optionalChoice("unbound-flag", in: entries, Answer.self) ?? .fault
    options.storePaddingFaults =
      (sheet.optionalChoice("store-padding", in: entries, Answer.self) ?? .fault) == .fault
    options.checksUnusedSource =
      (sheet.optionalChoice("unused-source", in: entries, Answer.self) ?? .ignore) == .fault
    return options
  }

}
