import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

extension IntegerTranslation {

  /// The value of `id` as data, such as `int8`.
  ///
  /// Sums become data at the scale that calibration gives, or that their only reader asks for.
  /// Floats that nothing has translated become data through `qnn.quantize`.
  /// - Returns: nil where there is no scale for it.
  mutating func data(
    of id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> QuantizedValue? {
    if let value = values[id] {
      guard isSum(value, in: rewriter) else { return value }
      if calibration == nil {
        guard let wanted = wanted(of: id, in: rewriter) else { return nil }
        let result = try requantized(
          value, to: wanted.scale, zero: wanted.zero, wanted.type, from: [id], in: &rewriter)
        values[id] = result
        return result
      }
      guard let scale = calibration?.scale(of: id) else { return nil }
      let finest = value.scales.map { PowerOfTwo.notBelow($0) }.max() ?? scale
      scaled[id] = max(scale, finest)
      let result = try requantized(
        value, to: max(scale, finest), zero: zero(of: id), types.data, from: [id], in: &rewriter)
      values[id] = result
      return result
    }
    if let entry = entries[id] { return entry }
    guard let scale = calibration?.scale(of: id), rewriter[id].constant == nil,
      rewriter.tensorType(id)?.element.isFloat == true
    else { return nil }
    scaled[id] = scale
    let element = types.data
    let zero = zero(of: id)
    let node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let zero = builder.constant(try filled([], [Double(zero)], element))
      let scale = builder.constant(try Tensor.scales([scale]))
      return try builder.call(
        GraphIR.Quantize.op, [id, scale, zero], [GraphIR.Quantize.outType(element.rawValue)])
    }
    let value = QuantizedValue(node: node, scales: [scale], zero: zero)
    entries[id] = value
    return value
  }

  /// The zero point of `id` as data: unsigned integers have all their steps for numbers that are
  /// never negative.
  func zero(of id: ID<Node>) -> Int { calibration?.isNegative(id) == false ? 0 : middle }

  /// Whether `value` is sums, not data.
  func isSum(_ value: QuantizedValue, in rewriter: Rewriter) -> Bool {
    rewriter.tensorType(value.node)?.element == types.accumulator
  }

  /// `value` as integers of `type` with another scale: by a shift, or by a product and a shift where
  /// the accelerator multiplies, or else by `qnn.requantize`.
  /// - Parameter parents: what the result stands for.
  mutating func requantized(
    _ value: QuantizedValue, to scale: Double, zero: Int, _ type: ElementType,
    from parents: [ID<Node>], in rewriter: inout Rewriter
  ) throws(Diagnostic) -> QuantizedValue {
    let request = request(value, to: scale, zero: zero, type, in: rewriter)
    var made = Requantization(source: value, scale: scale, zero: zero, parents: parents)
    let node: ID<Node>
    if let shift = FixedPoint(shifting: request) {
      node = try computed(value, shift, type, from: parents, in: &rewriter)
    } else if types.multiplies, let product = FixedPoint(multiplying: request) {
      made.multiplied = product
      node = try computed(value, product, type, from: parents, in: &rewriter)
    } else {
      made.isLeft = true
      node = try rescaled(value, to: scale, zero, request.range, type, from: parents, in: &rewriter)
    }
    requantizations[node] = made
    return QuantizedValue(node: node, scales: [scale], zero: zero)
  }

  /// What is asked of a change of `value` to another scale.
  func request(
    _ value: QuantizedValue, to scale: Double, zero: Int, _ type: ElementType, in rewriter: Rewriter
  ) -> FixedPoint.Request {
    FixedPoint.Request(
      ratios: value.scales.map { $0 / scale }, bounds: bounds(of: value, in: rewriter),
      zero: value.zero, resultZero: zero, range: limits(of: value, scale, zero, type),
      rounding: rounding)
  }

  /// The integers that `value` can have.
  func bounds(of value: QuantizedValue, in rewriter: Rewriter) -> [ClosedRange<Int>] {
    if let bounds = value.bounds { return bounds }
    let range = rewriter.tensorType(value.node)?.element.integerRange
    return [range ?? Int(Int32.min) ... Int(Int32.max)]
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

  /// `change` of the integers of `value`, and a cast, as a vector unit computes them.
  private func computed(
    _ value: QuantizedValue, _ change: FixedPoint, _ type: ElementType, from parents: [ID<Node>],
    in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    let accumulator = types.accumulator
    return try rewriter.making(from: parents) { builder throws(Diagnostic) in
      let found = try builder.tensorType(of: value.node)
      let ones = found.shape.dropFirst(value.axis + 1).map { _ in 1 }
      var node = value.node
      func apply(_ op: Op, _ numbers: [Int], unless idle: Int?) throws(Diagnostic) {
        guard numbers.contains(where: { $0 != idle }) else { return }
        let shape = numbers.count == 1 ? [] : [numbers.count] + ones
        let constant = try filled(shape, numbers.map(Double.init), accumulator)
        node = try builder.call(op, [node, builder.constant(constant)])
      }
      if found.element != accumulator {
        node = try builder.call(Cast.op, [node], [Cast.type(accumulator.rawValue)])
      }
      try apply(Arithmetic.rightShift, change.coarsening, unless: 0)
      try apply(Arithmetic.maximum, change.limits.map(\.lowerBound), unless: nil)
      try apply(Arithmetic.minimum, change.limits.map(\.upperBound), unless: nil)
      try apply(Arithmetic.multiply, change.factors, unless: 1)
      try apply(Arithmetic.add, change.addends, unless: 0)
      if change.tiesToEven {
        let sum = node
        try apply(Arithmetic.rightShift, change.shifts.map { $0 + 1 }, unless: nil)
        try apply(Arithmetic.leftShift, [1], unless: nil)
        let even = node
        node = sum
        try apply(Arithmetic.add, [-1], unless: nil)
        try apply(Arithmetic.rightShift, change.shifts, unless: nil)
        node = try builder.call(Arithmetic.maximum, [node, even])
      } else {
        try apply(Arithmetic.rightShift, change.shifts, unless: 0)
      }
      try apply(Arithmetic.add, [change.offset], unless: 0)
      if let range = change.range {
        node = try builder.clip(node, to: Double(range.lowerBound) ... Double(range.upperBound))
      }
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
    guard let value = values[operand], rewriter.tensorType(id)?.element.isFloat == true else {
      return .stays("")
    }
    let isExclusive = value.isExclusive && uses.isOnlyOne(of: operand)
    if isSum(value, in: rewriter), isExclusive { return .becomes(value.limited(to: range)) }
    guard var data = try data(of: operand, in: &rewriter) else {
      return .stays("its operand has no scale")
    }
    if isExclusive, let made = requantizations.removeValue(forKey: data.node) {
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
