import Foundation
import Glibc

/// A line that says once a second how far it is, where someone looks at it.
struct StatusLine {

  private let isWatched = isatty(2) == 1
  private var last = ContinuousClock.now
  private var width = 0

  mutating func show(_ quotas: [Quota], _ findings: Int, _ seconds: Double) {
    guard isWatched, last.duration(to: .now) >= .seconds(1) else { return }
    last = .now
    let counts = quotas.map { "\($0.area.name) \($0.tried)" }.joined(separator: " ")
    let line = "\(Int(seconds)) s: \(counts); \(findings) findings"
    write("\r" + line + String(repeating: " ", count: max(0, width - line.count)))
    width = line.count
  }

  mutating func clear() {
    guard width > 0 else { return }
    write("\r" + String(repeating: " ", count: width) + "\r")
    width = 0
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

}
