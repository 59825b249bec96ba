import Effects
import Tensors

/// The steps of a normal form, each with a constant that fields or registers give.
struct SymbolicSteps: Hashable, Sendable {

  private let steps: [Step]

  private enum Step: Hashable, Sendable {
    case apply(ValueBinary, Polynomial)
    case real(ValueBinary, Double)
    case cast(NumberType)
    /// Numbers around, as many as these say.
    case pad([Polynomial])
  }

  /// Nil where a step needs more than one number, or moves numbers.
  init?(_ chain: some Sequence<Chain.Step>) {
    var steps: [Step] = []
    for step in chain {
      switch step {
      case .binary(let function, .number(let number), let isReversed) where !isReversed:
        steps.append(.apply(function, number))
      case .binary(let function, .real(let number), let isReversed) where !isReversed:
        steps.append(.real(function, number))
      case .cast(let type): steps.append(.cast(type))
      case .pad(let sides, by: _): steps.append(.pad(sides.flatMap { [$0.before, $0.behind] }))
      case .unary, .binary, .transpose, .reduce: return nil
      }
    }
    self.steps = steps
  }

  /// Whether there is nothing but casts and pads.
  var isPlain: Bool {
    steps.allSatisfy { step in
      switch step {
      case .cast, .pad: true
      case .apply, .real: false
      }
    }
  }

  /// Whether all constants have numbers.
  func isKnown(_ value: (Polynomial) -> Int?) -> Bool {
    steps.allSatisfy { step in
      switch step {
      case .apply(_, let number): value(number) != nil
      case .pad(let counts): counts.allSatisfy { value($0) != nil }
      case .real, .cast: true
      }
    }
  }

  /// Does the steps where all constants have numbers.
  /// - Returns: whether they have, and nothing is padded.
  func apply(to sum: inout StepSum, _ value: (Polynomial) -> Int?) -> Bool {
    for step in steps {
      switch step {
      case .apply(let function, let number):
        guard let number = value(number) else { return false }
        sum.apply(function, .integer(number))
      case .real(let function, let number): sum.apply(function, .real(number))
      case .cast(let type): sum.cast(type)
      case .pad(let counts): if !counts.allSatisfy({ value($0) == 0 }) { return false }
      }
    }
    return true
  }

  /// What the constants have to be, as far as that can be guessed, so that the steps are `wanted`.
  /// - Parameter before: what numbers can be at the beginning.
  func demands(for wanted: StepSum, from before: StepSum) -> [Demand] {
    var guess = Guess(items: wanted.items, range: before.range)
    return steps.flatMap { step -> [Demand] in
      switch step {
      case .apply(let function, let number): guess.demands(function, number)
      case .pad(let counts): counts.map { Demand($0, is: 0, .count) }
      case .real, .cast: []
      }
    }.filter { $0.truth == nil }
  }

}

/// Gives each constant the number of the next item that its function can do, or one that does
/// nothing.
private struct Guess {

  var items: [StepSum.Item]
  let range: ClosedRange<Int>?

  mutating func demands(_ function: ValueBinary, _ number: Polynomial) -> [Demand] {
    guard range != nil else { return real(function, number) }
    switch function {
    case .minimum, .maximum: return limit(function, number)
    default: break
    }
    if case .whole(let next, let constant)? = items.first,
      let value = Guess.spelled(next, constant, as: function)
    {
      items.removeFirst()
      return [Demand(number, is: value, .constant)]
    }
    return Guess.neutral(function).map { [Demand(number, is: $0, .constant)] } ?? []
  }

  private mutating func real(_ function: ValueBinary, _ number: Polynomial) -> [Demand] {
    guard case .real(function, let constant)? = items.first, let whole = Int(exactly: constant)
    else { return [] }
    items.removeFirst()
    return [Demand(number, is: whole, .constant)]
  }

  private func limit(_ function: ValueBinary, _ number: Polynomial) -> [Demand] {
    let limit = items.lazy.compactMap { item in
      if case .limit(let range) = item { range } else { nil }
    }.first
    let all = Saturated.limit
    switch (function, limit) {
    case (.maximum, let limit?): return [Demand(number, is: limit.lowerBound, .constant)]
    case (.minimum, let limit?): return [Demand(number, is: limit.upperBound, .constant)]
    case (.maximum, nil):
      return [Demand(number, in: -all ... (range?.lowerBound ?? 0), .constant)]
    default: return [Demand(number, in: (range?.upperBound ?? 0) ... all, .constant)]
    }
  }

  /// The constant with which `function` does what an item does.
  private static func spelled(
    _ item: ValueBinary, _ constant: Int, as function: ValueBinary
  ) -> Int? {
    switch (item, function) {
    case (.add, .subtract): return -constant
    case (.shiftRight, .shiftLeft): return -constant
    case (.multiply, .shiftLeft), (.multiply, .shiftRight):
      guard constant > 0, constant.nonzeroBitCount == 1 else { return nil }
      let count = constant.trailingZeroBitCount
      return function == .shiftLeft ? count : -count
    default: return item == function ? constant : nil
    }
  }

  /// The constant with which a function does nothing.
  private static func neutral(_ function: ValueBinary) -> Int? {
    switch function {
    case .add, .subtract, .shiftLeft, .shiftRight, .bitOr, .bitXor: 0
    case .multiply, .quotient: 1
    case .bitAnd: -1
    case .minimum, .maximum, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      nil
    }
  }

}
