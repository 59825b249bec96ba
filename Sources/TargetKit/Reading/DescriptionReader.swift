public import Diagnostics
import Passes
import Support
import Tensors

/// Reads the description of an accelerator and reports every mistake in it: what all accelerators
/// say of themselves is read here, the rest by the family.
public struct DescriptionReader {

  /// The keys that every description may have.
  static let keys = [
    "name", "version", "kind", "summary", "clock", "host", "cost", "types", "tails", "patterns",
    "operators", "annotations",
  ]

  var sheet: Sheet

  /// The family, once it is known.
  private var family: Family?

  /// The accelerator that `source` describes, if there is no error in it, and what there is to say
  /// of the text.
  /// - Parameter families: those that there are.
  public static func read(
    _ source: SourceText, families: [Family]
  ) -> (target: (any Target)?, diagnostics: DiagnosticSet) {
    var reader = DescriptionReader(sheet: Sheet(source))
    let target = reader.target(families)
    // What was left undone then is neither a mistake nor a target.
    if Interruption.current.isRequested { return (nil, DiagnosticSet([.interrupted])) }
    let diagnostics = reader.sheet.diagnostics
    return (diagnostics.containsError ? nil : target, diagnostics)
  }

  /// The accelerator that `source` describes.
  /// - Errors: the first mistake in it, with the others as notes.
  public static func target(
    in source: SourceText, families: [Family]
  ) throws(Diagnostic) -> any Target {
    let (target, diagnostics) = read(source, families: families)
    try diagnostics.throwOnError()
    guard let target else { throw .error("`\(source.name)` describes no target") }
    return target
  }

  private init(sheet: Sheet) { self.sheet = sheet }

  private mutating func target(_ families: [Family]) -> (any Target)? {
    guard let root = sheet.root(), !Interruption.current.isRequested,
      var entries = sheet.entries(root, of: "a target")
    else { return nil }
    family = family(entries, among: families)
    if let family { sheet.judge(&entries, by: Self.keys + family.keys) }
    let description = description(entries)
    return family?.make(description, entries, &sheet)
  }

  private mutating func family(_ entries: Entries, among families: [Family]) -> Family? {
    let known = families.map { "`\($0.name)`: \($0.summary)" }
    guard let node = entries["kind"] else {
      if let family = families.first(where: { $0.mark.map { entries[$0] != nil } == true }) {
        return family
      }
      sheet.error(
        "\(entries.what) lacks `kind`, which names its family", at: entries.node, hints: known)
      return nil
    }
    guard let name = sheet.text(node, of: "a word for `kind`") else { return nil }
    if let family = families.first(where: { $0.name == name }) { return family }
    let near = nearest(to: name, in: families.map(\.name), most: 1).map { "did you mean `\($0)`?" }
    sheet.error(
      "`\(name)` is no kind of accelerator that is known here", at: node, hints: near + known)
    return nil
  }

  // MARK: What all accelerators have

  private mutating func description(_ entries: Entries) -> TargetDescription {
    let name = targetName(entries) ?? ""
    var interface = TargetInterface(name: name)
    interface.types = entries["types"].map { types($0) } ?? ComputeTypes()
    interface.patterns = patterns(entries)
    interface.place = entries.keys.first { $0.name == "patterns" }.map { sheet.position($0.node) }
    interface.operators = sheet.list("operators", in: entries).compactMap { knownOperator($0) }
    interface.annotations = annotations(entries, of: name)
    interface.rates.host = hostRates(entries)
    let host = entries["host"].map { hostInterface($0) } ?? HostInterface.plain
    interface.handover = Handover(
      alignment: host.alignment, pageSize: host.pageSize, firstAddress: host.firstAddress,
      isCoherent: host.isCoherent)
    let clock = entries["clock"].flatMap { frequency($0) }
    interface.rates.clock = clock ?? interface.rates.clock
    return TargetDescription(
      name: name, version: sheet.text("version", in: entries) ?? "",
      summary: sheet.optionalText("summary", in: entries) ?? "", family: family?.name ?? "",
      clock: clock, host: host, interface: interface)
  }

  private mutating func targetName(_ entries: Entries) -> String? {
    guard let name = sheet.name("name", in: entries), let node = entries["name"] else { return nil }
    guard name != "host" else {
      sheet.error("`host` is what runs the rest of a program, and no name of a target", at: node)
      return nil
    }
    return name
  }

  private mutating func patterns(_ entries: Entries) -> [CompositePattern] {
    var found: [CompositePattern] = []
    let tails = tails(entries)
    for node in sheet.list("patterns", in: entries) {
      guard let pattern = compositePattern(node, kinds: family?.patternKinds, tails: tails) else {
        continue
      }
      if found.contains(where: { $0.name == pattern.name }) {
        sheet.error("there are two patterns called `\(pattern.name)`", at: node)
      }
      found.append(pattern)
    }
    return found
  }

  /// `100 MHz`, or a number of hertz.
  private mutating func frequency(_ node: SheetNode) -> Double? {
    guard let text = sheet.text(node, of: "a frequency") else { return nil }
    let parts = text.split(separator: " ")
    let factors: [Substring: Double] = ["Hz": 1, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9]
    guard (1 ... 2).contains(parts.count), let number = Double(parts[0]),
      let factor = parts.count == 1 ? 1 : factors[parts[1]]
    else {
      sheet.error("`\(text)` is no frequency", at: node, hint: "write it as `100 MHz`")
      return nil
    }
    let clock = number * factor
    guard (1 ... 1e12).contains(clock) else {
      sheet.error(
        "`\(text)` is no frequency of a clock, which has 1 Hz to 1000 GHz", at: node,
        hint: "write it as `100 MHz`, or leave `clock` out")
      return nil
    }
    return clock
  }

  private mutating func hostInterface(_ node: SheetNode) -> HostInterface {
    let keys = ["address-width", "alignment", "page-size", "first-address", "coherent"]
    var host = HostInterface.plain
    guard let entries = sheet.entries(node, of: "the host interface", keys) else { return host }
    host.addressWidth = sheet.optionalInteger("address-width", in: entries, 8 ... 62) ?? 32
    host.alignment = sheet.optionalInteger("alignment", in: entries, 1 ... 1 << 20) ?? 1
    host.pageSize = sheet.optionalInteger("page-size", in: entries, 1 ... 1 << 24) ?? 4096
    host.firstAddress = sheet.optionalInteger("first-address", in: entries) ?? host.pageSize
    host.isCoherent = sheet.flag("coherent", in: entries, default: true)
    if host.firstAddress >= host.addressLimit {
      sheet.error(
        "the first address is \(host.firstAddress), but addresses have \(host.addressWidth) bits",
        at: entries["first-address"] ?? node)
    }
    return host
  }

  private mutating func types(_ node: SheetNode) -> ComputeTypes {
    let keys = [
      "data", "weight", "accumulator", "shifts-only", "shift-per-channel", "multiplies",
      "ties-to-even", "rounds", "sum-block",
    ]
    var types = ComputeTypes()
    guard let entries = sheet.entries(node, of: "`types`", keys) else { return types }
    types.data = sheet.optionalChoice("data", in: entries, ElementType.self) ?? types.data
    types.weight = sheet.optionalChoice("weight", in: entries, ElementType.self) ?? types.weight
    types.accumulator =
      sheet.optionalChoice("accumulator", in: entries, ElementType.self) ?? types.accumulator
    types.shiftsOnly = sheet.flag("shifts-only", in: entries, default: types.shiftsOnly)
    types.shiftPerChannel = sheet.flag(
      "shift-per-channel", in: entries, default: types.shiftPerChannel)
    types.tiesToEven = sheet.flag("ties-to-even", in: entries, default: types.tiesToEven)
    types.multiplies = sheet.flag("multiplies", in: entries, default: types.multiplies)
    types.rounds = sheet.flag("rounds", in: entries, default: types.rounds)
    types.sumBlock = sheet.optionalInteger("sum-block", in: entries, 1 ... 1 << 20)
    return types
  }

}
