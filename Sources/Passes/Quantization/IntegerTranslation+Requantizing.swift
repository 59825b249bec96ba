import Diagnostics
import GraphIR
import Support
import Tensors

extension IntegerTranslation {

  /// The value of `id` as data, such as `int8`.
  ///
  /// Sums become data at the scale that calibration gives. Floats that nothing has translated
  /// become data through `qnn.quantize`.
  /// - Returns: nil where there is no scale for it.
  mutating func data(
    of id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> QuantizedValue? {
    if let value = values[id] {
      guard isSum(value, in: rewriter) else { return value }
      guard let scale = calibration?.scale(of: id) else { return nil }
      let finest = value.scales.max() ?? scale
      let result = try requantized(
        value, to: max(scale, finest), zero: 0, types.data, from: [id], in: &rewriter)
      values[id] = result
      return result
    }
    if let entry = entries[id] { return entry }
    guard let scale = calibration?.scale(of: id), rewriter[id].constant == nil,
      rewriter.tensorType(id)?.element.isFloat == true
    else { return nil }
    let element = types.data
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let zero = builder.constant(Tensor(zeros: element, []))
      let scale = builder.constant(try Tensor.scales([scale]))
      return try builder.call(
        GraphIR.Quantize.op, [id, scale, zero], [GraphIR.Quantize.outType(element.rawValue)])
    }
    let value = QuantizedValue(node: node, scales: [scale])
    entries[id] = value
    return value
  }

  /// Whether `value` is sums, not data.
  func isSum(_ value: QuantizedValue, in rewriter: Rewriter) -> Bool {
    rewriter.tensorType(value.node)?.element == types.accumulator
  }

  /// `value` as integers of `type` with another scale: by a shift if it can be, or else by
  /// `qnn.requantize`.
  /// - Parameter parents: what the result stands for.
  mutating func requantized(
    _ value: QuantizedValue, to scale: Double, zero: Int, _ type: ElementType,
    from parents: [ID<Node>], in rewriter: inout Rewriter
  ) throws(Diagnostic) -> QuantizedValue {
    let range = limits(of: value, scale, zero, type)
    let node: ID<Node>
    if zero == 0, value.zero == 0, let shifts = shifts(of: value, to: scale) {
      node = try shifted(value, by: shifts, range, type, from: parents, in: &rewriter)
    } else {
      node = try rescaled(value, to: scale, zero, range, type, from: parents, in: &rewriter)
    }
    requantizations[node] = Requantization(
      source: value, scale: scale, zero: zero, parents: parents)
    return QuantizedValue(node: node, scales: [scale], zero: zero)
  }

  /// For each scale of `value`, how far its integers go to the right; nil where that is no shift
  /// that an accelerator has.
  func shifts(of value: QuantizedValue, to scale: Double) -> [Int]? {
    guard let to = PowerOfTwo.exponent(of: scale) else { return nil }
    let shifts = value.scales.compactMap { PowerOfTwo.exponent(of: $0).map { to - $0 } }
    guard shifts.count == value.scales.count, shifts.allSatisfy({ (0 ... 31).contains($0) }) else {
      return nil
    }
    return Set(shifts).count == 1 ? [shifts[0]] : shifts
  }

  /// The integers of `type` that numbers within the limits of `value` become.
  private func limits(
    of value: QuantizedValue, _ scale: Double, _ zero: Int, _ type: ElementType
  ) -> ClosedRange<Int> {
    let range = type.integerRange ?? 0 ... 0
    func step(_ number: Double) -> Int {
      let step = (number / scale).rounded(.toNearestOrEven) + Double(zero)
      return Int(min(max(step, Double(range.lowerBound)), Double(range.upperBound)))
    }
    return step(value.limits.lowerBound) ... step(value.limits.upperBound)
  }

  /// Rounding, shift, clip and cast, as a vector unit does them.
  private func shifted(
    _ value: QuantizedValue, by shifts: [Int], _ range: ClosedRange<Int>, _ type: ElementType,
    from parents: [ID<Node>], in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    let (accumulator, rounding) = (types.accumulator, rounding)
    return try rewriter.making(from: parents) { builder throws(Diagnostic) in
      let found = try builder.tensorType(of: value.node)
      let shape =
        shifts.count == 1
        ? [] : [shifts.count] + found.shape.dropFirst(value.axis + 1).map { _ in 1 }
      var node = value.node
      if found.element != accumulator {
        node = try builder.call(Cast.op, [node], [Cast.type(accumulator.rawValue)])
      }
      if shifts.contains(where: { $0 > 0 }) {
        if rounding == .nearest {
          let halves = shifts.map { $0 == 0 ? 0.0 : Double(1 << ($0 - 1)) }
          let half = builder.constant(try filled(shape, halves, accumulator))
          node = try builder.call(Arithmetic.add, [node, half])
        }
        let amount = builder.constant(try filled(shape, shifts.map(Double.init), accumulator))
        node = try builder.call(Arithmetic.rightShift, [node, amount])
      }
      node = try builder.clip(node, to: Double(range.lowerBound) ... Double(range.upperBound))
      return try builder.call(Cast.op, [node], [Cast.type(type.rawValue)])
    }
  }

  /// `qnn.requantize`, and a clip where limits are left.
  private func rescaled(
    _ value: QuantizedValue, to scale: Double, _ zero: Int, _ range: ClosedRange<Int>,
    _ type: ElementType, from parents: [ID<Node>], in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    try rewriter.making(from: parents) { builder throws(Diagnostic) in
      let element = try builder.tensorType(of: value.node).element
      let constants = [
        try Tensor.scales(value.scales), Tensor(scalar: Int32(value.zero)).converted(to: element),
        try Tensor.scales([scale]), Tensor(scalar: Int32(zero)).converted(to: type),
      ]
      let node = try builder.call(
        Requantize.op, [value.node] + constants.map { builder.constant($0) },
        [
          Requantize.axis(value.scales.count == 1 ? -1 : value.axis),
          Requantize.rounding(Requantize.toEven),
          Requantize.outType(type.rawValue),
        ])
      guard range != type.integerRange else { return node }
      return try builder.clip(node, to: Double(range.lowerBound) ... Double(range.upperBound))
    }
  }

  /// `value` of the operand of `id`, cut off at `range`: as a limit of sums, as a narrower clip
  /// where data has just been made of sums, or as an operator of its own.
  mutating func limited(
    _ id: ID<Node>, to range: ClosedRange<Double>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operand = rewriter[id].operands[0]
    guard let value = values[operand] else { return .stays("") }
    let isExclusive = value.isExclusive && uses.isOnlyOne(of: operand)
    if isSum(value, in: rewriter), isExclusive { return .becomes(value.limited(to: range)) }
    guard var data = try data(of: operand, in: &rewriter) else {
      return .stays("its operand has no scale")
    }
    if isExclusive, let made = requantizations[data.node] {
      data = try requantized(
        made.source.limited(to: range), to: made.scale, zero: made.zero,
        rewriter.tensorType(data.node)?.element ?? types.data, from: made.parents + [id],
        in: &rewriter)
      return .becomes(data)
    }
    guard let scale = data.scale, let element = rewriter.tensorType(data.node)?.element else {
      return .stays("its operand has a scale for each channel")
    }
    let bounds = limits(of: data.limited(to: range), scale, data.zero, element)
    let node = data.node
    data.node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.clip(node, to: Double(bounds.lowerBound) ... Double(bounds.upperBound))
    }
    return .becomes(data)
  }

}

extension GraphBuilder {
  /// Adds a clip of `node` to `range`.
  mutating func clip(
    _ node: ID<Node>, to range: ClosedRange<Double>
  ) throws(Diagnostic) -> ID<Node> {
    try call(
      Clip.op, [node],
      [Clip.low(range.lowerBound), Clip.high(range.upperBound)])
  }
}
