import Diagnostics
import GraphIR
import Support
import Tensors

extension OperatorRule {

  /// A window over all there is.
  ///
  ///     avg_pool(x, the extents of x) = global_avg_pool(x)
  static let globalPool = OperatorRule(
    "global-pool", "means of windows over whole images as means of images"
  ) { rewriter, id, legalizer throws(Diagnostic) in
    guard let pool = PoolCall(id, in: rewriter), let global = pool.global,
      !legalizer.demands.admit(pool.outline(id, in: &rewriter)), legalizer.demands.admit(global)
    else { return nil }
    let result = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(GlobalPool.average, [pool.data])
    }
    return Made(result: result)
  }

}
