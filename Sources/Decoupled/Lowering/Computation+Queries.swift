import Tensors

extension Computation.Step {

  /// The window over rows and columns, if there is one.
  var window: Window? {
    switch kind {
    case .convolve(_, _, let window), .pool(_, _, let window): window
    default: nil
    }
  }

  /// The data that is multiplied with weights.
  var product: ValueName? {
    if case .convolve(let data, _, _) = kind { data } else { nil }
  }

  /// Whether it takes a constant or a value with one number for each channel.
  var hasChannels: Bool {
    switch kind {
    case .vector(_, _, .channels), .vector(_, _, .number), .vector(_, _, .value): true
    default: false
    }
  }

  /// Whether it takes a constant with one number for each element.
  var hasElements: Bool {
    if case .vector(_, _, .elements) = kind { true } else { false }
  }

  /// The steps whose accumulators it reads.
  var reads: [Int] {
    guard case .vector(_, let target, let operand) = kind else { return [] }
    if case .step(let other) = operand { return [target, other] }
    return [target]
  }

}

extension Computation.Operand {

  /// Two constants that are added one after the other, as one; nil if one is no constant.
  func adding(_ other: Self) -> Self? {
    if case .number(let a) = self, case .number(let b) = other {
      return .number(Int(Int32(truncatingIfNeeded: a &+ b)))
    }
    guard let first = recipe, let second = other.recipe else { return nil }
    let sum = TileValue.Recipe(first.terms + second.terms)
    return hasElements || other.hasElements ? .elements(sum) : .channels(sum)
  }

  private var recipe: TileValue.Recipe? {
    switch self {
    case .number(let number): TileValue.Recipe([.number(number)])
    case .channels(let recipe), .elements(let recipe): recipe
    case .step, .value: nil
    }
  }

  private var hasElements: Bool { if case .elements = self { true } else { false } }

}

extension Computation {

  /// Whether a step after the one at `index` reads the accumulator of `step`, or that one reads it
  /// twice in a way that a change in place would disturb.
  func isRead(_ step: Int, after index: Int) -> Bool {
    steps[(index + 1)...].contains { $0.reads.contains(step) }
  }

  /// How many accumulators of the form of the result live in a tile.
  var accumulatorCount: Int {
    var count = 0
    for (index, step) in steps.enumerated() {
      switch step.kind {
      case .vector(_, let target, _): count += isRead(target, after: index) ? 1 : 0
      default: count += 1
      }
    }
    return count
  }

}
