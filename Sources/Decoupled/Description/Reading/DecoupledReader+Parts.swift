import Effects
import Support
import TargetKit
import Tensors

extension DecoupledReader {

  mutating func readMemories(_ entries: Entries) -> [MemoryDescription] {
    var found: [MemoryDescription] = []
    for node in sheet.list("memories", in: entries) {
      guard let memory = memory(node, after: found) else { continue }
      if found.contains(where: { $0.name == memory.name }) {
        sheet.error("there are two memories called `\(memory.name)`", at: node)
      }
      // Expressions call the memory outside `dram`, timings the reader of instructions `fetch`.
      if ["dram", "fetch"].contains(memory.name) {
        sheet.error("`\(memory.name)` is no name for a memory on the chip", at: node)
      }
      let twin = found.first { other in
        other.code == memory.code
          && (other.loadedBy != nil && memory.loadedBy != nil
            || other.storedBy != nil && memory.storedBy != nil)
      }
      if let twin {
        sheet.error(
          "`\(memory.name)` and `\(twin.name)` have the code \(memory.code)",
          at: (node.members?.first { $0.key.word == "code" }?.value) ?? node,
          hint: "a load or store knows its memory by the code")
      }
      found.append(memory)
    }
    return found
  }

  mutating func readUnits(_ entries: Entries) -> [UnitDescription] {
    var found: [UnitDescription] = []
    for node in sheet.list("units", in: entries) {
      guard let unit = unit(node) else { continue }
      if found.contains(where: { $0.name == unit.name }) {
        sheet.error("there are two units called `\(unit.name)`", at: node)
      }
      if unit.name == "fetch" {
        sheet.error("`fetch` is what hands instructions to the units, and no unit", at: node)
      }
      found.append(unit)
    }
    return found
  }

  mutating func readTokens(_ entries: Entries) -> [TokenDescription] {
    var found: [TokenDescription] = []
    for node in sheet.list("tokens", in: entries) {
      guard let token = token(node) else { continue }
      if found.contains(where: { $0.name == token.name }) {
        sheet.error("there are two token queues called `\(token.name)`", at: node)
      }
      found.append(token)
    }
    return found
  }

  private mutating func memory(
    _ node: SheetNode, after found: [MemoryDescription]
  ) -> MemoryDescription? {
    let keys = [
      "name", "role", "code", "element", "shape", "depth", "alias", "dram-element", "loaded-by",
      "stored-by",
    ]
    guard let entries = sheet.entries(node, of: "a memory", keys),
      let name = sheet.name("name", in: entries),
      let code = sheet.integer("code", in: entries)
    else { return nil }
    let role = sheet.optionalChoice("role", in: entries, MemoryRole.self) ?? MemoryRole.none
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
    guard ([depth, element.byteSize] + shape).product <= 1 << 28 else {
      sheet.error("`\(name)` is larger than 256 MiB", at: node)
      return nil
    }
    return MemoryDescription(
      name: name, role: role, code: code, element: element, shape: shape, depth: depth,
      dramElement: dram, loadedBy: loader, storedBy: storer)
  }

  private mutating func extents(_ node: SheetNode) -> [Int] {
    sheet.elements(node, of: "extents").compactMap {
      sheet.integer($0, of: "an extent", in: 1 ... 4096)
    }
  }

  mutating func unitName(_ node: SheetNode) -> String? {
    guard let name = sheet.text(node, of: "a unit") else { return nil }
    if units.contains(where: { $0.name == name }) { return name }
    let names = units.map(\.name).joined(separator: ", ")
    sheet.error("there is no unit `\(name)`", at: node, hint: "the units are \(names)")
    return nil
  }

  private mutating func unit(_ node: SheetNode) -> UnitDescription? {
    guard let entries = sheet.entries(node, of: "a unit", ["name", "letter", "queue-depth"]),
      let name = sheet.name("name", in: entries)
    else { return nil }
    let letter = sheet.optionalText("letter", in: entries) ?? name.prefix(1).uppercased()
    let depth = sheet.optionalInteger("queue-depth", in: entries, 1 ... 1 << 30)
    return UnitDescription(name: name, letter: letter, queueDepth: depth)
  }

  private mutating func token(_ node: SheetNode) -> TokenDescription? {
    let keys = ["name", "from", "to", "push", "pop", "depth"]
    guard let entries = sheet.entries(node, of: "a token queue", keys),
      let name = sheet.name("name", in: entries),
      let from = sheet.require("from", in: entries).flatMap({ unitName($0) }),
      let to = sheet.require("to", in: entries).flatMap({ unitName($0) }),
      let push = sheet.text("push", in: entries), let pop = sheet.text("pop", in: entries)
    else { return nil }
    let depth = sheet.optionalInteger("depth", in: entries, 1 ... 1 << 30)
    return TokenDescription(name: name, from: from, to: to, push: push, pop: pop, depth: depth)
  }

  mutating func machineOptions(_ node: SheetNode) -> MachineOptions {
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
