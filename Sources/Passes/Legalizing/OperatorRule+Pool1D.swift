import Diagnostics
import GraphIR
import Support
import Tensors

extension OperatorRule {

  /// One axis more, of one element.
  ///
  ///     pool1d(x) = squeeze(pool2d(expand_dims(x)))
  static let pool1d = OperatorRule(
    "pool1d", "a pooling over one axis as one over two, the first of one element"
  ) { rewriter, id, legalizer throws(Diagnostic) in
    guard let pool = PoolCall(id, in: rewriter), pool.window.rank == 1,
      !legalizer.demands.admit(pool.outline(id, in: &rewriter))
    else { return nil }
    let window = Window(
      kernel: [1] + pool.window.kernel, strides: [1] + pool.window.strides,
      padsBegin: [0] + pool.window.padsBegin, padsEnd: [0] + pool.window.padsEnd,
      dilations: [1] + pool.window.dilations, roundsUp: pool.window.roundsUp)
    let keys = pool.isMean ? AvgPool.keys2D : MaxPool.keys2D
    let op = pool.isMean ? AvgPool.op2D : MaxPool.op2D
    var settings = keys.settings(window)
    if pool.isMean {
      settings = settings.setting(
        Pooling.countsPadding, pool.attributes[Pooling.countsPadding])
    }
    var shape = pool.type.shape
    shape.insert(1, at: 2)
    guard legalizer.takes(op, settings, window, shape) else { return nil }
    let made = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let data = try builder.call(
        ExpandDims.op, [pool.data], [ExpandDims.axis(2), ExpandDims.count(1)])
      let pooled = try builder.call(op, [data], settings)
      return (result: try builder.call(Squeeze.op, [pooled], [Squeeze.axis([2])]), pool: pooled)
    }
    return Made(result: made.result, convolution: made.pool)
  }

}

extension Legalizer {
  /// Whether a target takes the pooling, as it is or as the convolution that a rule makes of it.
  fileprivate func takes(
    _ op: Op, _ settings: Attributes, _ window: Window, _ shape: [Int?]
  ) -> Bool {
    let outline = CallOutline(op, settings, operands: [shape], result: nil)
    return demands.admit(outline)
      || (op == AvgPool.op2D && AveragePoolForm(window, settings, shape).map(takes) ?? false)
  }
}
