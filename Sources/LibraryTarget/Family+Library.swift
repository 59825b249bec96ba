public import TargetKit

extension Family {

  /// Accelerators that are reached through functions of a library: every pattern may have a kind of
  /// its own, which names the function that computes it.
  public static let library = Family(
    name: "library",
    summary: "functions of a library that compute operators and patterns, without instructions",
    keys: LibraryReader.keys, patternKinds: nil
  ) { common, entries, sheet in
    LibraryReader.library(common, entries, &sheet).map { Library($0) }
  }

}
