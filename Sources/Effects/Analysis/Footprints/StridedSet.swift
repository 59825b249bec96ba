import Support

/// Bytes at regular distances: runs of `run` bytes, one at each sum of multiples of steps.
///
/// Boxes of a part of the state, rows of the host's memory and what a loop makes of them are all of
/// this kind. Two ways to say the same set mostly have the same form.
public struct StridedSet: Hashable, Sendable {

  /// The lowest byte.
  public private(set) var start: Int

  /// - Units: bytes; 0 where the set is empty.
  public private(set) var run: Int

  /// From the greatest step to the least, each with more than one place.
  public private(set) var axes: [Axis] = []

  public struct Axis: Hashable, Sendable {
    public var count: Int
    public var step: Int
    public init(count: Int, step: Int) {
      self.count = count
      self.step = step
    }
  }

  public static let empty = StridedSet(start: 0, run: 0)

  /// - Units: bytes; addresses are below this, so that no difference of two overflows.
  static let limit = 1 << 60

  private init(start: Int, run: Int) {
    self.start = start
    self.run = run
  }

  /// Runs of `run` bytes at `start` plus multiples of the steps; empty where a count is not positive.
  ///
  /// Nil where an address is not between -2^60 and 2^60.
  public init?(start: Int, run: Int, axes: [Axis] = []) {
    self = .empty
    if run <= 0 || axes.contains(where: { $0.count <= 0 }) { return }
    (self.start, self.run) = (start, run)
    var last = start
    var steps: [Axis] = []
    for axis in axes where axis.count > 1 && axis.step != 0 {
      let (span, overflow) = axis.step.multipliedReportingOverflow(by: axis.count - 1)
      let (edge, over) = (span < 0 ? self.start : last).addingReportingOverflow(span)
      guard !overflow, !over, axis.step != .min else { return nil }
      if span < 0 { self.start = edge } else { last = edge }
      steps.append(Axis(count: axis.count, step: abs(axis.step)))
    }
    let (end, overflow) = last.addingReportingOverflow(run)
    guard !overflow, self.start > -Self.limit, end < Self.limit else { return nil }
    merge(steps.sorted { ($0.step, $0.count) < ($1.step, $1.count) })
  }

  /// Takes in axes from the least step on: into the run where they touch, into the axis before where
  /// both are one.
  private mutating func merge(_ ascending: [Axis]) {
    for axis in ascending {
      if let last = axes.last {
        let (times, rest) = axis.step.quotientAndRemainder(dividingBy: last.step)
        if rest == 0, times <= last.count {
          axes[axes.count - 1].count = times * (axis.count - 1) + last.count
          continue
        }
      } else if axis.step <= run {
        run += axis.step * (axis.count - 1)
        continue
      }
      axes.append(axis)
    }
    axes.reverse()
  }

  public var isEmpty: Bool { run == 0 }

  /// The first byte and the one behind the last.
  public var hull: Range<Int> {
    start ..< start + run + axes.reduce(0) { $0 + $1.step * ($1.count - 1) }
  }

  /// How many runs are named; some may be named twice.
  public var runCount: Int { isEmpty ? 0 : axes.map(\.count).product }

  /// Calls `body` with each run until it says false.
  public func eachRun(_ body: (Range<Int>) -> Bool) {
    guard !isEmpty else { return }
    var places = axes.map { _ in 0 }
    var first = start
    while body(first ..< first + run) {
      var axis = axes.count - 1
      while axis >= 0 {
        places[axis] += 1
        first += axes[axis].step
        if places[axis] < axes[axis].count { break }
        first -= axes[axis].step * axes[axis].count
        places[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// Whether a byte is in both.
  /// - Cost: a few comparisons where steps are multiples of each other, as in boxes; at worst the
  ///   product of the counts of all axes but the two with the least steps.
  public func overlaps(_ other: StridedSet) -> Bool {
    guard !isEmpty, !other.isEmpty, hull.overlaps(other.hull) else { return false }
    // The sum of multiples of all steps, those of the other counted from its end, is in a range.
    let shift = other.hull.upperBound - other.run - start
    return SumSearch(axes + other.axes).hasSum(in: shift - (run - 1) ... shift + other.run - 1)
  }

  /// Whether a byte of `range` is in the set.
  public func overlaps(_ range: Range<Int>) -> Bool {
    guard !isEmpty, !range.isEmpty, hull.overlaps(range) else { return false }
    let low = range.lowerBound - start - (run - 1)
    return SumSearch(axes).hasSum(in: low ... range.upperBound - 1 - start)
  }

}

/// Whether multiples of steps, each from 0 to below its count, have a sum in a range.
private struct SumSearch {

  private let axes: [StridedSet.Axis]

  /// The greatest sum of the axes from each on, and the greatest common divisor of their steps.
  private var most: [Int] = [0]
  private var divisor: [Int] = [0]

  init(_ axes: [StridedSet.Axis]) {
    self.axes = axes.sorted { ($0.step, $0.count) > ($1.step, $1.count) }
    for axis in self.axes.reversed() {
      most.append(most[most.count - 1] + axis.step * (axis.count - 1))
      divisor.append(SumSearch.commonDivisor(divisor[divisor.count - 1], axis.step))
    }
    most.reverse()
    divisor.reverse()
  }

  func hasSum(in range: ClosedRange<Int>) -> Bool {
    search(0, range.lowerBound, range.upperBound)
  }

  private func search(_ index: Int, _ low: Int, _ high: Int) -> Bool {
    if high < 0 || low > most[index] { return false }
    // Nothing at all, or all of everything.
    if low <= 0 || high >= most[index] { return true }
    let axis = axes[index]
    if high / divisor[index] * divisor[index] < low { return false }
    if index == axes.count - 1 { return true }
    let least = max(0, ceiling(low - most[index + 1], axis.step))
    let greatest = min(axis.count - 1, high / axis.step)
    guard least <= greatest else { return false }
    for times in least ... greatest {
      if search(index + 1, low - times * axis.step, high - times * axis.step) { return true }
    }
    return false
  }

  private func ceiling(_ a: Int, _ b: Int) -> Int { a <= 0 ? a / b : (a - 1) / b + 1 }

  private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

}
