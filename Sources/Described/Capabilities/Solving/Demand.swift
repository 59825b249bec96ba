import Effects

/// That a number which an instruction computes from its fields and the state is in a range.
struct Demand: Hashable, Sendable {

  var number: Polynomial
  var range: ClosedRange<Int>
  var subject: Subject

  /// Which of the places that a job names the range is counted from; nil for a range as it is.
  var slot: Int?

  /// What the number is, for the user.
  enum Subject: Hashable, Sendable {
    case condition
    case hostAddress
    case hostStep
    case place(StateID)
    case step(StateID)
    case count
    case constant
    case register(Cell)
  }

  init(
    _ number: Polynomial, in range: ClosedRange<Int>, _ subject: Subject, from slot: Int? = nil
  ) {
    self.number = number
    self.range = range
    self.subject = subject
    self.slot = slot
  }

  init(_ number: Polynomial, is value: Int, _ subject: Subject, from slot: Int? = nil) {
    self.init(number, in: value ... value, subject, from: slot)
  }

  /// Whether it holds whatever the fields are; nil where that depends on them, or on a slot.
  var truth: Bool? { slot == nil ? number.constant.map(range.contains) : nil }

  /// The same where slots are at these places.
  func moved(to offsets: [Int]) -> Demand {
    guard let slot, offsets.indices.contains(slot) else { return self }
    var copy = self
    copy.range = Saturated.sum(range, offsets[slot] ... offsets[slot])
    return copy
  }

}

extension [[Demand]] {

  /// Both this, which is possible, and one of `others`, as far as that can be.
  /// - Cost: O(combinations × demands in one).
  func narrowed(to others: [[Demand]]) -> [[Demand]] {
    let others = others.possible
    return flatMap { first in
      others.lazy.filter { second in !second.contains { $0.contradicts(first) } }
        .map { first + $0 }
    }
  }

  /// Both: all combinations of what makes the one hold and what makes the other.
  func and(_ other: [[Demand]]) -> [[Demand]] {
    flatMap { first in other.map { first + $0 } }
  }

  /// Without what holds anyway; alternatives that can not hold are left out.
  var possible: [[Demand]] {
    compactMap { demands in
      if demands.contains(where: { $0.truth == false }) { return nil }
      let open = demands.filter { $0.truth == nil }
      return open.contradict ? nil : open
    }
  }

}

extension [Demand] {

  /// Whether one number is to be in two ranges that have nothing in common.
  fileprivate var contradict: Bool {
    indices.contains { self[$0].contradicts(self[..<$0]) }
  }

}

extension Demand {

  /// Whether one of `others` wants the number of this to be in none of its range.
  fileprivate func contradicts(_ others: some Sequence<Demand>) -> Bool {
    slot == nil
      && others.contains { other in
        other.slot == nil && !other.range.overlaps(range) && other.number == number
      }
  }

}

extension Demand {

  /// - Units: alternatives of one condition; one that has more is taken as if it never held.
  private static let most = 64

  /// What makes a condition hold, or not hold: one of these lists.
  static func alternatives(of condition: Scalar, holds: Bool = true) -> [[Demand]] {
    switch condition {
    case .constant(let number): return (number != 0) == holds ? [[]] : []
    case .unary(.not, let a): return alternatives(of: a, holds: !holds)
    case .binary(let operation, let a, let b) where operation == .and || operation == .or:
      let (x, y) = (alternatives(of: a, holds: holds), alternatives(of: b, holds: holds))
      if (operation == .and) != holds { return x + y }
      return x.count * y.count <= most ? x.and(y).possible : []
    case .binary(let operation, let a, let b) where operation.isCondition:
      let difference = Polynomial(a) - Polynomial(b)
      let ranges = holds ? operation.ranges : operation.complement
      return ranges.map { [Demand(difference, in: $0, .condition)] }.possible
    default:
      let number = Polynomial(condition)
      let ranges = holds ? ScalarBinary.notEqual.ranges : ScalarBinary.equal.ranges
      return ranges.map { [Demand(number, in: $0, .condition)] }.possible
    }
  }

}

extension ScalarBinary {

  /// Where the difference of the operands is when the comparison holds.
  fileprivate var ranges: [ClosedRange<Int>] {
    let limit = Saturated.limit
    return switch self {
    case .equal: [0 ... 0]
    case .notEqual: [-limit ... -1, 1 ... limit]
    case .less: [-limit ... -1]
    case .lessOrEqual: [-limit ... 0]
    case .greater: [1 ... limit]
    case .greaterOrEqual: [0 ... limit]
    default: []
    }
  }

  fileprivate var complement: [ClosedRange<Int>] {
    switch self {
    case .equal: ScalarBinary.notEqual.ranges
    case .notEqual: ScalarBinary.equal.ranges
    case .less: ScalarBinary.greaterOrEqual.ranges
    case .lessOrEqual: ScalarBinary.greater.ranges
    case .greater: ScalarBinary.lessOrEqual.ranges
    case .greaterOrEqual: ScalarBinary.less.ranges
    default: []
    }
  }

}
