public import Diagnostics
import TargetKit

extension Session {

  /// Makes the accelerators of these names, or of these description files, the ones that programs
  /// are made for.
  /// - Errors: there is no such accelerator or file, or a description has mistakes.
  public mutating func selectTargets(_ words: [String]) throws(Diagnostic) {
    var names: [String] = []
    for word in words {
      if targets.names.contains(word) || !word.contains(where: { $0 == "." || $0 == "/" }) {
        names.append(word)
      } else {
        names.append(try targets.add(try readText(word), file: word))
      }
    }
    try targets.select(names)
    journey = nil
  }

  /// The description in the file at `path`.
  /// - Errors: the file cannot be read, or the description has mistakes.
  public func checkTarget(_ path: String) throws(Diagnostic) -> TargetView {
    TargetView(try targets.check(try readText(path), file: path))
  }

  /// The accelerator `name`.
  /// - Errors: there is none, or its description has mistakes.
  public mutating func targetView(_ name: String) throws(Diagnostic) -> TargetView {
    TargetView(try targets.make(name).description)
  }

}
