import Diagnostics
import GraphIR
import Support
import Tensors

extension IntegerTranslation {

  /// The sum of two data, each brought to a finer scale that both have: by shifts, or by factors
  /// where the accelerator multiplies and the reader says which scale it wants.
  mutating func sum(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter[id].operands
    guard operands.contains(where: { values[$0] != nil }),
      rewriter[id].type?.tensor?.element.isFloat == true
    else { return .stays("") }
    for (bias, operand) in [(operands[1], operands[0]), (operands[0], operands[1])]
    where isChannelConstant(bias, of: operand, in: rewriter) && takesConstant(operand) {
      return try added(bias, to: operand, id, in: &rewriter)
    }
    for (bias, operand) in [(operands[1], operands[0]), (operands[0], operands[1])]
    where rewriter.constant(bias) != nil && values[operand] != nil {
      return try offset(operand, by: bias, id, in: &rewriter)
    }
    var addends: [QuantizedValue] = []
    for operand in operands {
      guard rewriter[operand].constant == nil, let value = try data(of: operand, in: &rewriter),
        value.scale != nil
      else { return .stays("an operand of it is no data of one scale") }
      addends.append(value)
    }
    let wanted = wanted(of: id, in: rewriter)
    if let shifts = shifts(of: addends, for: wanted) {
      guard shifts.allSatisfy({ $0 <= 16 }) else {
        return .stays("the scales of its operands lie too far apart")
      }
      return .becomes(
        try sum(
          addends, Arithmetic.leftShift, shifts, factors: shifts.map { 1 << $0 },
          scale: addends.flatMap(\.scales).min() ?? 1, of: id, in: &rewriter))
    }
    guard types.multiplies, let wanted, let found = factors(of: addends, for: wanted) else {
      let odd = addends.flatMap(\.scales).first { PowerOfTwo.exponent(of: $0) == nil } ?? 1
      return .stays("the scale of an operand, \(odd), is no power of two")
    }
    return .becomes(
      try sum(
        addends, Arithmetic.multiply, found.factors, factors: found.factors,
        scale: wanted.scale / Double(1 << found.shift), of: id, in: &rewriter))
  }

  /// Whether a constant can go into the sums that `operand` is; else calibration knows a scale for
  /// them as data.
  private func takesConstant(_ operand: ID<Node>) -> Bool {
    guard calibration != nil, let value = values[operand] else { return true }
    return isAlone(value, of: operand) && value.limits == -.infinity ... .infinity
  }

  /// Whether `bias` is constant and `operand` sums along whose channels it runs.
  private func isChannelConstant(
    _ bias: ID<Node>, of operand: ID<Node>, in rewriter: Rewriter
  ) -> Bool {
    guard let value = values[operand], isSum(value, in: rewriter),
      let shape = rewriter.tensorType(operand)?.extents, shape.indices.contains(value.axis),
      let tensor = rewriter.constant(values[bias]?.node ?? bias)
    else { return false }
    return tensor.perChannel(axis: value.axis, rank: shape.count, count: shape[value.axis]) != nil
  }

  /// How far each of `addends` goes to the left to be of the finest scale of them; nil where that is
  /// no shift, or where the reader can not be served by one.
  private func shifts(of addends: [QuantizedValue], for wanted: Wanted?) -> [Int]? {
    let scales = addends.flatMap(\.scales)
    guard let finest = scales.min() else { return nil }
    let shifts = scales.compactMap { PowerOfTwo.exponent(of: $0 / finest) }
    guard shifts.count == scales.count else { return nil }
    if scales.allSatisfy({ PowerOfTwo.exponent(of: $0) != nil }) { return shifts }
    guard let wanted, let exponent = PowerOfTwo.exponent(of: wanted.scale / finest) else {
      return nil
    }
    return (0 ... 31).contains(exponent) ? shifts : nil
  }

  /// What each of `addends` is multiplied with, so that a shift brings the sum to the scale that is
  /// wanted: as fine as `int32` allows.
  private mutating func factors(
    of addends: [QuantizedValue], for wanted: Wanted
  ) -> (factors: [Int], shift: Int)? {
    let ratios = addends.flatMap(\.scales).map { $0 / wanted.scale }
    guard ratios.allSatisfy({ $0 < 0x1p20 }) else { return nil }
    for shift in stride(from: 22, through: 0, by: -1) {
      let unit = Double(1 << shift)
      let factors = ratios.map { Int(($0 * unit).rounded()) }
      // Neither operands less their zero points, nor a zero point of the result, overflow.
      guard factors.allSatisfy({ $0 > 0 }), 256 * (factors.reduce(0, +) + 1 << shift) < 1 << 31
      else { continue }
      let off = zip(ratios, factors).map { 255 * abs($0 - Double($1) / unit) }
      deviation = max(deviation, off.reduce(0, +))
      return (factors, shift)
    }
    return nil
  }

  /// The sum of `addends`, each changed by `op` and a constant, which multiplies it by `factors`.
  private mutating func sum(
    _ addends: [QuantizedValue], _ op: Op, _ constants: [Int], factors: [Int], scale: Double,
    of id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> QuantizedValue {
    let accumulator = types.accumulator
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      var wide: [ID<Node>] = []
      for (index, value) in addends.enumerated() {
        var addend = try builder.call(Cast.op, [value.node], [Cast.type(accumulator.rawValue)])
        if factors[index] != 1 {
          let constant = try filled([], [Double(constants[index])], accumulator)
          addend = try builder.call(op, [addend, builder.constant(constant)])
        }
        wide.append(addend)
      }
      return try builder.call(Arithmetic.add, wide)
    }
    var bounds = 0 ... 0
    var zero = 0
    for (value, factor) in zip(addends, factors) {
      let range = self.bounds(of: value, in: rewriter)[0]
      bounds =
        bounds.lowerBound + range.lowerBound * factor
        ... bounds.upperBound + range.upperBound * factor
      zero += value.zero * factor
    }
    return QuantizedValue(node: node, scales: [scale], zero: zero, bounds: [bounds])
  }

  /// The mean over an image: a sum at a finer scale.
  mutating func mean(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operand = rewriter[id].operands[0]
    guard values[operand] != nil else { return .stays("") }
    guard let extents = rewriter.tensorType(operand)?.extents, extents.count == 4,
      rewriter[id].attributes[GlobalPool.layout] == "NCHW"
    else { return .stays("its extents are not known") }
    let count = extents[2] * extents[3]
    guard types.multiplies || calibration == nil || PowerOfTwo.exponent(of: Double(count)) != nil
    else {
      return .stays("the number of elements is no power of two")
    }
    guard (1 ... 1 << 22).contains(count), let value = try data(of: operand, in: &rewriter),
      let scale = value.scale
    else { return .stays("its operand is no data of one scale") }
    let accumulator = types.accumulator
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let wide = try builder.call(
        Cast.op, [value.node], [Cast.type(accumulator.rawValue)])
      return try builder.call(
        Reductions.sum, [wide],
        [Reductions.axis([2, 3]), Reductions.keeps(true)])
    }
    let range = bounds(of: value, in: rewriter)[0]
    return .becomes(
      QuantizedValue(
        node: node, scales: [scale / Double(count)], zero: value.zero * count,
        bounds: [range.lowerBound * count ... range.upperBound * count]))
  }

}
