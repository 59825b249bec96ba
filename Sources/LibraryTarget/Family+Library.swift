public import TargetKit

extension Family {

  /// Accelerators that are reached through functions of a library: every pattern may have a kind of
  /// its own, which is the name of the function that computes it.
  public static let library = Family(
    name: "library",
    summary: "functions of a library that compute operators and patterns, without instructions",
    patternKinds: nil
  ) { common, _, _ in Library(common) }

}
