import Diagnostics
import GraphIR
import Support
import Tensors

extension OperatorRule {

  /// A mean is a sum of products with the reciprocal of how many there are.
  ///
  ///     avg_pool(x, k × l) = conv(x, 1 / (k · l), groups = channels)
  static let averagePool = OperatorRule(
    "average-pool", "means of windows as a convolution, where windows have the same size"
  ) { rewriter, id, legalizer throws(Diagnostic) in
    guard let pool = PoolCall(id, in: rewriter), pool.isMean, pool.type.element.isFloat,
      pool.type.shape.count == 4, !legalizer.demands.admit(pool.outline(id, in: &rewriter)),
      let mean = AveragePoolForm(pool.window, pool.attributes, pool.type.shape),
      legalizer.takes(mean)
    else { return nil }
    let node = rewriter[pool.data]
    let isDequantized = node.op == Dequantize.op
    let made = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let weights = try mean.weights(pool.type.element, asIntegers: isDequantized, in: &builder)
      return try builder.call(Conv2D.op, [pool.data, weights], mean.form.settings)
    }
    return Made(result: made, convolution: made)
  }

}
