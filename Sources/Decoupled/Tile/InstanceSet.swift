/// Which of the executions of a statement, counted from 0, something happens in.
public struct InstanceSet: Sendable, Hashable {

  /// `first`, `first + step` and so on up to `last`.
  public struct Run: Sendable, Hashable {
    public var first: Int
    public var last: Int
    public var step: Int
  }

  /// In increasing order; `nil` stands for every execution.
  public private(set) var runs: [Run]?

  public static let all = InstanceSet(runs: nil)

  init(runs: [Run]?) { self.runs = runs }

  /// The set of `numbers`, which increase, among `total` executions.
  public init(_ numbers: [Int], of total: Int) {
    guard numbers.count < total else {
      runs = nil
      return
    }
    var found: [Run] = []
    for number in numbers {
      guard var run = found.last else {
        found.append(Run(first: number, last: number, step: 1))
        continue
      }
      if run.first == run.last { run.step = number - run.first }
      if number == run.last + run.step {
        run.last = number
        found[found.count - 1] = run
      } else {
        found.append(Run(first: number, last: number, step: 1))
      }
    }
    runs = found
  }

  /// - Cost: O(runs).
  public func contains(_ number: Int) -> Bool {
    guard let runs else { return true }
    return runs.contains {
      $0.first <= number && number <= $0.last && (number - $0.first) % $0.step == 0
    }
  }

}

extension InstanceSet: CustomStringConvertible {
  /// `2..26:4, 30`; empty for every execution.
  public var description: String {
    guard let runs else { return "" }
    return runs.map { run in
      if run.first == run.last { return "\(run.first)" }
      return "\(run.first)..\(run.last)" + (run.step == 1 ? "" : ":\(run.step)")
    }.joined(separator: ", ")
  }
}
