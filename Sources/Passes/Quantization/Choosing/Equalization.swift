import Diagnostics
import GraphIR
import Support
import Tensors

/// Shares scales between the channels of two products that follow each other, so that the value
/// between them has channels of nearly one size.
///
///     W₂ · f(W₁ x + b)  =  (W₂ · S) · f(S⁻¹ W₁ x + S⁻¹ b)    where f(s · x) = s · f(x) for s > 0
///
/// S are powers of two, so that every value in floats but those between stays what it is, to the bit
/// (Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction, 2019). They
/// are powers of two times one number for all channels where the value between is to fill the range of
/// its integers; values in floats then stay what they are up to rounding.
struct Equalization {

  /// A product, what follows it, and the product that reads that.
  private struct Pair {
    var first: ID<Node>

    /// Sums with a constant for each channel, which is changed as well.
    var biases: [ID<Node>]

    /// What the second product reads.
    var between: ID<Node>
    var second: ID<Node>
  }

  private let module: GraphModule
  private let uses: Uses

  /// How many pairs share scales.
  private(set) var count = 0

  /// The greatest integer of the value between, where that is to be its greatest number; nil where
  /// factors are powers of two.
  private let most: Int?

  init(of module: GraphModule, filling most: Int? = nil) {
    self.module = module
    self.most = most
    uses = Uses(module)
  }

  /// How far a channel is moved at most, as a power of two.
  private static let mostExponent = 8

  /// Operators that give `s` times as much for `s` times as much, channel by channel.
  private static let scaling: Set<Op> = [
    Elementwise.relu, LeakyRelu.op, PRelu.op, MaxPool.op2D, AvgPool.op2D, GlobalPool.average,
    GlobalPool.maximum,
  ]

  /// Changes the weights of all pairs of `main`.
  /// - Parameter magnitudes: the greatest magnitude of each channel of a value, axis 1.
  /// - Errors: an operator refuses its new constants; the user asked to stop.
  mutating func run(
    on rewriter: inout Rewriter, in context: PassContext,
    magnitudes: (ID<Node>) -> [Double]?
  ) throws(Diagnostic) {
    guard let main = module.main else { return }
    for id in module.postorder(of: main) {
      try context.checkForStop()
      guard let pair = pair(before: id, in: rewriter), let reach = magnitudes(pair.between),
        let second = LinearProduct(rewriter.current(id), in: rewriter),
        let factors = factors(reach, second)
      else { continue }
      try change(pair, factors, in: &rewriter)
      count += 1
    }
  }

  // MARK: Finding

  /// The pair whose second product is `id`; nil where there is none.
  private func pair(before id: ID<Node>, in rewriter: Rewriter) -> Pair? {
    guard module[id].op?.has(.product) == true, LinearProduct(id, in: rewriter) != nil,
      let data = module[id].operands.first
    else { return nil }
    var pair = Pair(first: data, biases: [], between: data, second: id)
    while uses.isOnlyOne(of: pair.first), let op = module[pair.first].op,
      let operand = module[pair.first].operands.first
    {
      if op.has(.product) {
        let isPair = LinearProduct(pair.first, in: rewriter) != nil
        return isPair && module[pair.first].type?.tensor?.element == .float32 ? pair : nil
      }
      if isBias(pair.first) {
        pair.biases.append(pair.first)
      } else if !Self.scaling.contains(op)
        || (op == PRelu.op && module[pair.first].attributes[PRelu.axis] != 1)
      {
        return nil
      }
      pair.first = operand
    }
    return nil
  }

  /// Whether `id` adds a constant to each channel of axis 1.
  private func isBias(_ id: ID<Node>) -> Bool {
    let node = module[id]
    guard node.op == BiasAdd.op, let shape = node.type?.tensor?.shape, shape.count > 1,
      let constant = module[node.operands[1]].constant, constant.count == shape[1]
    else { return false }
    let rank = shape.count
    let axis = node.attributes[BiasAdd.axis]
    return axis == 1 || axis + rank == 1
  }

  // MARK: Scales

  /// What channels whose magnitudes are `reach` are divided by, so that each is as near to the
  /// greatest as the weights of `second` that read it are to theirs.
  private func factors(_ reach: [Double], _ second: LinearProduct) -> [Double]? {
    let inputs = magnitudes(ofInputs: second)
    guard inputs.count == reach.count, reach.count > 1 else { return nil }
    let ratios = zip(reach, inputs).map { reach, weight in
      reach > 0 && weight > 0 ? (reach / weight).squareRoot() : 0
    }
    guard let greatest = ratios.max(), greatest > 0, greatest.isFinite else { return nil }
    let exponents = ratios.map { ratio -> Int in
      guard ratio > 0 else { return 0 }
      let part = ratio / greatest
      let exponent = Int(part.exponent) + (part.significand > 2.0.squareRoot() ? 1 : 0)
      return max(-Self.mostExponent, exponent)
    }
    let factors = exponents.map { PowerOfTwo.scale($0) }
    if let most { return filling(most, factors, reach) }
    return exponents.contains { $0 != 0 } ? factors : nil
  }

  /// `factors` times what makes the greatest of `reach` as great as `most` steps of a power of two.
  private func filling(_ most: Int, _ factors: [Double], _ reach: [Double]) -> [Double]? {
    let magnitude = zip(reach, factors).reduce(0) { max($0, $1.0 / $1.1) }
    guard let exponent = PowerOfTwo.exponent(covering: magnitude, in: most) else { return nil }
    // A little less, so that no rounding puts it beyond.
    let part = magnitude / (Double(most) * PowerOfTwo.scale(exponent)) * 1.0001
    return factors.map { $0 * part }
  }

  /// The greatest magnitude of the weights that read each channel.
  private func magnitudes(ofInputs product: LinearProduct) -> [Double] {
    let weight = product.weight
    guard weight.rank > 1 else { return [] }
    let groups = product.op == Dense.op ? 1 : product.attributes[Convolution.groups]
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    let window = weight.shape[2...].product
    guard groups > 0, outputs % groups == 0, window > 0, inputs > 0 else { return [] }
    var found = [Double](repeating: 0, count: inputs * groups)
    for (index, number) in weight.doubles.enumerated() {
      let place = Self.input(of: index, weight.shape, window, groups)
      found[place] = max(found[place], abs(number))
    }
    return found
  }

  /// The channel of the data that the element `index` of weights reads.
  private static func input(of index: Int, _ shape: [Int], _ window: Int, _ groups: Int) -> Int {
    let output = index / (window * shape[1])
    return output / (shape[0] / groups) * shape[1] + index / window % shape[1]
  }

  // MARK: Changing

  private func change(
    _ pair: Pair, _ factors: [Double], in rewriter: inout Rewriter
  ) throws(Diagnostic) {
    try replaceConstant(of: pair.first, in: &rewriter) { index, tensor in
      1 / factors[index / max(1, tensor.count / factors.count)]
    }
    for bias in pair.biases {
      try replaceConstant(of: bias, in: &rewriter) { index, _ in
        1 / factors[min(index, factors.count - 1)]
      }
    }
    let groups =
      module[pair.second].op == Dense.op ? 1 : module[pair.second].attributes[Convolution.groups]
    try replaceConstant(of: pair.second, in: &rewriter) { index, tensor in
      factors[Self.input(of: index, tensor.shape, tensor.shape[2...].product, groups)]
    }
  }

  /// Makes the second operand of `id` a constant with each element times a factor.
  private func replaceConstant(
    of id: ID<Node>, in rewriter: inout Rewriter, _ factor: (Int, Tensor) -> Double
  ) throws(Diagnostic) {
    let old = rewriter.current(id)
    let operands = rewriter.operands(of: old)
    guard let (op, attributes) = rewriter.call(old), let tensor = rewriter.constant(operands[1])
    else { return }
    let numbers = tensor.doubles.enumerated().map { $1 * factor($0, tensor) }
    let changed = try filled(tensor.shape, numbers, tensor.elementType)
    let new = try rewriter.making(from: [old]) { builder throws(Diagnostic) in
      try builder.call(op, [operands[0], builder.constant(changed)], attributes)
    }
    rewriter.replace(old, by: new, rule: "equalize")
  }

}
