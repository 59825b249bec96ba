/// What an input did that none may do.
enum Fault: Hashable {
  case signal(Int32)
  /// Longer than the limit.
  case hang
  /// More than the limit.
  case memory
  case exitCode(Int32)
  case brokenPromise

  var text: String {
    switch self {
    case .signal(let number): "ended by signal \(number)"
    case .hang: "did not end in time"
    case .memory: "took too much memory"
    case .exitCode(let code): "ended the process with the code \(code)"
    case .brokenPromise: "broke a promise"
    }
  }
}

/// An input that did so.
struct Finding {

  let area: String
  let seed: UInt64
  let number: Int
  let fault: Fault

  /// What the process said at last, or what promise was broken.
  let message: String

  /// How many inputs came to the same.
  var count = 1

  /// Where the input is, once it was written down.
  var file: String?

  /// What it is told apart by: where it ended, without what the input itself says.
  var signature: String {
    let quoted = message.split(separator: "`", omittingEmptySubsequences: false)
    let own = quoted.enumerated().filter { $0.offset % 2 == 0 }.map(\.element).joined()
    return "\(area) \(fault) \(own.filter { !$0.isNumber || fault != .brokenPromise })"
  }

  var lines: [String] {
    var lines = ["\(area): input \(number) of seed \(seed) \(fault.text) (\(count) in all)"]
    if !message.isEmpty { lines.append("  \(message)") }
    lines.append("  again: swift run Fuzz \(area) --seed \(seed) --only \(number)")
    if let file { lines.append("  made smaller: swift run Fuzz \(area) --file \(file)") }
    return lines
  }

}
