public import Diagnostics
import ISA
import Passes
import Yams

/// Reads the description of an accelerator and reports every mistake in it.
public struct DescriptionReader {

  var sheet: Sheet
  var memories: [MemoryDescription] = []
  var units: [UnitDescription] = []
  var tokens: [TokenDescription] = []

  /// The description in `source`, if there is no error in it, and what there is to say of it.
  public static func read(_ source: SourceText) -> (TargetDescription?, DiagnosticSet) {
    var reader = DescriptionReader(sheet: Sheet(source))
    let description = reader.description()
    let diagnostics = reader.sheet.diagnostics
    return (diagnostics.containsError ? nil : description, diagnostics)
  }

  private static let keys = [
    "name", "version", "kind", "summary", "clock", "memories", "units", "tokens", "instructions",
    "micro-op", "host", "types", "options", "patterns", "operators", "timing",
  ]

  private mutating func description() -> TargetDescription? {
    guard let root = sheet.root(),
      let entries = sheet.entries(root, of: "a target", Self.keys)
    else { return nil }
    let name = sheet.text("name", in: entries) ?? ""
    let version = sheet.text("version", in: entries) ?? ""
    let kind = sheet.choice("kind", in: entries, TargetDescription.Kind.self) ?? .decoupled
    let summary = sheet.optionalText("summary", in: entries) ?? ""
    let clock = entries["clock"].flatMap { frequency($0) } ?? 0
    units = sheet.list("units", in: entries).compactMap { unit($0) }
    memories = readMemories(entries)
    tokens = sheet.list("tokens", in: entries).compactMap { token($0) }
    var interface = TargetInterface(name: name)
    interface.types = entries["types"].map { types($0) } ?? ComputeTypes()
    interface.patterns = sheet.list("patterns", in: entries).compactMap { compositePattern($0) }
    interface.operators = sheet.list("operators", in: entries).compactMap { knownOperator($0) }
    let options = entries["options"].map { machineOptions($0) } ?? MachineOptions()
    let timings = timings(sheet.list("timing", in: entries))
    let host = entries["host"].map { hostInterface($0) } ?? HostInterface.plain
    interface.handover = Handover(host, memories)
    let set = instructions(entries, isNeeded: kind == .decoupled)
    let description = TargetDescription(
      name: name, version: version, summary: summary, kind: kind, clock: clock,
      memories: memories, units: units, tokens: tokens, instructionSet: set.set,
      instructions: set.meanings, microOp: set.microOp, host: host, interface: interface,
      options: options, timings: timings)
    check(description, entries)
    return description
  }

  /// `100 MHz`, or a number of hertz.
  private mutating func frequency(_ node: YAMLNode) -> Double? {
    guard let text = sheet.text(node, of: "a frequency") else { return nil }
    let parts = text.split(separator: " ")
    let factors: [Substring: Double] = ["Hz": 1, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9]
    if let number = parts.first.flatMap({ Double($0) }), number > 0, number.isFinite {
      if parts.count == 1 { return number }
      if parts.count == 2, let factor = factors[parts[1]] { return number * factor }
    }
    sheet.error("`\(text)` is no frequency", at: node, hint: "write it as `100 MHz`")
    return nil
  }

}

extension Handover {

  /// What `memories` that play the parts of input and output say of the layout of values in DRAM.
  init(_ host: HostInterface, _ memories: [MemoryDescription]) {
    func block(_ role: MemoryRole) -> Int {
      memories.first { $0.role == role }?.shape.last ?? 1
    }
    self.init(
      alignment: host.alignment, pageSize: host.pageSize, isCoherent: host.isCoherent,
      inputBlock: block(.input), outputBlock: block(.output))
  }

}

extension HostInterface {
  /// Of a machine that asks for nothing.
  static let plain = HostInterface(
    addressWidth: 32, alignment: 1, pageSize: 4096, firstAddress: 4096, isCoherent: true)
}
