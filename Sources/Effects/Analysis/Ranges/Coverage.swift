import Support

/// Which cases of an effect can be taken, and whether there is always one.
public struct Coverage: Hashable, Sendable {

  public enum Verdict: Hashable, Sendable { case always, sometimes, never }

  /// Of each case.
  public var verdicts: [Verdict]

  /// Numbers of the variables in conditions for which no case holds; nil where none were found.
  public var uncovered: [VariableID: Int]?

  /// Whether all numbers were tried; otherwise only those where a comparison changes.
  public var isExact: Bool

  /// - Units: combinations of numbers that are tried.
  private static let most = 1 << 16

  /// - Units: conditions that are worked out for all of them.
  private static let mostTests = 1 << 22

  /// - Cost: at most 65536 times the size of the conditions of which a field does not say that they
  ///   can not hold, and at most 4194304 conditions.
  public init(of effect: Effect, in machine: MachineForm) {
    let table = CaseTable(of: effect)
    let ranges = Ranges(of: effect, in: machine)
    let axes = Coverage.axes(table.conditions.compactMap(\.self), ranges)
    isExact = axes.isExact
    verdicts = []
    var trial = Trial(table)
    Coverage.each(axes.variables, in: effect.variables.count) { frame in
      if !trial.findsCase(for: frame), uncovered == nil, !trial.hasUnknown {
        uncovered = Dictionary(
          uniqueKeysWithValues: axes.variables.map { ($0.0, frame[$0.0.index]) })
      }
      return trial.goesOn
    }
    if trial.hasUnknown { uncovered = nil }
    if trial.hasUnknown || !trial.goesOn { isExact = false }
    verdicts = trial.taken.map { [isExact] count in
      if trial.hasUnknown || !trial.goesOn { return .sometimes }
      return count == 0
        ? (isExact ? .never : .sometimes) : count == trial.tried ? .always : .sometimes
    }
    excludeByRanges(table.conditions, ranges)
  }

  /// What was found of some combinations of numbers.
  private struct Trial {

    let table: CaseTable
    private(set) var taken: [Int]
    private(set) var tried = 0

    /// Whether a condition depends on more than the numbers.
    private(set) var hasUnknown = false

    private var tests = 0
    private var poll = Poll()
    private(set) var goesOn = true

    init(_ table: CaseTable) {
      self.table = table
      taken = table.conditions.map { _ in 0 }
    }

    /// Whether some case holds where the variables are `frame`.
    mutating func findsCase(for frame: [Int]) -> Bool {
      let before = tests
      let first = table.first(where: { frame[$0.index] }) { index in
        tests += 1
        guard let condition = table.conditions[index] else { return true }
        guard let number = try? condition.value(in: frame) else {
          hasUnknown = true
          return false
        }
        return number != 0
      }
      tried += 1
      if let first { taken[first] += 1 }
      goesOn = tests < Coverage.mostTests && !poll.isRequested(after: 8 * (tests - before) + 1)
      return first != nil
    }

  }

  /// Cases that the ranges exclude, whatever was tried.
  private mutating func excludeByRanges(_ conditions: [Scalar?], _ ranges: Ranges) {
    var rest: Ranges? = ranges
    var poll = Poll()
    for (index, condition) in conditions.enumerated() {
      if poll.isRequested(after: 1 << 10) { return }
      guard let left = rest else {
        verdicts[index] = .never
        continue
      }
      guard let condition else {
        rest = nil
        continue
      }
      if left.narrowed(by: condition) == nil { verdicts[index] = .never }
      rest = left.narrowed(by: condition, holds: false)
    }
  }

  // MARK: - What is tried

  private static func axes(
    _ conditions: [Scalar], _ ranges: Ranges
  ) -> (variables: [(VariableID, [Int])], isExact: Bool) {
    let ids = conditions.reduce(into: Set<VariableID>()) { $0.formUnion($1.variables) }
      .sorted { $0.index < $1.index }
    let counts = ids.map { id in
      let (count, overflow) = ranges[id].upperBound.subtractingReportingOverflow(
        ranges[id].lowerBound)
      return overflow || count == .max ? .max : count + 1
    }
    if counts.product <= most { return (ids.map { ($0, Array(ranges[$0])) }, true) }
    var numbers: Set<Int> = []
    for condition in conditions {
      condition.visit { scalar in
        if case .constant(let number) = scalar {
          numbers.formUnion([number &- 1, number, number &+ 1])
        }
        return true
      }
    }
    return (ids.map { ($0, candidates(in: ranges[$0], numbers)) }, false)
  }

  private static func candidates(in range: ClosedRange<Int>, _ numbers: Set<Int>) -> [Int] {
    numbers.union([range.lowerBound, range.upperBound]).filter(range.contains).sorted()
  }

  /// Calls `body` with each combination, at most so many, until it says false.
  private static func each(
    _ axes: [(VariableID, [Int])], in count: Int, _ body: ([Int]) -> Bool
  ) {
    var frame = Array(repeating: 0, count: count)
    var places = axes.map { _ in 0 }
    for (id, numbers) in axes { frame[id.index] = numbers[0] }
    for _ in 0 ..< most {
      guard body(frame) else { return }
      var axis = axes.count - 1
      while axis >= 0 {
        places[axis] = (places[axis] + 1) % axes[axis].1.count
        frame[axes[axis].0.index] = axes[axis].1[places[axis]]
        if places[axis] != 0 { break }
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

}
