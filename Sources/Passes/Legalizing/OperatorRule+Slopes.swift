import Diagnostics
import GraphIR
import Support
import Tensors

extension OperatorRule {

  /// Where one of the two factors is not 1 the other one is.
  ///
  ///     prelu(x, s) = prelu(prelu(x, min(s, 1)), max(s, 1))
  static let slopes = OperatorRule(
    "slopes", "slopes on both sides of 1 as those up to 1, and then those from 1 on"
  ) { rewriter, id, legalizer throws(Diagnostic) in
    // On integers the one is the greater of data and its multiple, the other one the lesser.
    guard let (op, attributes) = rewriter.call(id), op == PRelu.op,
      !legalizer.demands.mention(PRelu.op), legalizer.demands.mention(Arithmetic.maximum),
      legalizer.demands.mention(Arithmetic.minimum),
      let slopes = rewriter.constant(rewriter[id].operands[1]),
      slopes.doubles.contains(where: { $0 < 1 }), slopes.doubles.contains(where: { $0 > 1 })
    else { return nil }
    let parts = [slopes.doubles.map { min($0, 1) }, slopes.doubles.map { max($0, 1) }]
    var result = rewriter[id].operands[0]
    for part in parts {
      let tensor = try computing { () throws(TensorError) in
        try Tensor(slopes.elementType, slopes.shape, doubles: part)
      }
      result = try rewriter.making(from: [id]) { [result] builder throws(Diagnostic) in
        try builder.call(op, [result, builder.constant(tensor)], attributes)
      }
    }
    return Made(result: result)
  }

}
