import Diagnostics
import GraphIR
import Support
import Tensors

extension IntegerTranslation {

  /// Sums that nobody makes data of, by an accelerator whose stores keep 8 bits: the product is
  /// computed once for each byte that the sums have, and the host puts the bytes together.
  ///
  ///     sum = b0 + 256 · b1 + 65536 · b2, each of them signed
  ///
  /// The bytes are channels of one product, which reads its data once.
  /// - Returns: nil where there is no accelerator, or the sums have no known bounds.
  func inBytes(
    _ sum: ProductSum, _ value: QuantizedValue, from id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node>? {
    guard offloads, types.data == .int8, sum.attributes[Convolution.groups] == 1,
      sum.op == Conv2D.op || sum.op == Dense.op, rewriter.tensorType(sum.data)?.element == .int8,
      let count = value.bounds.flatMap(byteCount), let weights = rewriter.constant(sum.weights)
    else { return nil }
    let stacked = try repeated(sum, weights, count, from: id, in: &rewriter)
    let narrow = try node(of: stacked, from: [id], in: &rewriter)
    let (channels, rank) = (sum.channels, sum.shape.count)
    let accumulator = types.accumulator
    return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      var bytes = narrow
      if count > 1 {
        let shifts = (0 ..< count * channels).map { Double(8 * ($0 / channels)) }
        let shape = [shifts.count] + [Int](repeating: 1, count: rank - 2)
        let amount = builder.constant(try filled(shape, shifts, accumulator))
        bytes = try builder.call(Arithmetic.rightShift, [bytes, amount])
      }
      bytes = try builder.call(Cast.op, [bytes], [Cast.type(ElementType.int8.rawValue)])
      var total: ID<Node>?
      for byte in 0 ..< count {
        let part = try builder.part(bytes, byte * channels ..< (byte + 1) * channels)
        var wide = try builder.call(Cast.op, [part], [Cast.type(accumulator.rawValue)])
        if byte > 0 {
          let amount = builder.constant(Tensor(scalar: Int32(8 * byte)))
          wide = try builder.call(Arithmetic.leftShift, [wide, amount])
        }
        total = try total.map { (low) throws(Diagnostic) in
          try builder.call(Arithmetic.add, [low, wide])
        } ?? wide
      }
      return total ?? narrow
    }
  }

  /// How many signed bytes hold every number of `bounds`; nil if three do not.
  private func byteCount(_ bounds: [ClosedRange<Int>]) -> Int? {
    (1 ... 3).first { count in
      let unit = (1 << (8 * count) - 1) / 255
      return bounds.allSatisfy { -128 * unit <= $0.lowerBound && $0.upperBound <= 127 * unit }
    }
  }

  /// `sum` with its channels once for each byte, so rounded that a shift leaves the byte.
  private func repeated(
    _ sum: ProductSum, _ weights: Tensor, _ count: Int, from id: ID<Node>,
    in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ProductSum {
    let numbers = weights.doubles
    let shape = [count * sum.channels] + weights.shape.dropFirst()
    let all = try filled(shape, (0 ..< count).flatMap { _ in numbers }, weights.elementType)
    let once = sum.addend ?? [Int](repeating: 0, count: sum.channels)
    var stacked = sum
    stacked.addend = (0 ..< count).flatMap { byte in
      // The lower bytes are signed: half of each goes up.
      let carried = (0 ..< byte).reduce(0) { $0 + 128 << (8 * $1) }
      return once.map { $0 + carried }
    }
    stacked.shape[1] = count * sum.channels
    stacked.attributes =
      sum.op == Dense.op
      ? sum.attributes.setting(Dense.units, count * sum.channels)
      : sum.attributes.setting(Convolution.channels, count * sum.channels)
    let (attributes, data, op) = (stacked.attributes, sum.data, sum.op)
    stacked.product = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      stacked.weights = builder.constant(all)
      return try builder.call(op, [data, stacked.weights], attributes)
    }
    return stacked
  }

}

extension GraphBuilder {
  /// The positions `range` along the channels of `node`.
  fileprivate mutating func part(
    _ node: ID<Node>, _ range: Range<Int>
  ) throws(Diagnostic) -> ID<Node> {
    try call(
      StridedSlice.op, [node],
      [
        StridedSlice.begin([range.lowerBound]), StridedSlice.end([range.upperBound]),
        StridedSlice.strides([1]), StridedSlice.axes([1]),
      ])
  }
}
