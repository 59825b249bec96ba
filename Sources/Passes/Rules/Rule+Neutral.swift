import Diagnostics
import GraphIR

extension Rule {

  /// Operators that do nothing to their operand.
  static let neutral: [Rule] = [
    Rule("add-zero", "x + 0 = x") { rewriter, id, _ throws(Diagnostic) in
      guard rewriter[id].op == Arithmetic.add, let (x, c) = rewriter.variableAndConstant(id),
        c.isFilled(with: 0)
      else { return nil }
      return x
    },
    Rule("multiply-one", "x · 1 = x") { rewriter, id, _ throws(Diagnostic) in
      guard rewriter[id].op == Arithmetic.multiply, let (x, c) = rewriter.variableAndConstant(id),
        c.isFilled(with: 1)
      else { return nil }
      return x
    },
    Rule("subtract-zero", "x - 0 = x") { rewriter, id, _ throws(Diagnostic) in
      guard let operands = rewriter.operands(of: id, ifCallOf: Arithmetic.subtract),
        rewriter.constant(operands[1])?.isFilled(with: 0) == true
      else { return nil }
      return operands[0]
    },
    Rule("divide-one", "x / 1 = x") { rewriter, id, _ throws(Diagnostic) in
      guard let operands = rewriter.operands(of: id, ifCallOf: Arithmetic.divide),
        rewriter.constant(operands[1])?.isFilled(with: 1) == true
      else { return nil }
      return operands[0]
    },
    Rule("copy", "copy(x) = x") { rewriter, id, _ throws(Diagnostic) in
      rewriter.operands(of: id, ifCallOf: Elementwise.copy)?.first
    },
    Rule("dropout", "nn.dropout(x) = x, when nothing is learnt") {
      rewriter, id, _ throws(Diagnostic) in
      guard case .projection(0) = rewriter[id].kind else {
        return rewriter.operands(of: id, ifCallOf: ForeignOps.dropout)?.first
      }
      return rewriter.operands(of: rewriter[id].operands[0], ifCallOf: ForeignOps.dropout)?.first
    },
    Rule("cast-same", "cast(x) = x, to the type that it has") {
      rewriter, id, _ throws(Diagnostic) in
      rewriter.operands(of: id, ifCallOf: Cast.op)?.first
    },
    Rule("field-of-tuple", "(x, y).0 = x") { rewriter, id, _ throws(Diagnostic) in
      guard case .projection(let index) = rewriter[id].kind,
        case .tuple = rewriter[rewriter[id].operands[0]].kind
      else { return nil }
      return rewriter[rewriter[id].operands[0]].operands[index]
    },
  ]

}
