import Diagnostics
import Effects
import GraphIR
import Support
import TargetKit
import Tensors

extension CompositeReader {

  typealias Reader = @Sendable (inout CompositeReader, Node) throws(Diagnostic) -> Int

  /// How each operator becomes a step.
  static let readers: [Op: Reader] = [
    Conv2D.op: { r, n throws(Diagnostic) in try r.convolution(n) },
    Dense.op: { r, n throws(Diagnostic) in try r.dense(n) },
    MaxPool.op2D: { r, n throws(Diagnostic) in try r.maximumPool(n) },
    Reductions.sum: { r, n throws(Diagnostic) in try r.sum(n) },
    BiasAdd.op: { r, n throws(Diagnostic) in try r.bias(n) },
    Elementwise.relu: { r, n throws(Diagnostic) in try r.relu(n) },
    Arithmetic.add: { r, n throws(Diagnostic) in try r.binary(.add, n) },
    Arithmetic.multiply: { r, n throws(Diagnostic) in try r.binary(.multiply, n) },
    Arithmetic.maximum: { r, n throws(Diagnostic) in try r.binary(.maximum, n) },
    Arithmetic.minimum: { r, n throws(Diagnostic) in try r.binary(.minimum, n) },
    Arithmetic.rightShift: { r, n throws(Diagnostic) in try r.shift(n, left: false) },
    Arithmetic.leftShift: { r, n throws(Diagnostic) in try r.shift(n, left: true) },
    Clip.op: { r, n throws(Diagnostic) in try r.clip(n) },
    Cast.op: { r, n throws(Diagnostic) in try r.cast(n) },
  ]

  private mutating func convolution(_ node: Node) throws(Diagnostic) -> Int {
    let data = try value(node.operands[0])
    let weights = try constant(node.operands[1])
    try node.require(Conv2D.keys.dataLayout, "NCHW")
    try node.require(Conv2D.keys.kernelLayout, "OIHW")
    let groups = node.attributes[Convolution.groups]
    guard groups == 1 else { throw .error("groups must be 1, found \(groups)") }
    guard weights.rank == 4, region[data].shape.count == 4 else {
      throw .error("data and weight must have 4 axes")
    }
    let window = try Conv2D.keys.window.window(Array(weights.shape[2...]), node.attributes)
    return try product(node, data, weights, window)
  }

  /// A product with a matrix is a convolution whose window is all of the data.
  private mutating func dense(_ node: Node) throws(Diagnostic) -> Int {
    let data = try value(node.operands[0])
    let weights = try constant(node.operands[1])
    guard weights.rank == 2 else { throw .error("the weights must have 2 axes") }
    let extents = region[data].extents
    let channels = region[data].shape.dropFirst().first ?? 1
    guard weights.shape[1] == channels * extents.rows * extents.columns else {
      throw .error("the weights take \(weights.shape[1]) numbers of a row of \(channels)")
    }
    let kernel = [extents.rows, extents.columns]
    let shaped: Tensor
    do throws(TensorError) {
      shaped = try weights.reshaped(to: [weights.shape[0], channels] + kernel)
    } catch {
      throw Diagnostic(error)
    }
    return try product(node, data, shaped, TapWindow(kernel: kernel))
  }

  private mutating func product(
    _ node: Node, _ data: ValueID, _ weights: Tensor, _ window: TapWindow
  ) throws(Diagnostic) -> Int {
    guard weights.elementType == self.weights else {
      throw .error("weights must be \(self.weights), found \(weights.elementType)")
    }
    try checkSums(node)
    if weights.elementType.isFloat { try checkOrder(node, data, weights) }
    return add(.product(data: data, weights: weights, window))
  }

  /// - Errors: floats are not summed as the machine sums them: so many channels at a time as a block
  ///   has, place by place.
  private func checkOrder(
    _ node: Node, _ data: ValueID, _ weights: Tensor
  ) throws(Diagnostic) {
    let block = node.attributes[Convolution.sumBlock]
    guard block == depth else {
      throw .error(
        "its floats are summed \(block.map { "\($0) channels at a time" } ?? "in any order"), "
          + "but the machine sums \(depth)",
        hints: ["`quantize` for the machine says so of each product"])
    }
    let extents = region[data].extents
    guard node.op != Dense.op || extents.rows * extents.columns == 1 else {
      throw .error("the rows and columns of its floats are among the channels in another order")
    }
    guard weights.doubles.allSatisfy(\.isFinite) else {
      // Taps outside of the image are left out, and so is what a weight makes of zero there.
      throw .error("a weight of it is not finite")
    }
  }

  private mutating func maximumPool(_ node: Node) throws(Diagnostic) -> Int {
    try node.require(MaxPool.keys2D.layout, "NCHW")
    let data = try value(node.operands[0])
    let window = try MaxPool.keys2D.window(node.attributes)
    return add(.pool(.maximum, data: data, window))
  }

  /// A sum over all rows and columns is one over a window of that size.
  private mutating func sum(_ node: Node) throws(Diagnostic) -> Int {
    try checkSums(node)
    let shape = try tensor(node.operands[0]).extents ?? []
    let result = node.type?.tensor?.extents ?? []
    guard shape.count == 4, result == Array(shape.prefix(2)) + [1, 1] else {
      throw .error("only a sum over rows and columns, which stay as axes, can be lowered")
    }
    if shape == result { return try step(node.operands[0]) }
    guard sums.isInteger else {
      throw .error("the order in which its floats are summed is not said")
    }
    let data = try value(node.operands[0])
    return add(.pool(.add, data: data, TapWindow(kernel: Array(shape[2...]))))
  }

  private mutating func bias(_ node: Node) throws(Diagnostic) -> Int {
    try checkSums(node)
    let tensor = try constant(node.operands[1])
    let rank = try self.tensor(node.operands[0]).extents?.count ?? 0
    let axis = node.attributes[BiasAdd.axis]
    guard (axis < 0 ? axis + rank : axis) == 1, tensor.rank == 1 else {
      throw .error("a bias must be added along the channels")
    }
    let operand =
      tensor.uniformNumber.map(Kernel.Operand.number) ?? .channels(tensor.operationNumbers)
    return add(.apply(.add, try step(node.operands[0]), operand))
  }

  private mutating func relu(_ node: Node) throws(Diagnostic) -> Int {
    let zero: Operation.Number = sums.isFloat ? .real(0) : .integer(0)
    return add(.apply(.maximum, try step(node.operands[0]), .number(zero)))
  }

  private mutating func binary(_ function: ValueBinary, _ node: Node) throws(Diagnostic) -> Int {
    if function == .add || function == .multiply { try checkSums(node) }
    guard let shape = node.type?.tensor?.extents else { throw .error("it has no type yet") }
    var (a, b) = (node.operands[0], node.operands[1])
    if isConstant(a) { swap(&a, &b) }
    if isConstant(a) { throw .error("both operands are constant") }
    if try tensor(a).extents != shape { swap(&a, &b) }
    guard try tensor(a).extents == shape, !isConstant(a) else {
      throw .error("only constants, and values with one number for each channel, are broadcast")
    }
    let target = try step(a)
    return add(.apply(function, target, try operand(b, along: shape)))
  }

  /// - Errors: the amount is none that shifts one way, or no constant.
  private mutating func shift(_ node: Node, left: Bool) throws(Diagnostic) -> Int {
    try checkSums(node)
    guard isConstant(node.operands[1]), let shape = node.type?.tensor?.extents else {
      throw .error("the amount of a shift must be constant")
    }
    let width = try tensor(node.operands[0]).element.bitWidth
    let amounts = try constant(node.operands[1]).doubles
    guard amounts.allSatisfy({ 0 ..< Double(width) ~= $0 }) else {
      throw .error("the amounts of a shift must be 0 to \(width - 1)")
    }
    let target = try step(node.operands[0])
    let operand = try operand(node.operands[1], along: shape)
    return add(.apply(left ? .shiftLeft : .shiftRight, target, operand))
  }

  private mutating func clip(_ node: Node) throws(Diagnostic) -> Int {
    let element = try tensor(node.operands[0]).element
    var target = try step(node.operands[0])
    let (low, high) = (node.attributes[Clip.low], node.attributes[Clip.high])
    guard !element.isFloat else {
      target = add(.apply(.maximum, target, .number(.real(low))))
      return add(.apply(.minimum, target, .number(.real(high))))
    }
    let range = Double(sumRange.lowerBound) ... Double(sumRange.upperBound)
    let (least, most) = (Int(low.clamped(to: range)), Int(high.clamped(to: range)))
    if Double(least) != range.lowerBound {
      target = add(.apply(.maximum, target, .number(.integer(least))))
    }
    if Double(most) != range.upperBound {
      target = add(.apply(.minimum, target, .number(.integer(most))))
    }
    return target
  }

  /// The bounds of a clip that say anything.
  private var sumRange: ClosedRange<Int> {
    sums.integerRange ?? Int(Int32.min) ... Int(Int32.max)
  }

  /// A change of width keeps the number: what becomes narrow in the end is narrowed by the store.
  private mutating func cast(_ node: Node) throws(Diagnostic) -> Int {
    guard let to = node.type?.tensor?.element else { throw .error("it has no type yet") }
    let from = try tensor(node.operands[0]).element
    let known = [sums, result.element]
    guard known.contains(from), known.contains(to) else {
      throw .error("a cast of \(from) to \(to) can not be lowered")
    }
    guard to == sums || isLast || from == to else {
      throw .error("only what a kernel gives in the end can become \(to)")
    }
    let target = try step(node.operands[0])
    note(target)
    return target
  }

  // MARK: Types

  /// - Errors: it is not computed in the type of the machine's sums.
  private func checkSums(_ node: Node) throws(Diagnostic) {
    guard let found = node.type?.tensor?.element else { throw .error("it has no type yet") }
    guard found == sums else { throw .error("it must be computed in \(sums), found \(found)") }
  }

}
