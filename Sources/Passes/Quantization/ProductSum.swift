import Diagnostics
import GraphIR
import Support
import Tensors

/// What sums of products were made of, so that a constant that comes later goes into the addition
/// that is there already.
struct ProductSum: Sendable {

  /// A convolution or a dense layer, and its attributes.
  var op: Op
  var attributes: Attributes

  var data: ID<Node>

  /// Constant, its output channels first.
  var weights: ID<Node>

  /// What the product is before anything is added.
  var product: ID<Node>

  /// What is added: one number for each channel, or one for each element of one sample; nil for
  /// nothing.
  var addend: [Int]?

  /// The shape of one sample of the sums, with an axis for samples.
  var shape: [Int]

  /// How many output channels there are.
  var channels: Int { shape.count > 1 ? shape[1] : 0 }

  /// This with a number more for each channel.
  func adding(_ numbers: [Int]) -> ProductSum {
    var copy = self
    guard let addend else {
      copy.addend = numbers
      return copy
    }
    let places = addend.count / max(1, channels)
    copy.addend = addend.indices.map { addend[$0] &+ numbers[$0 / max(1, places)] }
    return copy
  }

}

extension IntegerTranslation {

  /// Adds the product of `data` less `zero` with `weights`, and its constant addend if it has one.
  ///
  /// An accelerator of unsigned data has zero points as a rule: what stands for zero is put around
  /// the data then, so that each channel has one addend.
  /// - Returns: nil if what is to be added is not known.
  mutating func productSum(
    _ op: Op, _ attributes: Attributes, _ data: ID<Node>, zero: Int, _ weights: ID<Node>,
    from parents: [ID<Node>], in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ProductSum? {
    var (data, attributes) = (data, attributes)
    if zero != 0, !types.data.isSigned {
      (data, attributes) = try surrounded(
        data, by: zero, op, attributes, from: parents, in: &rewriter)
    }
    let product = try rewriter.making(from: parents) {
      [data, attributes] builder throws(Diagnostic) in
      try builder.call(op, [data, weights], attributes)
    }
    guard let type = rewriter.tensorType(product), type.shape.count > 1, let channels = type.shape[1]
    else { return nil }
    var sum = ProductSum(
      op: op, attributes: attributes, data: data, weights: weights, product: product,
      shape: [1, channels] + type.shape.dropFirst(2).map { $0 ?? 0 })
    guard zero != 0 else { return sum }
    guard let offsets = try offsets(of: sum, zero: zero, in: rewriter),
      offsets.allSatisfy({ Int32(exactly: $0) != nil })
    else { return nil }
    sum.addend = offsets
    return sum
  }

  /// `data` with `zero` around it where the window of a convolution reaches over its edge, and the
  /// convolution's attributes without that.
  private func surrounded(
    _ data: ID<Node>, by zero: Int, _ op: Op, _ attributes: Attributes, from parents: [ID<Node>],
    in rewriter: inout Rewriter
  ) throws(Diagnostic) -> (data: ID<Node>, attributes: Attributes) {
    guard op != Dense.op, let type = rewriter.tensorType(data), type.shape.count > 2 else {
      return (data, attributes)
    }
    let rank = type.shape.count - 2
    let keys = Convolution(rank: rank).window
    let window = try keys.window([Int](repeating: 1, count: rank), attributes)
    let pads = zip(window.padsBegin, window.padsEnd).map { [$0, $1] }
    guard pads.joined().contains(where: { $0 != 0 }) else { return (data, attributes) }
    let value = try filled([], [Double(zero)], type.element)
    let padded = try rewriter.making(from: parents) { builder throws(Diagnostic) in
      try builder.call(
        Pad.op, [data, builder.constant(value)], [Pad.widths([[0, 0], [0, 0]] + pads)])
    }
    return (padded, attributes.setting(keys.padding, [Int](repeating: 0, count: rank)))
  }

  /// The node of `sum` with its addend.
  func node(
    of sum: ProductSum, from parents: [ID<Node>], in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    guard let addend = sum.addend else { return sum.product }
    let accumulator = types.accumulator
    return try rewriter.making(from: parents) { builder throws(Diagnostic) in
      guard addend.count == sum.channels else {
        let constant = builder.constant(try filled(sum.shape, addend.map(Double.init), accumulator))
        return try builder.call(Arithmetic.add, [sum.product, constant])
      }
      let constant = builder.constant(try Tensor.vector(addend.map(Double.init), accumulator))
      return try builder.call(BiasAdd.op, [sum.product, constant], [BiasAdd.axis(1)])
    }
  }

  /// What the zero point of the data takes away from each sum, where a window reaches over the edge
  /// less than inside: products see zeros there, and the zero point is what stands for zero.
  ///
  ///     Σ w · (x - zero) = Σ w · x - zero · Σ w, the last sum over what lies inside
  ///
  /// - Returns: one number for each channel if all places have the same, else one for each element
  ///   of a sample; nil if the extents are not known.
  private func offsets(
    of sum: ProductSum, zero: Int, in rewriter: Rewriter
  ) throws(Diagnostic) -> [Int]? {
    guard let weights = rewriter.constant(sum.weights), let channels = weights.shape.first,
      channels == sum.channels, weights.count > 0
    else { return nil }
    let numbers = weights.ints
    let window = Array(weights.shape.dropFirst(2))
    let places = window.product
    let inputs = numbers.count / (channels * places)
    // Channels of the data all hold the same here: their weights are summed first.
    var sums = [Int](repeating: 0, count: channels * places)
    var poll = Poll()
    for (index, number) in numbers.enumerated() {
      try poll.check()
      sums[index / (inputs * places) * places + index % places] += number
    }
    if window.isEmpty { return sums.map { -zero * $0 } }
    guard let extents = rewriter.tensorType(sum.data)?.extents, extents.count == window.count + 2
    else { return nil }
    let groups = sum.attributes[Convolution.groups]
    let area = [1, groups] + extents.dropFirst(2)
    guard let size = Tensor.elementCount(area, of: .int32) else { return nil }
    let level = try filled(area, [Double](repeating: Double(-zero), count: size), .int32)
    let kernel = try filled([channels, 1] + window, sums.map(Double.init), .int32)
    let found = try sum.op.evaluate([.tensor(level), .tensor(kernel)], sum.attributes).asTensor()
    let offsets = found.ints
    let width = offsets.count / channels
    let isEven = offsets.indices.allSatisfy { offsets[$0] == offsets[$0 / width * width] }
    return isEven ? (0 ..< channels).map { offsets[$0 * width] } : offsets
  }

  /// What each sum of `sum` can be, for each channel, with data of the range `range`.
  func bounds(
    of sum: ProductSum, data range: ClosedRange<Int>, in rewriter: Rewriter
  ) -> [ClosedRange<Int>]? {
    guard let weights = rewriter.constant(sum.weights), sum.channels > 0 else { return nil }
    let numbers = weights.ints
    let row = numbers.count / sum.channels
    let places = (sum.addend?.count ?? 0) / sum.channels
    return (0 ..< sum.channels).map { channel in
      // Where a window reaches over the edge it sees zeros.
      let (least, most) = (min(0, range.lowerBound), max(0, range.upperBound))
      var (low, high) = (0, 0)
      for number in numbers[channel * row ..< (channel + 1) * row] {
        low += number > 0 ? number * least : number * most
        high += number > 0 ? number * most : number * least
      }
      let added = sum.addend?[channel * places ..< (channel + 1) * places] ?? [0]
      return low + (added.min() ?? 0) ... high + (added.max() ?? 0)
    }
  }

}
