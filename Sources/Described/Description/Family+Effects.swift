public import Diagnostics
public import TargetKit

extension Family {

  /// Accelerators whose instructions are described by what they do to their state.
  /// - Parameter recognisers: families that take machines of their kind; the first that does makes
  ///   the target.
  public static func effects(recognising recognisers: [Recogniser] = []) -> Family {
    Family(
      name: "effects", summary: "state, and instructions that are described by what they do to it",
      keys: MachineReader.keys + recognisers.flatMap(\.keys), mark: "state",
      patternKinds: Family.loweredKinds
    ) { common, entries, sheet in
      guard let machine = MachineDescription(common, entries, &sheet) else { return nil }
      for recogniser in recognisers {
        if let target = recogniser.make(machine, entries, &sheet) { return target }
        if sheet.diagnostics.containsError { return nil }
      }
      return DescribedTarget(machine, entries, recognisers, &sheet)
    }
  }

}

extension MachineDescription {

  /// The keys of a description that say what this holds.
  public static var keys: [String] { MachineReader.keys }

  /// What a description says of a machine, of which all that is `common` to accelerators is known.
  /// - Parameter sheet: gets the mistakes in it; there is no machine where there are any.
  public init?(_ common: TargetDescription, _ entries: Entries, _ sheet: inout Sheet) {
    var reader = MachineReader(sheet)
    let machine = reader.description(common, entries)
    sheet = reader.sheet
    // What has mistakes can not be relied on.
    if sheet.diagnostics.containsError { return nil }
    self = machine
  }

  /// The description in `source`, if there is no error in it, and what there is to say of it.
  public static func read(_ source: SourceText) -> (MachineDescription?, DiagnosticSet) {
    let (target, diagnostics) = DescriptionReader.read(source, families: [.effects()])
    return ((target as? DescribedTarget)?.machine, diagnostics)
  }

  /// The description that `source` holds.
  /// - Errors: the first mistake in it, with the others as notes.
  public init(reading source: SourceText) throws(Diagnostic) {
    let (description, diagnostics) = MachineDescription.read(source)
    try diagnostics.throwOnError()
    guard let description else { throw .error("`\(source.name)` describes no target") }
    self = description
  }

}
