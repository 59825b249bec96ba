import Effects
import Tensors

/// What a list of steps makes of a number, in one spelling: lists that do the same mostly have the
/// same one.
///
/// Whole numbers are followed through with all that they can be. Limits go to the end, as
/// `f(clip(x, a, b)) = clip(f(x), f(a), f(b))` for every function that grows; what can not be cut
/// off is not written.
struct StepSum: Hashable, Sendable {

  private(set) var items: [Item] = []

  /// All that a number can be now; nil where they are floats.
  private(set) var range: ClosedRange<Int>?

  /// The same without the limits since the last cast.
  private var free: ClosedRange<Int>

  enum Item: Hashable, Sendable {
    /// Of whole numbers: `+`, `*`, `>>` and what does not grow.
    case whole(ValueBinary, Int)
    case limit(ClosedRange<Int>)
    case real(ValueBinary, Double)
    case cast(NumberType)
  }

  /// - Parameter type: of the numbers at the beginning.
  init(_ type: ElementType) {
    range = type.integerRange.map { $0.clamped(to: StepSum.limits) }
    free = range ?? 0 ... 0
  }

  private static let limits = -Saturated.limit ... Saturated.limit

  /// With the limits that are left written behind all others.
  var finished: StepSum {
    var copy = self
    copy.writeLimit()
    return copy
  }

  // MARK: - Steps

  mutating func apply(_ function: ValueBinary, _ constant: Operation.Number) {
    guard range != nil, case .integer(let number) = constant else {
      items.append(.real(function, constant.double))
      return
    }
    switch function {
    case .subtract where number != .min: grow(.add, -number)
    case .add: grow(.add, number)
    case .shiftLeft where 0 ..< 62 ~= number: grow(.multiply, 1 << number)
    case .shiftLeft where -62 ..< 0 ~= number: grow(.shiftRight, -number)
    case .shiftRight where 0 ..< 62 ~= number: grow(.shiftRight, number)
    case .shiftRight where -62 ..< 0 ~= number: grow(.multiply, 1 << -number)
    case .multiply where number > 0: grow(.multiply, number)
    case .minimum: limit(to: -Saturated.limit ... Saturated.clamped(number))
    case .maximum: limit(to: Saturated.clamped(number) ... Saturated.limit)
    default: other(function, number)
    }
  }

  mutating func cast(_ type: NumberType) {
    guard let range, let whole = type.element.integerRange else {
      if items.last != .cast(type) { items.append(.cast(type)) }
      self.range = type.element.integerRange
      free = self.range ?? 0 ... 0
      return
    }
    if type.saturates { return limit(to: whole) }
    if whole.lowerBound <= range.lowerBound, range.upperBound <= whole.upperBound { return }
    writeLimit()
    items.append(.cast(type))
    (self.range, free) = (whole, whole)
  }

  /// A function that grows with its number.
  private mutating func grow(_ function: ValueBinary, _ number: Int) {
    guard let range else { return }
    let neutral = function == .multiply ? 1 : 0
    if number == neutral { return }
    let next = StepSum.image(range, function, number)
    let whole = StepSum.image(free, function, number)
    guard
      [next.lowerBound, next.upperBound, whole.lowerBound, whole.upperBound].allSatisfy({
        !Saturated.isEndless($0)
      })
    else { return other(function, number) }
    (self.range, free) = (next, whole)
    if case .whole(function, let before)? = items.last, function != .multiply {
      items[items.count - 1] = .whole(function, before + number)
      if before + number == 0 { items.removeLast() }
    } else {
      items.append(.whole(function, number))
    }
  }

  private static func image(
    _ range: ClosedRange<Int>, _ function: ValueBinary, _ number: Int
  ) -> ClosedRange<Int> {
    func of(_ bound: Int) -> Int {
      switch function {
      case .add: Saturated.sum(bound, number)
      case .multiply: Saturated.product(bound, number)
      default: bound >> number
      }
    }
    return of(range.lowerBound) ... of(range.upperBound)
  }

  private mutating func limit(to bounds: ClosedRange<Int>) {
    guard let range else { return }
    func clipped(_ number: Int) -> Int {
      min(max(number, bounds.lowerBound), bounds.upperBound)
    }
    self.range = clipped(range.lowerBound) ... clipped(range.upperBound)
  }

  /// A function of which nothing is known.
  private mutating func other(_ function: ValueBinary, _ number: Int) {
    writeLimit()
    items.append(.whole(function, number))
    (range, free) = (StepSum.limits, StepSum.limits)
  }

  private mutating func writeLimit() {
    guard let range, range != free else { return }
    items.append(.limit(range))
    free = range
  }

}

extension StepSum {

  /// What steps make of sums of `type` that are kept as such in between, and in the end as
  /// `result`.
  init(_ steps: some Sequence<Operation.Step>, of type: ElementType, stored result: ElementType) {
    self.init(type)
    append(steps, of: type)
    cast(NumberType(result))
    self = finished
  }

  /// Steps each of whose results is one of `type`.
  mutating func append(_ steps: some Sequence<Operation.Step>, of type: ElementType) {
    for step in steps {
      switch step {
      case .apply(let function, let constant):
        apply(function, constant)
        if type.isInteger { cast(NumberType(type)) }
      case .narrow(let type): cast(type)
      }
    }
  }

}

extension Operation.Number {

  var double: Double {
    switch self {
    case .integer(let number): Double(number)
    case .real(let number): number
    }
  }

}
