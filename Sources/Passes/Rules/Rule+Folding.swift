import Diagnostics
import GraphIR
import Support
import Tensors

extension Rule {

  /// Constants that go into the weights and the bias of the product before them.
  static let folding: [Rule] = [
    Rule("batch-norm", "batch_norm(x).0 = x · factor + offset") {
      rewriter, id, _ throws(Diagnostic) in
      guard case .projection(0) = rewriter[id].kind else { return nil }
      return try rewriter.unfoldedBatchNorm(id, rewriter[id].operands[0])
    },
    Rule("scale-into-weight", "(w ∗ x) · c = (w · c) ∗ x") {
      rewriter, id, uses throws(Diagnostic) in
      guard rewriter[id].op == Arithmetic.multiply, let (x, c) = rewriter.variableAndConstant(id),
        uses.isOnlyOne(of: x), let product = LinearProduct(x, in: rewriter),
        let factors = c.perChannel(
          axis: product.channelAxis, rank: product.rank, count: product.channels)
      else { return nil }
      return try product.scaled(by: factors, for: id, in: &rewriter)
    },
    Rule("scale-through-bias", "(w ∗ x + b) · c = (w · c) ∗ x + b · c") {
      rewriter, id, uses throws(Diagnostic) in
      guard rewriter[id].op == Arithmetic.multiply, let (sum, c) = rewriter.variableAndConstant(id),
        uses.isOnlyOne(of: sum), let biased = BiasedProduct(sum, in: rewriter),
        uses.isOnlyOne(of: biased.product.id),
        let factors = c.perChannel(
          axis: biased.product.channelAxis, rank: biased.product.rank,
          count: biased.product.channels)
      else { return nil }
      let bias = zip(biased.bias, factors).map { $0 * $1 }
      let product = try biased.product.scaled(by: factors, for: id, in: &rewriter)
      return try biased.product.adding(bias, to: product, for: [id, sum], in: &rewriter)
    },
    Rule("bias", "w ∗ x + b = bias_add(w ∗ x, b)") { rewriter, id, _ throws(Diagnostic) in
      guard rewriter[id].op == Arithmetic.add, let (x, c) = rewriter.variableAndConstant(id),
        let product = LinearProduct(x, in: rewriter),
        let bias = c.perChannel(
          axis: product.channelAxis, rank: product.rank, count: product.channels)
      else { return nil }
      return try product.adding(bias, to: x, for: [id], in: &rewriter)
    },
    Rule("bias-bias", "(w ∗ x + a) + b = w ∗ x + (a + b)") {
      rewriter, id, uses throws(Diagnostic) in
      guard let op = rewriter[id].op, op == Arithmetic.add || op == BiasAdd.op,
        let (x, c) = rewriter.variableAndConstant(id), uses.isOnlyOne(of: x),
        let biased = BiasedProduct(x, in: rewriter)
      else { return nil }
      let product = biased.product
      let added =
        op == Arithmetic.add
        ? c.perChannel(axis: product.channelAxis, rank: product.rank, count: product.channels)
        : BiasedProduct(id, over: product, in: rewriter)?.bias
      guard let added else { return nil }
      let bias = zip(biased.bias, added).map { $0 + $1 }
      return try product.adding(bias, to: product.id, for: [id, x], in: &rewriter)
    },
    Rule("matmul-dense", "x · w = dense(x, wᵀ), when w is constant") {
      rewriter, id, _ throws(Diagnostic) in
      guard let operands = rewriter.operands(of: id, ifCallOf: ForeignOps.matmul),
        let weight = rewriter.constant(operands[1]), weight.rank == 2,
        !rewriter[id].attributes[ForeignOps.transposesA]
      else { return nil }
      let isTransposed = rewriter[id].attributes[ForeignOps.transposesB]
      let rows = isTransposed ? weight : try transposed(weight)
      return try rewriter.making(from: [id, operands[1]]) { builder throws(Diagnostic) in
        let constant = builder.constant(rows)
        return try builder.call(
          Dense.op, [operands[0], constant], [Dense.units(rows.shape[0])])
      }
    },
  ]

  private static func transposed(_ weight: Tensor) throws(Diagnostic) -> Tensor {
    do throws(TensorError) {
      return try weight.transposed([1, 0])
    } catch {
      throw .error("\(error)")
    }
  }

}

extension Rewriter {

  /// The normalization `norm` as a product and a sum; `nil` unless its moments are constants.
  fileprivate mutating func unfoldedBatchNorm(
    _ id: ID<Node>, _ norm: ID<Node>
  ) throws(Diagnostic) -> ID<Node>? {
    guard let operands = operands(of: norm, ifCallOf: BatchNorm.op),
      let type = tensorType(operands[0])
    else { return nil }
    let vectors = operands.dropFirst().compactMap { constant($0)?.doubles }
    guard vectors.count == 4 else { return nil }
    let attributes = self[norm].attributes
    let axis = attributes[BatchNorm.axis]
    let position = axis < 0 ? axis + type.shape.count : axis
    let (gamma, beta, mean, variance) = (vectors[0], vectors[1], vectors[2], vectors[3])
    let factors = variance.indices.map {
      (attributes[BatchNorm.scale] ? gamma[$0] : 1)
        / (variance[$0] + attributes[BatchNorm.epsilon]).squareRoot()
    }
    let offsets = factors.indices.map {
      (attributes[BatchNorm.center] ? beta[$0] : 0) - mean[$0] * factors[$0]
    }
    let shape = [factors.count] + type.shape.dropFirst(position + 1).map { _ in 1 }
    return try making(from: [id, norm]) { builder throws(Diagnostic) in
      let factor = builder.constant(try filled(shape, factors, type.element))
      let offset = builder.constant(try filled(shape, offsets, type.element))
      let scaled = try builder.call(Arithmetic.multiply, [operands[0], factor])
      return try builder.call(Arithmetic.add, [scaled, offset])
    }
  }

}

/// A tensor of `shape` with `values`.
/// - Errors: they are not as many as the shape has elements.
func filled(
  _ shape: [Int], _ values: [Double], _ type: ElementType
) throws(Diagnostic) -> Tensor {
  do throws(TensorError) {
    return try Tensor(type, shape, doubles: values)
  } catch {
    throw .error("\(error)")
  }
}
