import Diagnostics
import GraphIR
import Support
import Tensors

extension Rule {

  /// Arithmetic with a constant as a sum or a product, which other rules fold into what is before.
  static let constants: [Rule] = [
    Rule("subtract-constant", "x - c = x + (-c)") { rewriter, id, _ throws(Diagnostic) in
      guard let operands = rewriter.operands(of: id, ifCallOf: Arithmetic.subtract),
        let c = rewriter.constant(operands[1]), rewriter.constant(operands[0]) == nil,
        c.elementType.isFloat || c.elementType.isSigned
      else { return nil }
      let zero = Tensor(zeros: c.elementType, [])
      let negative = try Arithmetic.subtract.evaluate([.tensor(zero), .tensor(c)], Attributes())
        .asTensor()
      return try rewriter.making(from: [id, operands[1]]) { builder throws(Diagnostic) in
        let constant = builder.constant(negative)
        return try builder.call(Arithmetic.add, [operands[0], constant])
      }
    },
    Rule("divide-constant", "x / c = x · (1 / c), of floats") {
      rewriter, id, _ throws(Diagnostic) in
      guard let operands = rewriter.operands(of: id, ifCallOf: Arithmetic.divide),
        let c = rewriter.constant(operands[1]), rewriter.constant(operands[0]) == nil,
        let inverses = c.inverses
      else { return nil }
      let tensor = try filled(c.shape, inverses, c.elementType)
      return try rewriter.making(from: [id, operands[1]]) { builder throws(Diagnostic) in
        let constant = builder.constant(tensor)
        return try builder.call(Arithmetic.multiply, [operands[0], constant])
      }
    },
    Rule("subtract-product", "c - w ∗ x = -(w ∗ x) + c, of floats") {
      rewriter, id, uses throws(Diagnostic) in
      guard let operands = rewriter.operands(of: id, ifCallOf: Arithmetic.subtract),
        let c = rewriter.constant(operands[0]), c.elementType.isFloat,
        uses.isOnlyOne(of: operands[1]),
        LinearProduct(operands[1], in: rewriter) != nil
          || BiasedProduct(operands[1], in: rewriter) != nil
      else { return nil }
      let minus = try filled([], [-1], c.elementType)
      return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        let factor = builder.constant(minus)
        let negative = try builder.call(Arithmetic.multiply, [operands[1], factor])
        return try builder.call(Arithmetic.add, [negative, operands[0]])
      }
    },
  ]

}

extension Tensor {

  /// One divided by each element.
  ///
  /// Of powers of two that is exact, and so is what is multiplied with it. Of other numbers the
  /// product is rounded twice, which the narrow types are too coarse for.
  /// - Returns: nil for integers, and where one of them has no inverse of the same accuracy.
  fileprivate var inverses: [Double]? {
    let least: Double
    switch elementType {
    case .float64: least = Double.leastNormalMagnitude
    case .float32, .bfloat16: least = 0x1p-126
    case .float16: least = 0x1p-14
    default: return nil
    }
    let isWide = elementType == .float32 || elementType == .float64
    let inverses = doubles.map { 1 / $0 }
    let isFitting = zip(doubles, inverses).allSatisfy { number, inverse in
      let isExact = number.isFinite && abs(number).significand == 1
      return (isExact || isWide) && abs(number) >= least && abs(inverse) >= least
        && abs(inverse).isFinite
    }
    return isFitting ? inverses : nil
  }

}
