import Diagnostics
import GraphIR
import Support
import Tensors

extension IntegerTranslation {

  /// What becomes of each operator.
  static let rules: [Op: Rule] = [
    BiasAdd.op: { t, r, id throws(Diagnostic) in try t.biased(id, in: &r) },
    Arithmetic.add: { t, r, id throws(Diagnostic) in try t.sum(id, in: &r) },
    Elementwise.relu: { t, r, id throws(Diagnostic) in
      try t.limited(id, to: 0 ... .infinity, in: &r)
    },
    Clip.op: { t, r, id throws(Diagnostic) in
      let attributes = r[id].attributes
      guard attributes[Clip.low] <= attributes[Clip.high] else { return .stays("its limits cross") }
      return try t.limited(id, to: attributes[Clip.low] ... attributes[Clip.high], in: &r)
    },
    GlobalPool.average: { t, r, id throws(Diagnostic) in try t.mean(id, in: &r) },
    Concatenate.op: { t, r, id throws(Diagnostic) in try t.concatenated(id, in: &r) },
    Pad.op: { t, r, id throws(Diagnostic) in try t.padded(id, in: &r) },
    GraphIR.Quantize.op: { t, r, id throws(Diagnostic) in try t.quantized(id, in: &r) },
    Dequantize.op: { t, r, id throws(Diagnostic) in t.dequantized(id, in: r) },
    Requantize.op: { t, r, id throws(Diagnostic) in try t.requantized(id, in: &r) },
    QConv2D.op: { t, r, id throws(Diagnostic) in try t.plain(id, as: Conv2D.op, in: &r) },
    QDense.op: { t, r, id throws(Diagnostic) in try t.plain(id, as: Dense.op, in: &r) },
  ]

  /// What becomes of `op`: by its rule, or by what it is.
  static func rule(for op: Op) -> Rule? {
    rules[op] ?? (op.has(.product) ? products : op.has(.moves) ? moves : nil)
  }

  private static let products: Rule = { t, r, id throws(Diagnostic) in try t.product(id, in: &r) }

  /// Operators that move or choose elements do so with integers as well.
  private static let moves: Rule = { t, r, id throws(Diagnostic) in try t.moved(id, in: &r) }

  // MARK: Products

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
    let isPlain =
      data.zero == 0 && weights.zeros.allSatisfy { $0 == 0 }
      && rewriter.tensorType(data.node)?.element == types.data
      && rewriter.tensorType(weights.node)?.element == types.weight
    guard isPlain || shape.quantized != nil else {
      return .stays("its zero points are not 0")
    }
    let plainOp = shape.op
    let quantizedOp = shape.quantized
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      guard !isPlain, let quantizedOp else {
        return try builder.call(plainOp, [data.node, weights.node], attributes)
      }
      let constants = [
        Tensor(scalar: Int32(data.zero)), Tensor(weights.zeros.map { Int32($0) }),
        try Tensor.scales([scale]), try Tensor.scales(weights.scales),
      ]
      return try builder.call(
        quantizedOp, [data.node, weights.node] + constants.map { builder.constant($0) }, attributes)
    }
    return .becomes(QuantizedValue(node: node, scales: weights.scales.map { $0 * scale }))
  }

  /// A `qnn` product whose zero points are all 0 is a plain one.
  private mutating func plain(
    _ id: ID<Node>, as op: Op, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter.operands(of: id)
    guard operands.count == 6, let zeroX = rewriter.constant(operands[2]),
      let zeroW = rewriter.constant(operands[3]), zeroX.isFilled(with: 0), zeroW.isFilled(with: 0),
      rewriter.tensorType(operands[0])?.element == types.data,
      rewriter.constant(operands[1])?.elementType == types.weight,
      let scaleX = rewriter.constant(operands[4])?.doubles, scaleX.count == 1,
      let scaleW = rewriter.constant(operands[5])?.doubles,
      (scaleX + scaleW).allSatisfy({ $0 > 0 && $0.isFinite })
    else { return .stays("") }
    let attributes = rewriter[id].attributes
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(op, Array(operands.prefix(2)), attributes)
    }
    return .becomes(QuantizedValue(node: node, scales: scaleW.map { $0 * scaleX[0] }))
  }

  /// A constant for each channel goes into the sums.
  private mutating func biased(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter[id].operands
    guard rewriter[id].type?.tensor?.element.isFloat == true, let value = values[operands[0]] else {
      return .stays("")
    }
    guard isSum(value, in: rewriter), uses.isOnlyOne(of: operands[0]) else {
      return .stays("others read the sums that it is added to")
    }
    guard value.limits == -.infinity ... .infinity else {
      return .stays("the sums have been cut off before")
    }
    let rank = rewriter.tensorType(operands[0])?.shape.count ?? 0
    let axis = rewriter[id].attributes[BiasAdd.axis]
    guard axis == value.axis || axis + rank == value.axis else {
      return .stays("it does not run along the channels")
    }
    guard let bias = try bias(operands[1], at: value.scales, of: id, in: &rewriter) else {
      return .stays("the bias is not constant or does not fit \(types.accumulator)")
    }
    var result = value
    result.node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(BiasAdd.op, [value.node, bias], [BiasAdd.axis(value.axis)])
    }
    return .becomes(result)
  }

  // MARK: Sums

  /// The sum of two data: both are moved to the finer of their scales.
  private mutating func sum(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter[id].operands
    guard operands.contains(where: { values[$0] != nil }),
      rewriter[id].type?.tensor?.element.isFloat == true
    else { return .stays("") }
    var addends: [(node: ID<Node>, exponent: Int)] = []
    for operand in operands {
      guard rewriter[operand].constant == nil, let value = try data(of: operand, in: &rewriter),
        let scale = value.scale
      else { return .stays("an operand of it is no data of one scale") }
      guard value.zero == 0, let exponent = PowerOfTwo.exponent(of: scale) else {
        return .stays("the scale of an operand, \(scale), is no power of two with zero point 0")
      }
      addends.append((value.node, exponent))
    }
    let finest = addends.map(\.exponent).min() ?? 0
    guard addends.allSatisfy({ $0.exponent - finest <= 16 }) else {
      return .stays("the scales of its operands lie too far apart")
    }
    let accumulator = types.accumulator
    let node = try rewriter.making(from: [id]) { [addends] builder throws(Diagnostic) in
      var wide: [ID<Node>] = []
      for (node, exponent) in addends {
        var addend = try builder.call(Cast.op, [node], [Cast.type(accumulator.rawValue)])
        if exponent > finest {
          let amount = builder.constant(try filled([], [Double(exponent - finest)], accumulator))
          addend = try builder.call(Arithmetic.leftShift, [addend, amount])
        }
        wide.append(addend)
      }
      return try builder.call(Arithmetic.add, wide)
    }
    return .becomes(QuantizedValue(node: node, scales: [PowerOfTwo.scale(finest)]))
  }

  /// The mean over a number of elements that is a power of two: a sum at a finer scale.
  private mutating func mean(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operand = rewriter[id].operands[0]
    guard values[operand] != nil else { return .stays("") }
    guard let extents = rewriter.tensorType(operand)?.extents, extents.count == 4,
      rewriter[id].attributes[GlobalPool.layout] == "NCHW",
      PowerOfTwo.exponent(of: Double(extents[2] * extents[3])) != nil
    else { return .stays("the number of elements is no power of two") }
    guard let value = try data(of: operand, in: &rewriter), value.zero == 0, let scale = value.scale
    else { return .stays("its operand is no data with zero point 0") }
    let accumulator = types.accumulator
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let wide = try builder.call(
        Cast.op, [value.node], [Cast.type(accumulator.rawValue)])
      return try builder.call(
        Reductions.sum, [wide],
        [Reductions.axis([2, 3]), Reductions.keeps(true)])
    }
    return .becomes(
      QuantizedValue(node: node, scales: [scale / Double(extents[2] * extents[3])]))
  }

  // MARK: Moving elements

  private mutating func moved(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let node = rewriter[id]
    guard node.operands.count == 1, node.type?.tensor?.element.isFloat == true,
      values[node.operands[0]] != nil || poolsForProducts.contains(id)
    else { return .stays("") }
    guard var value = try data(of: node.operands[0], in: &rewriter), value.scale != nil else {
      return .stays("its operand is no data of one scale")
    }
    guard let (op, attributes) = rewriter.call(id) else { return .stays("") }
    let integers = value.node
    if let tensor = rewriter.constant(integers) {
      let moved = try op.evaluate([.tensor(tensor)], attributes).asTensor()
      value.node = rewriter.making(from: [id]) { $0.constant(moved) }
    } else {
      value.node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        try builder.call(op, [integers], attributes)
      }
    }
    value.isExclusive = true
    return .becomes(value)
  }

  /// Data of several scales is brought to the coarsest of them: where it has just been made of sums
  /// that nobody else wants, by the shift that makes it.
  private mutating func concatenated(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    guard case .tuple = rewriter[rewriter[id].operands[0]].kind else { return .stays("") }
    let fields = rewriter[rewriter[id].operands[0]].operands
    guard fields.contains(where: { values[$0] != nil }) else { return .stays("") }
    var parts: [QuantizedValue] = []
    for field in fields {
      guard rewriter[field].constant == nil, let value = try data(of: field, in: &rewriter),
        value.scale != nil
      else { return .stays("a part of it is no data of one scale") }
      parts.append(value)
    }
    let scale = parts.flatMap(\.scales).max() ?? 1
    let isSame = parts.allSatisfy { $0.scale == scale && $0.zero == parts[0].zero }
    guard isSame || calibration != nil else { return .stays("its parts have different scales") }
    for (index, part) in parts.enumerated() where part.scale != scale {
      let isExclusive = part.isExclusive && uses.isOnlyOne(of: fields[index])
      let made = isExclusive ? requantizations[part.node] : nil
      parts[index] = try requantized(
        made?.source ?? part, to: scale, zero: 0, types.data,
        from: (made?.parents ?? []) + [id, fields[index]], in: &rewriter)
    }
    guard let (op, attributes) = rewriter.call(id) else { return .stays("") }
    let nodes = parts.map(\.node)
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(op, [builder.tuple(nodes)], attributes)
    }
    return .becomes(QuantizedValue(node: node, scales: [scale], zero: parts[0].zero))
  }

  // MARK: What says its own scales

  /// Floats to integers, where the floats stand for integers already.
  private mutating func quantized(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operand = rewriter[id].operands[0]
    guard var value = values[operand], let type = rewriter.tensorType(id)?.element,
      let (scales, zero) = scale(id, operands: 1, in: rewriter), scales.count == 1
    else { return .stays("") }
    value.isExclusive = value.isExclusive && uses.isOnlyOne(of: operand)
    let isSame =
      value.scale == scales[0] && value.zero == zero
      && rewriter.tensorType(value.node)?.element == type
    if isSame { return .becomes(value) }
    return .becomes(
      try requantized(value, to: scales[0], zero: zero, type, from: [id], in: &rewriter))
  }

  /// Integers that are read as floats.
  private mutating func dequantized(_ id: ID<Node>, in rewriter: Rewriter) -> Outcome {
    let operand = rewriter[id].operands[0]
    guard let (scales, zero) = scale(id, operands: 1, in: rewriter),
      let type = rewriter.tensorType(operand)
    else { return .stays("its scale is not constant") }
    let axis = rewriter[id].attributes[Dequantize.axis]
    var value = QuantizedValue(
      node: rewriter.current(operand), scales: scales,
      axis: axis < 0 ? axis + type.shape.count : axis, zero: zero)
    value.isExclusive = uses.isOnlyOne(of: operand)
    return .becomes(value)
  }

  /// A change of scale that is a shift.
  private mutating func requantized(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter.operands(of: id)
    guard let (from, zeroIn) = scale(id, operands: 1, in: rewriter),
      let (to, zeroOut) = scale(id, operands: 3, in: rewriter), to.count == 1,
      let type = rewriter.tensorType(id)?.element
    else { return .stays("") }
    let value = QuantizedValue(node: operands[0], scales: from, zero: zeroIn)
    guard zeroIn == 0, zeroOut == 0, shifts(of: value, to: to[0]) != nil else {
      return .stays(
        "the change of scale from \(from[0]) to \(to[0]) with zero points \(zeroIn) and "
          + "\(zeroOut) is no shift")
    }
    return .becomes(
      try requantized(value, to: to[0], zero: 0, type, from: [id], in: &rewriter))
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
