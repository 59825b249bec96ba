import Tensors

extension Computation.Step {

  /// The window over rows and columns, if there is one.
  var window: Window? {
    switch kind {
    case .convolve(_, _, let window), .pool(_, let window): window
    default: nil
    }
  }

  /// The data that is multiplied with weights.
  var product: ValueName? {
    if case .convolve(let data, _, _) = kind { data } else { nil }
  }

  /// Whether it takes a constant with one number for each channel.
  var hasChannels: Bool {
    switch kind {
    case .vector(_, _, .channels), .vector(_, _, .number): true
    default: false
    }
  }

  /// The steps whose accumulators it reads.
  var reads: [Int] {
    guard case .vector(_, let target, let operand) = kind else { return [] }
    if case .step(let other) = operand { return [target, other] }
    return [target]
  }

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
