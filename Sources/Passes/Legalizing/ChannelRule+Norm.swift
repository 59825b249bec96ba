import Diagnostics
import GraphIR
import Support
import Tensors

extension ChannelRule {

  /// The sum of squares of neighbours in other channels is a convolution of the squares.
  ///
  ///     lrn(x) = x · (conv(x · x, alpha / size where channels are neighbours) + bias)^-beta
  static let norm = ChannelRule(
    "norm",
    "a norm of neighbours in other channels between products, as a convolution of squares,"
      + " a power and a product", isLast: true
  ) { rewriter, id, around throws(Diagnostic) in
    guard around.isBetweenProducts(id), around.quantizesCurves,
      let (op, attributes) = rewriter.call(id), op == LRN.op,
      let data = rewriter.operands(of: id).first, let type = rewriter.tensorType(data),
      let shape = type.extents, shape.count == 4, [1, -3].contains(attributes[LRN.axis]),
      attributes[LRN.alpha] > 0, attributes[LRN.bias] > 0, attributes[LRN.beta] > 0
    else { return nil }
    let channels = shape[1]
    let form = ConvolutionForm(
      window: Window(kernel: [1, 1]), groups: 1, batch: shape[0], inputs: channels,
      outputs: channels, extents: Array(shape.dropFirst(2)))
    guard around.take(form, mostWeights: mostOnes) else { return nil }
    return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let weights = try neighbours(
        channels, attributes[LRN.size], alpha: attributes[LRN.alpha], type.element)
      let bias = try filled(
        [channels], Array(repeating: attributes[LRN.bias], count: channels), type.element)
      let exponent = builder.constant(try filled([], [-attributes[LRN.beta]], type.element))
      let squares = try builder.call(Arithmetic.multiply, [data, data])
      let sums = try builder.call(
        form.plainOp, [squares, builder.constant(weights)], form.settings)
      let base = try builder.call(BiasAdd.op, [sums, builder.constant(bias)])
      let factor = try builder.call(ElementwiseBinary.power, [base, exponent])
      return try builder.call(Arithmetic.multiply, [data, factor])
    }
  }

  /// A part of `alpha` for each of the `size` channels around each channel.
  private static func neighbours(
    _ channels: Int, _ size: Int, alpha: Double, _ element: ElementType
  ) throws(Diagnostic) -> Tensor {
    var numbers = [Double](repeating: 0, count: channels * channels)
    let front = (size - 1) / 2
    for channel in 0 ..< channels {
      let range = max(0, channel - front) ..< min(channels, channel - front + size)
      for other in range { numbers[channel * channels + other] = alpha / Double(size) }
    }
    return try filled([channels, channels, 1, 1], numbers, element)
  }

}
