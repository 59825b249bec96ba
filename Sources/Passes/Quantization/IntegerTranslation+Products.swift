import Diagnostics
import GraphIR
import Support
import Tensors

extension IntegerTranslation {

  static let products: Rule = { t, r, id throws(Diagnostic) in try t.product(id, in: &r) }

  /// A convolution or a dense layer of data and constant weights: sums in the accumulator's type.
  private mutating func product(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    guard rewriter[id].type?.tensor?.element.isFloat == true else { return .stays("") }
    let operands = rewriter[id].operands
    guard let shape = ProductShape(id, in: rewriter) else {
      return .stays("its channels are not on axis 1")
    }
    guard let weights = try weights(operands[1], of: id, in: &rewriter) else {
      return .stays(
        calibration == nil ? "its weights are no integers" : "its weights are not constant")
    }
    guard let data = try data(of: operands[0], in: &rewriter), let scale = data.scale else {
      return .stays("its input is no data of one scale")
    }
    let attributes = rewriter[id].attributes
      .setting(Convolution.outType, types.accumulator.rawValue)
    let scales = weights.scales.map { $0 * scale }
    if weights.zeros.allSatisfy({ $0 == 0 }), isPlain(data.node, weights.node, in: rewriter),
      let sum = try productSum(
        shape.op, attributes, data.node, zero: data.zero, weights.node, from: [id], in: &rewriter)
    {
      return .becomes(
        try value(
          of: corrected(sum, id, at: scales), scales: scales, data: data, from: [id],
          in: &rewriter))
    }
    guard let quantizedOp = shape.quantized else { return .stays("its zero points are not 0") }
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let constants = [
        Tensor(scalar: Int32(data.zero)), Tensor(weights.zeros.map { Int32($0) }),
        try Tensor.scales([scale]), try Tensor.scales(weights.scales),
      ]
      return try builder.call(
        quantizedOp, [data.node, weights.node] + constants.map { builder.constant($0) }, attributes)
    }
    return .becomes(QuantizedValue(node: node, scales: scales))
  }

  /// `sum`, which `id` became, with what its plan adds to it.
  private func corrected(_ sum: ProductSum, _ id: ID<Node>, at scales: [Double]) -> ProductSum {
    guard let numbers = calibration?.plan.corrections[id], numbers.count == sum.channels else {
      return sum
    }
    let steps = numbers.indices.map { channel in
      (numbers[channel] / scales[scales.count == 1 ? 0 : channel]).rounded()
    }
    guard steps.allSatisfy({ abs($0) < 0x1p30 }), steps.contains(where: { $0 != 0 }) else {
      return sum
    }
    return sum.adding(steps.map { Int($0) })
  }

  /// Whether data and weights are of the types that are multiplied.
  private func isPlain(_ data: ID<Node>, _ weights: ID<Node>, in rewriter: Rewriter) -> Bool {
    rewriter.tensorType(data)?.element == types.data
      && rewriter.tensorType(weights)?.element == types.weight
  }

  /// The sums that `sum` is, remembered so that more can be added to them.
  private mutating func value(
    of sum: ProductSum, scales: [Double], data: QuantizedValue, from parents: [ID<Node>],
    in rewriter: inout Rewriter
  ) throws(Diagnostic) -> QuantizedValue {
    let node = try node(of: sum, from: parents, in: &rewriter)
    sums[node] = sum
    let range = bounds(of: data, in: rewriter)[0]
    return QuantizedValue(
      node: node, scales: scales, bounds: bounds(of: sum, data: range, in: rewriter))
  }

  /// A `qnn` product is a plain one, and a constant for its zero points.
  mutating func plain(
    _ id: ID<Node>, as op: Op, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter[id].operands
    guard operands.count == 6, let zeroX = rewriter.constant(rewriter.current(operands[2])),
      let zeroW = rewriter.constant(rewriter.current(operands[3])), zeroX.count == 1,
      let given = rewriter.constant(rewriter.current(operands[1])),
      let scaleX = rewriter.constant(rewriter.current(operands[4]))?.doubles, scaleX.count == 1,
      let scaleW = rewriter.constant(rewriter.current(operands[5]))?.doubles,
      (scaleX + scaleW).allSatisfy({ $0 > 0 && $0.isFinite }), zeroW.count > 0,
      let weights = try centred(given, zeroW.ints, axis: 0),
      let shape = rewriter.tensorType(id)?.shape, shape.count == (op == Dense.op ? 2 : 4)
    else { return .stays("") }
    let attributes = rewriter[id].attributes
    guard op == Dense.op || attributes[Conv2D.keys.dataLayout] == "NCHW",
      op == Dense.op || attributes[Conv2D.keys.kernelLayout] == "OIHW"
    else { return .stays("") }
    let (data, below) = try integers(of: operands[0], in: &rewriter)
    let current = rewriter.current(operands[1])
    let constant =
      weights == given ? current : rewriter.making(from: [id]) { $0.constant(weights) }
    guard isPlain(data, constant, in: rewriter),
      let sum = try productSum(
        op, attributes, data, zero: zeroX.ints[0] - below, constant, from: [id], in: &rewriter)
    else { return .stays("") }
    let source = QuantizedValue(node: data, scales: scaleX)
    return .becomes(
      try value(
        of: sum, scales: scaleW.map { $0 * scaleX[0] }, data: source, from: [id], in: &rewriter))
  }

  /// A constant for each channel goes into the sums.
  mutating func biased(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter[id].operands
    let rank = rewriter.tensorType(operands[0])?.shape.count ?? 0
    let axis = rewriter[id].attributes[BiasAdd.axis]
    guard values[operands[0]].map({ axis == $0.axis || axis + rank == $0.axis }) ?? true else {
      return .stays("it does not run along the channels")
    }
    return try added(operands[1], to: operands[0], id, in: &rewriter)
  }

  /// The constant `bias` is added to the sums `operand` by `id`.
  mutating func added(
    _ bias: ID<Node>, to operand: ID<Node>, _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    guard let type = rewriter.tensorType(id), let value = values[operand] else {
      return .stays("")
    }
    guard type.element.isFloat || type.element == types.accumulator else { return .stays("") }
    guard isSum(value, in: rewriter), uses.isOnlyOne(of: operand) else {
      return .stays("others read the sums that it is added to")
    }
    guard value.limits == -.infinity ... .infinity else {
      return .stays("the sums have been cut off before")
    }
    let integers =
      type.element.isFloat
      ? self.bias(bias, at: value.scales, in: rewriter) : rewriter.constant(bias)?.ints
    guard var numbers = integers, numbers.count > 0,
      let channels = sums[value.node]?.channels ?? rewriter.tensorType(operand)?.shape[value.axis]
    else { return .stays("the bias is not constant or does not fit \(types.accumulator)") }
    if numbers.count == 1 { numbers = [Int](repeating: numbers[0], count: channels) }
    guard numbers.count == channels else { return .stays("it does not run along the channels") }
    var result = value
    result.bounds = value.bounds.map { bounds in
      numbers.indices.map { channel in
        let range = bounds[bounds.count == 1 ? 0 : channel]
        return range.lowerBound + numbers[channel] ... range.upperBound + numbers[channel]
      }
    }
    if let sum = sums[value.node] {
      let more = sum.adding(numbers)
      let parents = sum.addend == nil ? [id] : [id, operand]
      result.node = try node(of: more, from: parents, in: &rewriter)
      sums[result.node] = more
    } else {
      let constant = try Tensor.vector(numbers.map(Double.init), types.accumulator)
      result.node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        try builder.call(
          BiasAdd.op, [value.node, builder.constant(constant)], [BiasAdd.axis(value.axis)])
      }
    }
    return .becomes(result)
  }

}

/// A product whose channels lie on axis 1, with the operators that compute it on integers.
private struct ProductShape {

  let op: Op

  /// The operator that also takes zero points, if there is one.
  let quantized: Op?

  /// - Returns: nil if the channels of `id` are elsewhere.
  init?(_ id: ID<Node>, in rewriter: Rewriter) {
    guard let (op, attributes) = rewriter.call(id),
      let rank = rewriter.tensorType(id)?.shape.count
    else { return nil }
    self.op = op
    if op == Dense.op {
      guard rank == 2 else { return nil }
      quantized = QDense.op
      return
    }
    let keys = Convolution(rank: rank - 2)
    let out = attributes[Convolution.outLayout]
    guard attributes[keys.dataLayout].hasPrefix("NC"), out.isEmpty || out.hasPrefix("NC"),
      attributes[keys.kernelLayout].hasPrefix("OI")
    else { return nil }
    quantized = op == Conv2D.op ? QConv2D.op : nil
  }

}
