import Diagnostics
import Foundation
import GraphIR
import TestKit
import Testing

/// Texts that TVM printed are read and printed again.
@Suite struct RelayGoldenTests {

  /// Counts of what became of the texts.
  struct Tally {
    var same = 0
    var notSelfContained = 0
    var failures: [String] = []
  }

  /// A text without any type is printed without types; comments with types do not count where only
  /// some functions have them. Metadata is a table in no order, which is read again instead.
  static func normalized(_ text: String) -> String {
    let code = text.split(separator: "#[metadata]", maxSplits: 1).first.map(String.init) ?? ""
    return code.replacing(#/ \/\* ty=.*?\*\//#, with: "")
      .replacing(#/\) -> .*? {\n/#, with: ") {\n")
  }

  static func check(_ path: String, _ tally: inout Tally) {
    let text = GoldenRelay.read(path)
    do throws(Diagnostic) {
      let (module, _) = try RelayText.parse(SourceText(name: path, text: text))
      let isFull = text.contains("#[metadata]")
      let printed = module.relayText(RelayTextOptions(metadata: isFull ? .full : .omitted))
      let (again, _) = try RelayText.parse(SourceText(name: "again", text: printed))
      if let difference = module.firstDifference(from: again) {
        tally.failures.append("\(path): read again: \(difference)")
      }
      if printed == text || normalized(printed) == normalized(text) {
        tally.same += 1
      } else {
        tally.failures.append(path + ": " + firstDifference(text, printed))
      }
    } catch {
      if isNotSelfContained(error) {
        tally.notSelfContained += 1
      } else {
        tally.failures.append("\(error)")
      }
    }
  }

  static func isNotSelfContained(_ error: Diagnostic) -> Bool {
    error.message.contains("is not bound") || error.message.contains("block that has ended")
  }

  static func firstDifference(_ a: String, _ b: String) -> String {
    let (a, b) = (normalized(a).split(separator: "\n"), normalized(b).split(separator: "\n"))
    for (x, y) in zip(a, b) where x != y { return "\n  \(x)\n  \(y)" }
    return "\(a.count) lines and \(b.count)"
  }

  @Test(arguments: ["tests", "nets", "random", "refused"])
  func printsWhatItRead(_ folder: String) {
    var tally = Tally()
    let files = GoldenRelay.files(endingIn: ".relay").filter { $0.hasPrefix(folder + "/") }
    for path in files { Self.check(path, &tally) }
    print(
      "\(folder): \(files.count) texts, \(tally.same) printed as they were,",
      "\(tally.notSelfContained) not self-contained")
    #expect(tally.failures.isEmpty, "\(tally.failures.prefix(10).joined(separator: "\n"))")
  }

}
