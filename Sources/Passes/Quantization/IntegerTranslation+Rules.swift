import Diagnostics
import GraphIR
import Support
import Tensors

extension IntegerTranslation {

  /// What becomes of each operator.
  static let rules: [Op: Rule] = [
    BiasAdd.op: { t, r, id throws(Diagnostic) in try t.biased(id, in: &r) },
    Arithmetic.add: { t, r, id throws(Diagnostic) in try t.sum(id, in: &r) },
    Arithmetic.multiply: { t, r, id throws(Diagnostic) in try t.multiplied(id, in: &r) },
    LeakyRelu.op: { t, r, id throws(Diagnostic) in
      try t.inclined(id, by: [r[id].attributes[LeakyRelu.alpha]], in: &r)
    },
    PRelu.op: { t, r, id throws(Diagnostic) in
      guard r[id].attributes[PRelu.axis] == 1 else { return .stays("its axis is not 1") }
      return try t.inclined(id, by: t.numbers(of: r[id].operands[1], in: r), in: &r)
    },
    ElementwiseBinary.power: { t, r, id throws(Diagnostic) in try t.powered(id, in: &r) },
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
    Dequantize.op: { t, r, id throws(Diagnostic) in try t.dequantized(id, in: &r) },
    Requantize.op: { t, r, id throws(Diagnostic) in try t.requantized(id, in: &r) },
    QConv2D.op: { t, r, id throws(Diagnostic) in try t.plain(id, as: Conv2D.op, in: &r) },
    QDense.op: { t, r, id throws(Diagnostic) in try t.plain(id, as: Dense.op, in: &r) },
  ]

  /// What becomes of `op`: by its rule, or by what it is.
  static func rule(for op: Op) -> Rule? {
    rules[op] ?? (op.has(.product) ? products : op.has(.moves) ? moves : nil)
  }

  /// Operators that move or choose elements do so with integers as well.
  private static let moves: Rule = { t, r, id throws(Diagnostic) in try t.moved(id, in: &r) }

  // MARK: Moving elements

  private mutating func moved(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let node = rewriter[id]
    if node.operands.count == 1, let twin = twins[node.operands[0]] {
      return try movedTwin(id, twin, in: &rewriter)
    }
    guard node.operands.count == 1, node.type?.tensor?.element.isFloat == true,
      values[node.operands[0]] != nil || poolsForProducts.contains(id)
    else { return .stays("") }
    guard let (op, attributes) = rewriter.call(id) else { return .stays("") }
    guard var value = try data(of: node.operands[0], in: &rewriter) else {
      return .stays("its operand is no data")
    }
    if value.scale == nil {
      guard op == Transpose.op, let order = attributes[Transpose.axes],
        let axis = order.firstIndex(of: value.axis)
      else { return .stays("its operand is no data of one scale") }
      value.axis = axis
    }
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

  /// The same of integers of the other sign, by those that the accelerator computes with.
  private mutating func movedTwin(
    _ id: ID<Node>, _ twin: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    guard let (op, attributes) = rewriter.call(id) else { return .stays("") }
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(op, [twin], attributes)
    }
    return .becomesTwin(QuantizedValue(node: node, scales: [1]))
  }

  /// Data of several scales is brought to the coarsest of them, or to what the reader asks for.
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
    var common = Wanted(scale: parts.flatMap(\.scales).max() ?? 1, zero: middle, type: types.data)
    let isSame = parts.allSatisfy { $0.scale == common.scale && $0.zero == parts[0].zero }
    if isSame {
      common.zero = parts[0].zero
    } else if calibration == nil {
      guard let wanted = wanted(of: id, in: rewriter) else {
        return .stays("its parts have different scales")
      }
      common = wanted
    }
    for (index, part) in parts.enumerated()
    where part.scale != common.scale || part.zero != common.zero {
      // The first scale of what a model quantized itself counts: it has been rounded to it.
      let isExclusive =
        calibration != nil && part.isExclusive && uses.isOnlyOne(of: fields[index])
      let made = isExclusive ? requantizations.removeValue(forKey: part.node) : nil
      parts[index] = try requantized(
        made?.source ?? part, to: common.scale, zero: common.zero, common.type,
        from: (made?.parents ?? []) + [id, fields[index]], in: &rewriter)
    }
    guard let (op, attributes) = rewriter.call(id) else { return .stays("") }
    let nodes = parts.map(\.node)
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(op, [builder.tuple(nodes)], attributes)
    }
    return .becomes(QuantizedValue(node: node, scales: [common.scale], zero: common.zero))
  }

  // MARK: What says its own scales

  /// Floats to integers, where the floats stand for integers already.
  private mutating func quantized(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operand = rewriter[id].operands[0]
    guard let type = rewriter.tensorType(id)?.element,
      let (scales, zero) = scale(id, operands: 1, in: rewriter), scales.count == 1
    else { return .stays("") }
    let own = own(type, zero)
    guard var value = values[operand] else {
      guard own.type != type else { return .stays("") }
      return try quantizedTwin(id, own.type, own.zero, in: &rewriter)
    }
    value.isExclusive = value.isExclusive && uses.isOnlyOne(of: operand)
    let isSame =
      value.scale == scales[0] && value.zero == own.zero
      && rewriter.tensorType(value.node)?.element == own.type
    if !isSame {
      value = try requantized(
        value, to: scales[0], zero: own.zero, own.type, from: [id], in: &rewriter)
    }
    return own.type == type ? .becomes(value) : .becomesTwin(value)
  }

  /// Floats that nothing has translated, as integers of the accelerator's sign.
  private mutating func quantizedTwin(
    _ id: ID<Node>, _ type: ElementType, _ zero: Int, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter[id].operands
    let attributes = rewriter[id].attributes.setting(GraphIR.Quantize.outType, type.rawValue)
    let constant = try filled([], [Double(zero)], type)
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(
        GraphIR.Quantize.op, [operands[0], operands[1], builder.constant(constant)], attributes)
    }
    return .becomesTwin(QuantizedValue(node: node, scales: [1]))
  }

  /// Integers that are read as floats.
  private mutating func dequantized(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operand = rewriter[id].operands[0]
    guard let type = rewriter.tensorType(operand) else { return .stays("its type is not known") }
    let axis = rewriter[id].attributes[Dequantize.axis]
    let scaleAxis = axis < 0 ? axis + type.shape.count : axis
    if let weights = try centred(id, axis: scaleAxis, in: &rewriter) { return .becomes(weights) }
    guard let (scales, zero) = scale(id, operands: 1, in: rewriter) else {
      return .stays("its scale is not constant, or its zero point is no integer")
    }
    let (node, below) = try integers(of: operand, in: &rewriter)
    var value = QuantizedValue(node: node, scales: scales, axis: scaleAxis, zero: zero - below)
    value.isExclusive = uses.isOnlyOne(of: operand)
    return .becomes(value)
  }

  /// A constant of few bits less its zero points.
  /// - Returns: nil if it is none, has the zero point 0 and the type of weights already, or does not
  ///   fit that.
  private mutating func centred(
    _ id: ID<Node>, axis: Int, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> QuantizedValue? {
    let operands = rewriter.operands(of: id)
    guard operands.count > 2, let tensor = rewriter.constant(operands[0]),
      let scales = rewriter.constant(operands[1])?.doubles,
      let zeros = rewriter.constant(operands[2]),
      !scales.isEmpty, scales.allSatisfy({ $0 > 0 && $0.isFinite }), zeros.count > 0
    else { return nil }
    guard tensor.elementType != types.weight || !zeros.isFilled(with: 0),
      let centred = try centred(tensor, zeros.ints, axis: axis)
    else { return nil }
    let node = rewriter.making(from: [id]) { $0.constant(centred) }
    let uniform = Set(scales).count == 1 ? [scales[0]] : scales
    return QuantizedValue(node: node, scales: uniform, axis: axis)
  }

  /// A change of scale that the accelerator can compute.
  private mutating func requantized(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter[id].operands
    guard let (from, zeroIn) = scale(id, operands: 1, in: rewriter),
      let (to, zeroOut) = scale(id, operands: 3, in: rewriter), to.count == 1,
      let type = rewriter.tensorType(id)?.element, let data = rewriter.tensorType(operands[0])
    else { return .stays("") }
    let (node, below) = try integers(of: operands[0], in: &rewriter)
    let axis = rewriter[id].attributes[Requantize.axis]
    var value = QuantizedValue(
      node: node, scales: from, axis: axis < 0 ? axis + data.shape.count : axis,
      zero: zeroIn - below)
    value.bounds = values[operands[0]]?.bounds
    let own = own(type, zeroOut)
    let request = request(value, to: to[0], zero: own.zero, own.type, in: rewriter)
    let isComputed =
      FixedPoint(shifting: request) != nil
      || types.multiplies && FixedPoint(multiplying: request) != nil
    guard isComputed else {
      return .stays(
        "the change of scale from \(from[0]) to \(to[0]) with zero points \(zeroIn) and "
          + "\(zeroOut) is no shift")
    }
    let result = try requantized(
      value, to: to[0], zero: own.zero, own.type, from: [id], in: &rewriter)
    return own.type == type ? .becomes(result) : .becomesTwin(result)
  }

}
