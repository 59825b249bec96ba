import Diagnostics
import Drivers
import Simulation

/// Looks for the first instruction whose result is another one behind a driver.
struct DriverSearch {

  /// What was found, as numbers.
  struct Finding: Sendable {
    var verdict: DriverAnswer.Verdict

    /// The place of the culprit in the order in which instructions finished.
    var position: Int?
    var isFirst = true
    var outcome = DriverBench.Outcome.same
  }

  private(set) var bench: DriverBench
  private let progress: (Double, String) -> Void

  /// How much a look at each instruction by itself may read.
  /// - Units: bytes.
  private static var scanLimit: Int { 1 << 31 }

  init(_ bench: DriverBench, progress: @escaping (Double, String) -> Void) {
    self.bench = bench
    self.progress = progress
  }

  /// Runs everything as it stands. Where that is not right, a prefix of it is run with one instruction
  /// behind the other and something that finishes behind it, until one more instruction makes the
  /// difference.
  /// - Parameter looksAtEach: whether each instruction is run by itself where everything is right.
  /// - Cost: O(log(instructions)) runs.
  mutating func finding(looksAtEach: Bool) throws(Diagnostic) -> Finding {
    let whole = try bench.runWhole()
    if whole.isSame {
      guard looksAtEach, let (position, outcome) = try bench.firstDifference(among: bench.count)
      else { return Finding(verdict: .same) }
      return Finding(verdict: outcome.verdict, position: position, outcome: outcome)
    }
    let count = bench.count
    var last = try bench.run(first: count)
    if last.isSame { return Finding(verdict: .order, outcome: whole) }
    let none = try bench.run(first: 0)
    guard none.isSame else { return Finding(verdict: .beginning, outcome: none) }
    // Behind `good` instructions everything is right, behind `bad` it is not.
    var (good, bad) = (0, count)
    while bad - good > 1 {
      let middle = good + (bad - good) / 2
      progress(
        1 - Double(bad - good) / Double(count),
        "between \(good) and \(bad) of \(count) instructions")
      let outcome = try bench.run(first: middle)
      if outcome.isSame { good = middle } else { (bad, last) = (middle, outcome) }
    }
    return try refined(Finding(verdict: last.verdict, position: bad - 1, outcome: last))
  }

  /// A difference that was overwritten may lie before the one that was found.
  private mutating func refined(_ finding: Finding) throws(Diagnostic) -> Finding {
    var finding = finding
    guard let position = finding.position, position > 0 else { return finding }
    guard bench.memoryBytes > 0, position <= Self.scanLimit / bench.memoryBytes else {
      finding.isFirst = false
      return finding
    }
    if let (earlier, outcome) = try bench.firstDifference(among: position) {
      return Finding(verdict: outcome.verdict, position: earlier, outcome: outcome)
    }
    return finding
  }

}

extension DriverBench.Outcome {
  fileprivate var verdict: DriverAnswer.Verdict {
    switch self {
    case .same: .same
    case .differs: .differs
    case .fails: .fails
    }
  }
}
