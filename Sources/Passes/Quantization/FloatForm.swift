import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Brings operators of a model that was quantized into floats, for an accelerator that takes them
/// there: between `qnn.dequantize` and `qnn.quantize`, with constants of floats.
///
///     requantize(qnn.conv2d(x, w) + b) = quantize(conv2d(r(x), r(w)) + r(b)), r = dequantize
///
/// Sums are those of floats then, which lie within rounding of the integers: what `qnn.quantize`
/// makes of them may be the next integer where a sum lies half-way between two.
struct FloatForm {

  /// The operators that are computed in floats now, and why.
  private(set) var kept: [ID<Node>: Decision.Reason] = [:]

  /// How many products of each operator.
  private(set) var counts: OrderedDictionary<String, Int> = [:]

  private let numbers: NumberPlan
  private let uses: Uses

  /// What integers stand for, where one scale makes numbers of them.
  private var scales: [ID<Node>: Scaling] = [:]

  /// The floats that integers stand for.
  private var floats: [ID<Node>: ID<Node>] = [:]

  /// How integers stand for numbers.
  private struct Scaling: Hashable {
    var scale: Double
    var zero: Int
  }

  init(of module: GraphModule, _ numbers: NumberPlan) {
    self.numbers = numbers
    uses = Uses(module)
  }

  /// Changes `main`.
  /// - Errors: an operator refuses what is built; the user asked to stop.
  mutating func run(on rewriter: inout Rewriter, in context: PassContext) throws(Diagnostic) {
    guard let main = rewriter.module.main else { return }
    for id in rewriter.module.postorder(of: main) {
      try context.checkForStop()
      guard let op = rewriter[id].op else { continue }
      switch op {
      case GraphIR.Quantize.op: scales[id] = scaling(id, operands: 1, in: rewriter)
      case Requantize.op: try requantize(id, in: &rewriter)
      case Dequantize.op: dequantize(id, in: &rewriter)
      default: try compute(id, op, in: &rewriter)
      }
    }
  }

  /// What is computed in floats keeps its place, and its constants become floats.
  private mutating func compute(
    _ id: ID<Node>, _ op: Op, in rewriter: inout Rewriter
  ) throws(Diagnostic) {
    let isFloat = rewriter.tensorType(id)?.element.isFloat == true
    let isBias = op == BiasAdd.op || op == Arithmetic.add
    if let reason = numbers.floats[id] {
      guard isFloat else { return try move(id, in: &rewriter) }
      kept[id] = reason
      count(op)
    } else {
      guard isFloat, isBias, rewriter[id].operands.contains(where: { kept[$0] != nil }) else {
        return
      }
    }
    var operands = rewriter.operands(of: id)
    for (index, operand) in operands.enumerated() where rewriter[operand].constant == nil {
      guard let tensor = try value(of: operand, in: rewriter) else { continue }
      operands[index] = rewriter.making(from: [operand]) { $0.constant(tensor) }
    }
    rewriter.setOperands(operands, of: id, rule: "constants")
  }

  private mutating func count(_ op: Op) {
    if op.has(.product) { counts[op.name, default: 0] += 1 }
  }

  /// The constant floats that `id` is, where only a scale and moves of elements make them.
  private func value(
    of id: ID<Node>, in rewriter: Rewriter
  ) throws(Diagnostic) -> Tensor? {
    var moves: [(op: Op, attributes: Attributes)] = []
    var id = id
    while let (op, attributes) = rewriter.call(id), op.has(.moves),
      rewriter[id].operands.count == 1
    {
      moves.append((op, attributes))
      id = rewriter.operands(of: id)[0]
    }
    guard let (op, attributes) = rewriter.call(id), op == Dequantize.op else { return nil }
    let tensors = rewriter.operands(of: id).compactMap { rewriter.constant($0) }
    guard tensors.count == 3 else { return nil }
    var tensor = try op.evaluate(tensors.map(Value.tensor), attributes).asTensor()
    for move in moves.reversed() {
      tensor = try move.op.evaluate([.tensor(tensor)], move.attributes).asTensor()
    }
    return tensor
  }

  // MARK: Integers that stand for numbers

  private func scaling(
    _ id: ID<Node>, operands index: Int, in rewriter: Rewriter
  ) -> Scaling? {
    let operands = rewriter.operands(of: id)
    guard operands.count > index + 1, let scale = rewriter.constant(operands[index]),
      let zero = rewriter.constant(operands[index + 1]), scale.count == 1, zero.count == 1,
      scale.doubles[0] > 0, scale.doubles[0].isFinite
    else { return nil }
    return Scaling(scale: scale.doubles[0], zero: zero.ints[0])
  }

  /// The floats that the integers `id` stand for by `scaling`.
  private mutating func number(
    _ id: ID<Node>, _ scaling: Scaling, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    if scales[id] == scaling, let float = floats[id] { return float }
    let integers = rewriter.current(id)
    let made = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let element = try builder.tensorType(of: integers).element
      let zero = Tensor(scalar: Int32(clamping: scaling.zero)).converted(to: element)
      return try builder.call(
        Dequantize.op,
        [
          integers, builder.constant(try Tensor.scales([scaling.scale])), builder.constant(zero),
        ])
    }
    if scales[id] == scaling { floats[id] = made }
    return made
  }

  /// Floats that were made of what they are read from are these again.
  private mutating func dequantize(_ id: ID<Node>, in rewriter: inout Rewriter) {
    let operand = rewriter[id].operands[0]
    guard let scaling = scaling(id, operands: 1, in: rewriter), scales[operand] == scaling,
      let float = floats[operand], rewriter.tensorType(id) == rewriter.tensorType(float)
    else { return }
    rewriter.replace(id, by: float, rule: "floats")
  }

  /// Elements are moved as floats where what reads them wants floats; who reads integers has them
  /// still.
  private mutating func move(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) {
    guard let (op, attributes) = rewriter.call(id), op.has(.moves),
      rewriter[id].operands.count == 1, let operand = rewriter[id].operands.first,
      let scaling = scales[operand]
    else { return }
    let data = try number(operand, scaling, in: &rewriter)
    let made = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(op, [data], attributes)
    }
    scales[id] = scaling
    floats[id] = made
    kept[made] = numbers.floats[id]
  }

}

// MARK: - Products of integers

extension FloatForm {

  /// A product of integers with what is added to its sums.
  private struct Sums {
    var product: ID<Node>
    var op: Op
    var additions: [ID<Node>] = []

    /// The scale of the sums, one for all or one for each channel.
    var scales: [Double]
  }

  private mutating func requantize(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) {
    scales[id] = scaling(id, operands: 3, in: rewriter)
    guard let result = scales[id], let type = rewriter.tensorType(id)?.element,
      let sums = sums(under: id, in: rewriter), let weight = try weight(of: sums, in: rewriter),
      let data = data(of: sums, in: rewriter)
    else { return }
    let input = try number(data.id, data.scaling, in: &rewriter)
    let attributes = rewriter[sums.product].attributes.setting(
      Convolution.outType, ElementType.float32.rawValue)
    var node = try rewriter.making(from: [sums.product]) { builder throws(Diagnostic) in
      try builder.call(sums.op, [input, builder.constant(weight)], attributes)
    }
    kept[node] = numbers.floats[sums.product]
    count(sums.op)
    for addition in sums.additions.reversed() {
      guard let (op, attributes) = rewriter.call(addition),
        let bias = rewriter.constant(rewriter.operands(of: addition)[1])
      else { return }
      let tensor = try dequantized(bias, sums.scales, [0])
      node = try rewriter.making(from: [addition]) { [node] builder throws(Diagnostic) in
        try builder.call(op, [node, builder.constant(tensor)], attributes)
      }
      kept[node] = numbers.floats[sums.product]
    }
    let zero = Tensor(scalar: Int32(clamping: result.zero)).converted(to: type)
    try rewriter.replace(id, rule: "floats") { [node] builder throws(Diagnostic) in
      try builder.call(
        GraphIR.Quantize.op,
        [
          node, builder.constant(try Tensor.scales([result.scale])), builder.constant(zero),
        ], [GraphIR.Quantize.outType(type.rawValue)])
    }
  }

  /// The product whose sums the change of scale `id` alone reads; nil where there is none, or where
  /// it stays in integers.
  private func sums(under id: ID<Node>, in rewriter: Rewriter) -> Sums? {
    let plain: [Op: Op] = [QConv2D.op: Conv2D.op, QDense.op: Dense.op]
    let operands = rewriter.operands(of: id)
    guard let scales = rewriter.constant(operands[1])?.doubles, !scales.isEmpty,
      rewriter.constant(operands[2])?.isFilled(with: 0) == true
    else { return nil }
    var node = rewriter[id].operands[0]
    var additions: [ID<Node>] = []
    while let op = rewriter[node].op, op == BiasAdd.op || op == Arithmetic.add,
      uses.isOnlyOne(of: node), let bias = rewriter.constant(rewriter.operands(of: node)[1]),
      scales.count == 1 || bias.shape == [scales.count]
    {
      additions.append(node)
      node = rewriter[node].operands[0]
    }
    guard let op = rewriter[node].op.flatMap({ plain[$0] }), uses.isOnlyOne(of: node),
      numbers.floats[node] != nil, op == Dense.op || rewriter.isChannelFirst(node)
    else { return nil }
    return Sums(product: node, op: op, additions: additions, scales: scales)
  }

  /// The weights of floats; nil where they are not known, or their scales are others than those of
  /// the sums.
  private func weight(of sums: Sums, in rewriter: Rewriter) throws(Diagnostic) -> Tensor? {
    let operands = rewriter.operands(of: sums.product)
    guard operands.count == 6, let weight = rewriter.constant(operands[1]),
      let zeros = rewriter.constant(operands[3])?.ints,
      let own = rewriter.constant(operands[5])?.doubles,
      let scale = rewriter.constant(operands[4])?.doubles.first, !own.isEmpty, !zeros.isEmpty,
      let channels = weight.shape.first, [1, channels].contains(own.count),
      [1, channels].contains(zeros.count), [1, channels].contains(sums.scales.count)
    else { return nil }
    let isSame = (0 ..< channels).allSatisfy { channel in
      let product = scale * own[own.count == 1 ? 0 : channel]
      let wanted = sums.scales[sums.scales.count == 1 ? 0 : channel]
      return product > 0 && abs(wanted - product) <= product * 1e-5
    }
    return isSame ? try dequantized(weight, own, zeros) : nil
  }

  private func data(
    of sums: Sums, in rewriter: Rewriter
  ) -> (id: ID<Node>, scaling: Scaling)? {
    let operands = rewriter.operands(of: sums.product)
    guard let scale = rewriter.constant(operands[4])?.doubles, scale.count == 1, scale[0].isFinite,
      let zero = rewriter.constant(operands[2])?.ints, zero.count == 1
    else { return nil }
    return (rewriter[sums.product].operands[0], Scaling(scale: scale[0], zero: zero[0]))
  }

  /// The floats that `tensor` stands for, with one scale and zero or those of the first axis.
  private func dequantized(
    _ tensor: Tensor, _ scales: [Double], _ zeros: [Int]
  ) throws(Diagnostic) -> Tensor {
    try computing { () throws(TensorError) in
      let count = tensor.count == 1 ? 1 : max(scales.count, zeros.count)
      return try tensor.dequantized(
        scales: (0 ..< count).map { Float(scales[scales.count == 1 ? 0 : $0]) },
        zeros: (0 ..< count).map { zeros[zeros.count == 1 ? 0 : $0] })
    }
  }

}

extension Rewriter {
  /// Whether the convolution `id` has its channels on axis 1, and those of its weights in front.
  fileprivate func isChannelFirst(_ id: ID<Node>) -> Bool {
    let attributes = self[id].attributes
    return attributes[Conv2D.keys.dataLayout] == "NCHW"
      && attributes[Conv2D.keys.kernelLayout] == "OIHW"
      && ["", "NCHW"].contains(attributes[Convolution.outLayout])
  }
}
