import Diagnostics
import GraphIR
import Support
import Tensors

/// Functions of one number, along chords.
extension IntegerTranslation {

  /// Data to the power of a number, along two chords or four.
  mutating func powered(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter[id].operands
    guard rewriter[id].type?.tensor?.element.isFloat == true, values[operands[0]] != nil else {
      return .stays("")
    }
    guard let numbers = numbers(of: operands[1], in: rewriter), let exponent = numbers.first,
      numbers.allSatisfy({ $0 == exponent })
    else { return .stays("its exponent is no constant") }
    return try curved(id, in: &rewriter) { numbers throws(Diagnostic) in
      let base = try Tensor.vector(numbers, .float64)
      return try ElementwiseBinary.power.evaluate(
        [.tensor(base), .tensor(Tensor(scalar: exponent))], Attributes()
      ).asTensor().doubles
    }
  }

  /// The value of `function` for each integer that calibration saw, along chords: each is a change of
  /// scale between limits, and the result is the sum of them.
  ///
  ///     f(x) ≈ f(t₀) + Σ slopeₖ · (limit(x, tₖ₋₁, tₖ) - tₖ₋₁)
  private mutating func curved(
    _ id: ID<Node>, in rewriter: inout Rewriter,
    _ function: ([Double]) throws(Diagnostic) -> [Double]
  ) throws(Diagnostic) -> Outcome {
    let operand = rewriter[id].operands[0]
    guard let calibration, let seen = calibration.statistics(of: operand)?.range else {
      return .stays("a curve needs calibration")
    }
    guard types.multiplies else { return .stays("a curve needs products") }
    guard let value = try data(of: operand, in: &rewriter), let scale = value.scale,
      let step = calibration.scale(of: id)
    else { return .stays("its operand is no data of one scale") }
    let integers = value.integers(
      standingFor: seen, scale, of: bounds(of: value, in: rewriter)[0])
    let results = try function(integers.map { Double($0 - value.zero) * scale })
    guard let curve = Chords(results, from: integers.lowerBound, within: step / 2) else {
      return .stays("it is not defined, or rises and falls, where calibration saw it")
    }
    var parts: [QuantizedValue] = []
    for chord in curve.chords {
      var part = value
      (part.scales, part.zero, part.limits) = ([chord.slope], chord.start, 0 ... chord.height)
      part.isExclusive = false
      let most = Double(types.data.integerRange?.upperBound ?? 127)
      parts.append(
        try requantized(
          part, to: PowerOfTwo.notBelow(chord.height / most), zero: 0, types.data, from: [id],
          in: &rewriter))
    }
    while parts.count > 2 {
      let sum = try added(parts[0], parts[1], sign: 1, from: id, in: &rewriter)
      let scale = (parts[0].scales + parts[1].scales).max() ?? 1
      let joined = try requantized(
        sum, to: scale * 2, zero: 0, types.data, from: [id], in: &rewriter)
      parts = parts.dropFirst(2) + [joined]
    }
    var result = try added(
      parts[0], parts[1], sign: curve.isFalling ? -1 : 1, from: id, in: &rewriter)
    let finest = result.scales[0]
    result.zero = -Int((curve.origin / finest).rounded())
    return .becomes(result)
  }

  /// `a` and `b`, or what is left if they are taken away from 0, at the finer scale of both.
  private func added(
    _ a: QuantizedValue, _ b: QuantizedValue, sign: Int, from id: ID<Node>,
    in rewriter: inout Rewriter
  ) throws(Diagnostic) -> QuantizedValue {
    let scale = min(a.scales[0], b.scales[0])
    let factors = [a, b].map { sign * Int(($0.scales[0] / scale).rounded()) }
    let accumulator = types.accumulator
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      var wide: [ID<Node>] = []
      for (value, factor) in zip([a, b], factors) {
        var node = try builder.call(Cast.op, [value.node], [Cast.type(accumulator.rawValue)])
        if factor != 1 {
          let constant = try filled([], [Double(factor)], accumulator)
          node = try builder.call(Arithmetic.multiply, [node, builder.constant(constant)])
        }
        wide.append(node)
      }
      return try builder.call(Arithmetic.add, wide)
    }
    // Parts begin at 0.
    let most = Int(types.data.integerRange?.upperBound ?? 127)
    let reach = factors.reduce(0) { $0 + $1 * most }
    return QuantizedValue(
      node: node, scales: [scale], bounds: [min(0, reach) ... max(0, reach)])
  }

}

extension QuantizedValue {
  /// The integers of `range` that stand for the numbers `seen`, five of them at least: a curve of four
  /// chords has as many points.
  fileprivate func integers(
    standingFor seen: ClosedRange<Double>, _ scale: Double, of range: ClosedRange<Int>
  ) -> ClosedRange<Int> {
    func integer(_ number: Double) -> Int {
      let step = (number / scale).rounded() + Double(zero)
      return Int(min(max(step, Double(range.lowerBound)), Double(range.upperBound)))
    }
    let (first, last) = (integer(seen.lowerBound), integer(seen.upperBound))
    if last - first >= 4 { return first ... last }
    let end = min(range.upperBound, first + 4)
    return max(range.lowerBound, end - 4) ... end
  }
}

extension Calibration.Statistics {
  /// The least and the greatest number that was kept; nil where there is none, or one is not finite.
  fileprivate var range: ClosedRange<Double>? {
    guard isFinite, let least = elements.min(), let most = elements.max() else { return nil }
    return Double(least) ... Double(most)
  }
}

/// A function of integers along chords, which lie as far above as below it.
private struct Chords {

  /// From the integer `start` on, one step of the argument changes the value by `slope`, up to
  /// `height`.
  struct Chord {
    var start: Int
    var slope: Double
    var height: Double
  }

  var chords: [Chord] = []
  let isFalling: Bool

  /// The value at the first integer.
  let origin: Double

  /// - Parameters:
  ///   - results: the values for integers one after the other, the first of which is `start`.
  ///   - tolerance: how far two chords may lie from the function; else there are four.
  /// - Returns: nil where the function is not finite, or rises and falls.
  init?(_ results: [Double], from start: Int, within tolerance: Double) {
    let values = Array(results.drop { !$0.isFinite })
    let first = start + results.count - values.count
    guard values.count > 4, values.allSatisfy(\.isFinite) else { return nil }
    let steps = zip(values, values.dropFirst()).map { $1 - $0 }
    let isFalling = steps[0] < 0
    guard steps.allSatisfy({ isFalling ? $0 < 0 : $0 > 0 }) else { return nil }
    self.isFalling = isFalling
    var points = Self.points(of: values, count: 2)
    if Self.errors(of: values, at: points).contains(where: { abs($0) > 2 * tolerance }) {
      points = Self.points(of: values, count: 4)
    }
    let errors = Self.errors(of: values, at: points)
    origin = values[0] - ((errors.max() ?? 0) + (errors.min() ?? 0)) / 2
    for (start, end) in zip(points, points.dropFirst()) {
      let height = abs(values[end] - values[start])
      chords.append(
        Chord(start: first + start, slope: height / Double(end - start), height: height))
    }
  }

  /// The ends of `count` chords: closer where the function bends more.
  private static func points(of values: [Double], count: Int) -> [Int] {
    var bends = [0.0]
    for index in 1 ..< values.count - 1 {
      let bend = abs(values[index - 1] - 2 * values[index] + values[index + 1])
      bends.append(bends[index - 1] + bend.squareRoot())
    }
    var points = [0]
    for part in 1 ..< count {
      let wanted = (bends.last ?? 0) * Double(part) / Double(count)
      let found = bends.firstIndex { $0 >= wanted } ?? 0
      let latest = values.count - 1 - (count - part)
      points.append(min(max(found, points[part - 1] + 1), latest))
    }
    return points + [values.count - 1]
  }

  /// How far the chords between `points` lie above the function, for each integer.
  private static func errors(of values: [Double], at points: [Int]) -> [Double] {
    zip(points, points.dropFirst()).flatMap { start, end in
      (start ..< end).map { index in
        let part = Double(index - start) / Double(end - start)
        return values[start] + part * (values[end] - values[start]) - values[index]
      }
    }
  }

}
