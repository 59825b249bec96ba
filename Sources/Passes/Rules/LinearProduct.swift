import Diagnostics
import GraphIR
import Support
import Tensors

/// A convolution or a dense layer with constant weights, whatever its number of axes.
struct LinearProduct {

  let id: ID<Node>
  let op: Op
  let attributes: Attributes
  let data: ID<Node>
  let weight: Tensor

  /// The axis of the result that counts channels, and how many axes there are.
  let channelAxis: Int
  let rank: Int

  /// The axis of the weight that counts channels of the result.
  let weightAxis: Int

  let channels: Int

  /// - Returns: nil if `id` is something else, its weight is not constant, or its layout has the
  ///   channels elsewhere than in axis 1.
  init?(_ id: ID<Node>, in rewriter: Rewriter) {
    guard let (op, attributes) = rewriter.call(id), op.has(.product),
      rewriter[id].operands.count == 2, let weight = rewriter.constant(rewriter[id].operands[1]),
      let type = rewriter.tensorType(id)
    else { return nil }
    let isDense = op == Dense.op
    if !isDense {
      let keys = Convolution(rank: type.shape.count - 2)
      let out = attributes[Convolution.outLayout]
      let layout = out.isEmpty ? attributes[keys.dataLayout] : out
      guard layout.hasPrefix("NC"), attributes[keys.dataLayout].hasPrefix("NC"),
        attributes[keys.kernelLayout].hasPrefix("OI")
      else { return nil }
    }
    self.id = id
    self.op = op
    self.attributes = attributes
    self.weight = weight
    self.rank = type.shape.count
    data = rewriter[id].operands[0]
    channelAxis = isDense ? type.shape.count - 1 : 1
    weightAxis = 0
    channels = weight.shape[0]
  }

  /// The product with the weights of each channel of the result times its factor.
  func scaled(
    by factors: [Double], for old: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    let row = weight.count / max(1, channels)
    var values = weight.doubles
    for i in values.indices { values[i] *= factors[i / row] }
    let scaled = try filled(weight.shape, values, weight.elementType)
    return try rewriter.making(from: [old, id]) { builder throws(Diagnostic) in
      let constant = builder.constant(scaled)
      return try builder.call(op, [data, constant], attributes)
    }
  }

  /// `product` plus a number for each channel.
  func adding(
    _ bias: [Double], to product: ID<Node>, for olds: [ID<Node>], in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    let type = rewriter.tensorType(product)?.element ?? weight.elementType
    let vector = try Tensor.vector(bias, type)
    return try rewriter.making(from: olds) { builder throws(Diagnostic) in
      let constant = builder.constant(vector)
      return try builder.call(BiasAdd.op, [product, constant], biasAttributes)
    }
  }

  /// What a `nn.bias_add` along the channels has for attributes.
  var biasAttributes: Attributes {
    channelAxis == 1 ? Attributes() : [BiasAdd.axis(channelAxis)]
  }

}

/// A product and the constant that is added to each channel of it.
struct BiasedProduct {

  let product: LinearProduct
  let bias: [Double]

  /// - Returns: nil if `id` is something else than `nn.bias_add` of a product and a constant.
  init?(_ id: ID<Node>, in rewriter: Rewriter) {
    guard let operands = rewriter.operands(of: id, ifCallOf: BiasAdd.op),
      let product = LinearProduct(operands[0], in: rewriter)
    else { return nil }
    self.init(id, over: product, in: rewriter)
  }

  /// - Returns: nil if `id` is something else than `nn.bias_add` of a constant along the channels.
  init?(_ id: ID<Node>, over product: LinearProduct, in rewriter: Rewriter) {
    guard let (op, attributes) = rewriter.call(id), op == BiasAdd.op,
      let bias = rewriter.constant(rewriter[id].operands[1])?.doubles
    else { return nil }
    let axis = attributes[BiasAdd.axis]
    guard axis == product.channelAxis || axis + product.rank == product.channelAxis,
      bias.count == product.channels
    else { return nil }
    self.product = product
    self.bias = bias
  }

}
