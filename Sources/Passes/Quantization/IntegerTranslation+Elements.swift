import Diagnostics
import GraphIR
import Support
import Tensors

/// Arithmetic on elements other than sums of two data.
extension IntegerTranslation {

  /// Integers of the accumulator's type that are to be multiplied.
  private struct Factor {
    var node: ID<Node>
    var scale: Double
    var bounds: ClosedRange<Int>
  }

  /// A factor that is made of the data that it multiplies, which `data` is in the accumulator's type.
  private struct Gate {
    var factor: Factor
    var data: ID<Node>
  }

  /// Factors may be so great that the product of two of them still fits 32 bits.
  private static let mostFactor = (1 << 15) - 1

  /// How far a slope goes to the left to become an integer, at most.
  private static let slopeBits = 14

  // MARK: Products

  /// A product with one number is another scale of the same integers; one of two data, or of data
  /// and a number for each of its channels, is a product of integers.
  mutating func multiplied(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter[id].operands
    guard rewriter[id].type?.tensor?.element.isFloat == true,
      operands.contains(where: { values[$0] != nil })
    else { return .stays("") }
    for (x, other) in [(operands[0], operands[1]), (operands[1], operands[0])] {
      guard let numbers = numbers(of: other, in: rewriter) else { continue }
      return try scaled(x, by: numbers, id, in: &rewriter)
    }
    let result = rewriter.tensorType(id)?.extents ?? []
    let shapes = operands.map { rewriter.tensorType($0)?.extents ?? [] }
    let narrow = Array(result.prefix(2)) + result.dropFirst(2).map { _ in 1 }
    guard shapes.contains(result), shapes.allSatisfy({ $0 == result || $0 == narrow }) else {
      return .stays("its operands have other shapes than that of each other or of their channels")
    }
    var factors: [Factor] = []
    let order = shapes[0] == result ? operands : operands.reversed()
    var gates: [Gate?] = []
    for (operand, other) in zip(order, order.reversed()) {
      gates.append(try gate(operand, of: other, for: id, in: &rewriter))
    }
    for (operand, (own, other)) in zip(order, zip(gates, gates.reversed())) {
      if let gate = own {
        factors.append(gate.factor)
      } else if let factor = try factor(operand, as: other?.data, in: &rewriter) {
        factors.append(factor)
      } else {
        return .stays("an operand of it is no data of one scale")
      }
    }
    let (a, b) = (factors[0], factors[1])
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(Arithmetic.multiply, [a.node, b.node])
    }
    let corners = [a.bounds.lowerBound, a.bounds.upperBound].flatMap { x in
      [x * b.bounds.lowerBound, x * b.bounds.upperBound]
    }
    return .becomes(
      QuantizedValue(
        node: node, scales: [a.scale * b.scale],
        bounds: [(corners.min() ?? 0) ... (corners.max() ?? 0)]))
  }

  /// The value of `x` at a scale that is `numbers` times as great; data becomes sums where that is no
  /// scale of data.
  private mutating func scaled(
    _ x: ID<Node>, by numbers: [Double], _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    guard var value = values[x] else { return .stays("") }
    guard let number = numbers.first, number > 0, number.isFinite,
      numbers.allSatisfy({ $0 == number }),
      rewriter.tensorType(x)?.shape == rewriter.tensorType(id)?.shape
    else { return .stays("its factor is not one positive number") }
    guard types.multiplies || PowerOfTwo.exponent(of: number) != nil else {
      return .stays("its factor, \(number), is no power of two")
    }
    if !isAlone(value, of: x) {
      guard let data = try data(of: x, in: &rewriter) else {
        return .stays("others read the sums that it multiplies")
      }
      value = data
    }
    let isData = !isSum(value, in: rewriter)
    // What made the data keeps its own scale.
    value.isExclusive = value.isExclusive && !isData
    if isData, PowerOfTwo.exponent(of: number) == nil, calibration != nil, value.scale != nil {
      value.bounds = bounds(of: value, in: rewriter)
      value.node = try widened(value.node, from: id, in: &rewriter)
      value.isExclusive = true
    }
    value.scales = value.scales.map { $0 * number }
    value.limits = value.limits.lowerBound * number ... value.limits.upperBound * number
    return .becomes(value)
  }

  /// Whether nobody but one reader of `id` would miss `value`, which stands for it.
  func isAlone(_ value: QuantizedValue, of id: ID<Node>) -> Bool {
    value.isExclusive && uses.isOnlyOne(of: id)
  }

  /// What `id` multiplies `other` with, where it is a number less or more than `other` itself, cut
  /// off: both are computed at once.
  /// - Returns: nil where it is something else, others want it, or it is too great.
  private func gate(
    _ id: ID<Node>, of other: ID<Node>, for reader: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Gate? {
    guard let value = values[id], isSum(value, in: rewriter), isAlone(value, of: id),
      let scale = value.scale, value.zero == 0,
      let data = values[other], data.zero == 0,
      let wide = rewriter[value.node].operands.first, rewriter[wide].op == Cast.op,
      rewriter[wide].operands.first == data.node,
      let least = value.bounds?.map(\.lowerBound).min(),
      let most = value.bounds?.map(\.upperBound).max()
    else { return nil }
    let low = max(Double(least), (value.limits.lowerBound / scale).rounded())
    let high = min(Double(most), (value.limits.upperBound / scale).rounded())
    guard low <= high, max(abs(low), abs(high)) <= Double(Self.mostFactor) else { return nil }
    let node = try rewriter.making(from: [id, reader]) { builder throws(Diagnostic) in
      try builder.clip(value.node, to: low ... high)
    }
    let factor = Factor(node: node, scale: scale, bounds: Int(low) ... Int(high))
    return Gate(factor: factor, data: wide)
  }

  /// The data of `id`, in the accumulator's type, as it is there already or made anew.
  private mutating func factor(
    _ id: ID<Node>, as known: ID<Node>?, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Factor? {
    guard let value = try data(of: id, in: &rewriter), let scale = value.scale,
      rewriter.constant(value.node) == nil
    else { return nil }
    let range = bounds(of: value, in: rewriter)[0]
    let node: ID<Node>
    if let known { node = known } else { node = try centred(value, from: id, in: &rewriter) }
    return Factor(
      node: node, scale: scale,
      bounds: range.lowerBound - value.zero ... range.upperBound - value.zero)
  }

  // MARK: Constants

  /// Data and a number for each channel, at the scale of the data.
  mutating func offset(
    _ x: ID<Node>, by bias: ID<Node>, _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    guard let value = try data(of: x, in: &rewriter), let scale = value.scale,
      let tensor = rewriter.constant(bias), let shape = rewriter.tensorType(x)?.extents,
      shape.count > 1,
      let numbers = tensor.perChannel(axis: 1, rank: shape.count, count: shape[1])
    else { return .stays("what is added has neither one number nor one for each channel") }
    let steps = numbers.map { ($0 / scale).rounded() }
    guard steps.allSatisfy({ abs($0) < 0x1p23 }) else {
      return .stays("what is added is too great for the scale of its operand")
    }
    let isOne = Set(steps).count == 1
    let constant = try filled(
      isOne ? [] : [steps.count] + shape.dropFirst(2).map { _ in 1 },
      isOne ? [steps[0]] : steps, types.accumulator)
    let wide = try widened(value.node, from: id, in: &rewriter)
    let node = try rewriter.making(from: [id, bias]) { builder throws(Diagnostic) in
      try builder.call(Arithmetic.add, [wide, builder.constant(constant)])
    }
    let range = bounds(of: value, in: rewriter)[0]
    let (least, most) = (Int(steps.min() ?? 0), Int(steps.max() ?? 0))
    return .becomes(
      QuantizedValue(
        node: node, scales: [scale], zero: value.zero,
        bounds: [range.lowerBound + least ... range.upperBound + most]))
  }

  /// The greater of data and a multiple of it; the lesser, where the multiple grows faster.
  mutating func inclined(
    _ id: ID<Node>, by slopes: [Double]?, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let x = rewriter[id].operands[0]
    guard rewriter[id].type?.tensor?.element.isFloat == true, values[x] != nil else {
      return .stays("")
    }
    guard types.multiplies else { return .stays("a slope needs a product") }
    guard let slopes, slopes.allSatisfy({ abs($0) <= 2 }) else {
      return .stays("its slope is no constant up to 2")
    }
    let isLess = slopes.allSatisfy { $0 <= 1 }
    guard isLess || slopes.allSatisfy({ $0 >= 1 }) else {
      return .stays("its slopes lie on both sides of 1")
    }
    guard let value = try data(of: x, in: &rewriter), let scale = value.scale,
      let rank = rewriter.tensorType(x)?.shape.count
    else { return .stays("its operand is no data of one scale") }
    let bits = (0 ..< Self.slopeBits).first { bits in
      slopes.allSatisfy { ($0 * Double(1 << bits)).rounded() == $0 * Double(1 << bits) }
    }
    let shift = bits ?? Self.slopeBits
    let factors = slopes.map { min(($0 * Double(1 << shift)).rounded(), 32767) }
    let slope = try filled(
      factors.count == 1 ? [] : [factors.count] + (0 ..< max(0, rank - 2)).map { _ in 1 }, factors,
      types.accumulator)
    let amount = try filled([], [Double(shift)], types.accumulator)
    let wide = try centred(value, from: x, in: &rewriter)
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let plain = try builder.call(Arithmetic.leftShift, [wide, builder.constant(amount)])
      let steep = try builder.call(Arithmetic.multiply, [wide, builder.constant(slope)])
      return try builder.call(isLess ? Arithmetic.maximum : Arithmetic.minimum, [plain, steep])
    }
    let range = bounds(of: value, in: rewriter)[0]
    let most = max(abs(range.lowerBound - value.zero), abs(range.upperBound - value.zero))
    let reach = (most << shift) * (isLess ? 1 : 2)
    return .becomes(
      QuantizedValue(
        node: node, scales: [scale / Double(1 << shift)], bounds: [-reach ... reach]))
  }

  /// What the constant `id` holds, as numbers; nil if it is none.
  func numbers(of id: ID<Node>, in rewriter: Rewriter) -> [Double]? {
    if let tensor = rewriter.constant(id) {
      return tensor.elementType.isFloat ? tensor.doubles : nil
    }
    guard let value = values[id], let tensor = rewriter.constant(value.node),
      let scale = value.scale
    else { return nil }
    return tensor.doubles.map { ($0 - Double(value.zero)) * scale }
  }

  // MARK: Widening

  /// `value` less its zero point, in the accumulator's type.
  private mutating func centred(
    _ value: QuantizedValue, from id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    let wide = try widened(value.node, from: id, in: &rewriter)
    guard value.zero != 0 else { return wide }
    let zero = try filled([], [-Double(value.zero)], types.accumulator)
    return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(Arithmetic.add, [wide, builder.constant(zero)])
    }
  }

  /// The data `node` in the accumulator's type: each time a cast of its own, so that no two groups of
  /// a pattern have one in common.
  private func widened(
    _ node: ID<Node>, from id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    let type = types.accumulator.rawValue
    return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(Cast.op, [node], [Cast.type(type)])
    }
  }

}
