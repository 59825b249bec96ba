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
  /// - Parameter isThere: when to keep the screen where it is written anew, once it rests.
  static func check(
    _ pty: PTY, _ name: String, _ location: SourceLocation = #_sourceLocation,
    when isThere: (PTY) -> Bool
  ) throws {
    let file = folder.appending(path: "\(name).txt")
    if isUpdating {
      let isSeen = pty.wait(isThere) && pty.rests() && isThere(pty)
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

extension PTY {

  /// Waits until the screen has stayed as it is for half a second; whether it came to that.
  ///
  /// What is looked for may be there before the rest is drawn, and a golden screen would be kept half
  /// drawn; one that is compared is waited for as a whole.
  fileprivate func rests() -> Bool {
    var (text, since) = (self.text, ContinuousClock.now)
    return wait { pty in
      if pty.text != text { (text, since) = (pty.text, .now) }
      return ContinuousClock.now - since > .milliseconds(500)
    }
  }

}
