import Described
public import Diagnostics
public import TargetKit

extension Family {

  /// Tensor accelerators whose units run one stream of instructions and are held in order by tokens.
  ///
  /// Their instructions say what they mean; or, where there is a `state`, what they do, and then it has
  /// to be what instructions of the family do.
  public static let decoupled = Family(
    name: DecoupledReader.family,
    summary: "units that load, compute and store by one stream of instructions, ordered by tokens",
    keys: Array(Set(DecoupledReader.keys).union(MachineDescription.keys)).sorted(),
    patternKinds: Family.loweredKinds, configuration: .vta
  ) { common, entries, sheet in
    if entries["state"] != nil { return DecoupledTarget.described(common, entries, &sheet) }
    var reader = DecoupledReader(sheet)
    let description = reader.description(common, entries)
    sheet = reader.sheet
    // What has mistakes can not be relied on.
    return sheet.diagnostics.containsError ? nil : DecoupledTarget(description)
  }

}

extension DecoupledDescription {

  /// The description in `source`, if there is no error in it, and what there is to say of it.
  public static func read(_ source: SourceText) -> (DecoupledDescription?, DiagnosticSet) {
    let (target, diagnostics) = DescriptionReader.read(
      source, families: [.decoupled, .effects(recognising: [.decoupled])])
    return ((target as? DecoupledTarget)?.accelerator, diagnostics)
  }

  /// The description that `source` holds.
  /// - Errors: the first mistake in it, with the others as notes.
  public init(reading source: SourceText) throws(Diagnostic) {
    let (description, diagnostics) = DecoupledDescription.read(source)
    try diagnostics.throwOnError()
    guard let description else { throw .error("`\(source.name)` describes no target") }
    self = description
  }

}

extension BuiltInTargets {

  /// The description called `name`, of an accelerator of this family.
  /// - Errors: there is none.
  public func description(named name: String) throws(Diagnostic) -> DecoupledDescription {
    try DecoupledDescription(reading: try source(named: name))
  }

}
