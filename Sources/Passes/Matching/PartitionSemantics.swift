/// Whose rules decide what becomes one, where TVM's two graph languages have different ones.
///
/// | | `relay` | `relax` |
/// |---|---|---|
/// | a group begins | at the node nearest to the result | at the node nearest to the inputs |
/// | a condition refuses a group | its nodes stay claimed for this pattern | nothing is claimed |
/// | groups overlap | the first has them | the later one, if it has all of the earlier one |
/// | a value inside is read outside | refused, or computed twice | given besides: a tuple |
/// | a group depends on itself | refused | an error |
/// | regions merge | what is annotated | composites, into what they read |
/// - Source: Relay 0.0.5 `MergeComposite`, `MergeCompilerRegions`; Relax `FuseOpsByPattern`,
///   `MergeCompositeFunctions`.
enum PartitionSemantics: String, Sendable, CaseIterable {
  case relay
  case relax

  /// The option of a pass that says which.
  static let option = PassOption(
    "semantics", default: PartitionSemantics.relay,
    "whose rules hold where TVM's two graph languages differ")
}
