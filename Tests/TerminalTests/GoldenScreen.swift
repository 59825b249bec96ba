import Foundation
import Testing

/// Whole screens that are kept as text files beside the tests; `UPDATE_GOLDEN=1` writes them anew.
enum GoldenScreen {

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Screens")

  private static var isUpdating: Bool {
    ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1"
  }

  /// Waits until the screen is the one called `name`.
  /// - Parameter isThere: when to keep the screen where it is written anew.
  static func check(
    _ pty: PTY, _ name: String, _ location: SourceLocation = #_sourceLocation,
    when isThere: (PTY) -> Bool
  ) throws {
    let file = folder.appending(path: "\(name).txt")
    if isUpdating {
      let isSeen = pty.wait(isThere)
      #expect(isSeen, "\(pty.text)", sourceLocation: location)
      try (pty.text + "\n").write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    if pty.wait({ $0.text + "\n" == kept }) { return }
    let wrong = zip(kept.split(separator: "\n", omittingEmptySubsequences: false), pty.lines)
      .enumerated().filter { $1.0 != $1.1 }
      .map { "\($0 + 1)\n  kept: \($1.0)\n  now:  \($1.1)" }
    Issue.record(
      "screen `\(name)` differs in line \(wrong.joined(separator: "\n"))",
      sourceLocation: location)
  }

}
