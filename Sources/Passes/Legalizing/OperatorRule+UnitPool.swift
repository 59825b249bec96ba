import Diagnostics
import GraphIR
import Support
import Tensors

extension OperatorRule {

  /// The greatest of one element, and its mean, is the element.
  ///
  ///     pool(x, 1 × 1, strides s) = x[::s]
  static let unitPool = OperatorRule(
    "unit-pool", "a pooling of single elements as the elements that it takes"
  ) { rewriter, id, legalizer throws(Diagnostic) in
    guard let pool = PoolCall(id, in: rewriter), pool.window.kernel.allSatisfy({ $0 == 1 }),
      !pool.window.hasPads, !legalizer.demands.admit(pool.outline(id, in: &rewriter)),
      let extents = pool.extents
    else { return nil }
    let strides = pool.window.strides
    if strides.allSatisfy({ $0 == 1 }) { return Made(result: pool.data) }
    let result = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(
        StridedSlice.op, [pool.data],
        [
          StridedSlice.begin(extents.map { _ in 0 }), StridedSlice.end(extents),
          StridedSlice.strides(strides), StridedSlice.axes(Array(2 ..< 2 + extents.count)),
        ])
    }
    return Made(result: result)
  }

}
