public import Diagnostics
import OrderedCollections
import Passes
import TargetKit

extension Session {

  /// Makes the accelerators of these names, or of these description files, the ones that programs
  /// are made for.
  /// - Errors: there is no such accelerator or file, or a description has mistakes.
  public mutating func selectTargets(_ words: [String]) throws(Diagnostic) {
    var table = targets
    try select(words, in: &table)
    warnOfReplaced(table)
    targets = table
    journey = nil
  }

  /// Selects the accelerators of these names, or of these description files, in `table`.
  func select(_ words: [String], in table: inout TargetTable) throws(Diagnostic) {
    var names: [String] = []
    for word in words {
      if table.names.contains(word) || !word.contains(where: { $0 == "." || $0 == "/" }) {
        names.append(word)
      } else {
        names.append(try table.add(try readText(word), file: word))
      }
    }
    try table.select(names)
  }

  /// Warns of regions that were lowered for another accelerator of the name of a new one.
  private mutating func warnOfReplaced(_ table: TargetTable) {
    let used = Set(program?.lowered.values.map(\.target) ?? [])
    for name in used.sorted() where targets.isReplaced(name, in: table) {
      report(
        .warning(
          "`\(name)` is another accelerator now than the one that the program is lowered for",
          hints: ["`undo` its passes and `apply` them again"]))
    }
  }

  /// The description in the file at `path`; what is odd in it is reported.
  /// - Errors: the file cannot be read, or the description has mistakes.
  public mutating func checkTarget(_ path: String) throws(Diagnostic) -> TargetView {
    let (target, warnings) = try targets.read(try readText(path), file: path)
    for warning in warnings { report(warning) }
    return TargetView(target)
  }

  /// The description in the file at `path`, with what instructions do in place of what they mean.
  /// - Errors: the file cannot be read, the description has mistakes, or there is nothing to convert.
  public func convertTarget(_ path: String) throws(Diagnostic) -> String {
    let text = try readText(path)
    let target = try targets.check(text, file: path)
    return try target.converted(SourceText(name: path, text: text))
  }

  /// The accelerator `name`.
  /// - Errors: there is none, or its description has mistakes.
  public mutating func targetView(_ name: String) throws(Diagnostic) -> TargetView {
    TargetView(try targets.make(name))
  }

}
