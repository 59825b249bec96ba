import Diagnostics
import GraphIR
import Support
import Tensors

extension OperatorRule {

  /// What hangs over the edge is padding, which is never the greatest.
  ///
  ///     max_pool(x, ceil_mode) = max_pool(x, padding as far as the last window reaches)
  static let ceilMode = OperatorRule(
    "ceil-mode", "windows that may hang over the edge as padding behind, as far as they do"
  ) { rewriter, id, legalizer throws(Diagnostic) in
    guard let pool = PoolCall(id, in: rewriter), pool.window.roundsUp,
      !legalizer.demands.admit(pool.outline(id, in: &rewriter)),
      let overhang = pool.overhang, !pool.isMean || overhang.allSatisfy({ $0 == 0 })
    else { return nil }
    var window = pool.window
    window.roundsUp = false
    window.padsEnd = zip(window.padsEnd, overhang).map { $0 + $1 }
    let padding = window.padsBegin + window.padsEnd
    let attributes = pool.attributes.setting(Pooling.ceilMode, false)
      .setting(pool.keys.window.padding, padding)
    guard legalizer.demands.admit(pool.outline(id, attributes, in: &rewriter)) else { return nil }
    let result = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(pool.op, [pool.data], attributes)
    }
    return Made(result: result)
  }

}
