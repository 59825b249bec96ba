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
    Elementwise.relu: { r, n throws(Diagnostic) in try r.vector(.max, n.operands[0], .number(0)) },
    Arithmetic.add: { r, n throws(Diagnostic) in try r.binary(.add, n) },
    Arithmetic.multiply: { r, n throws(Diagnostic) in try r.binary(.multiply, n) },
    Arithmetic.maximum: { r, n throws(Diagnostic) in try r.binary(.max, n) },
    Arithmetic.minimum: { r, n throws(Diagnostic) in try r.binary(.min, n) },
    Arithmetic.rightShift: { r, n throws(Diagnostic) in try r.binary(.shiftRight, n) },
    Arithmetic.leftShift: { r, n throws(Diagnostic) in try r.leftShift(n) },
    Clip.op: { r, n throws(Diagnostic) in try r.clip(n) },
    Cast.op: { r, n throws(Diagnostic) in try r.cast(n) },
  ]

  private mutating func convolution(_ node: Node) throws(Diagnostic) -> Int {
    let data = try value(node.operands[0])
    let (id, weight) = try constant(node.operands[1])
    try node.require(Conv2D.keys.dataLayout, "NCHW")
    try node.require(Conv2D.keys.kernelLayout, "OIHW")
    let groups = node.attributes[Convolution.groups]
    guard groups == 1 else { throw .error("groups must be 1, found \(groups)") }
    guard weight.shape.count == 4, data.shape.count == 4 else {
      throw .error("data and weight must have 4 axes")
    }
    guard weight.elementType == accelerator.weight.element else {
      throw .error("weights must be \(accelerator.weight.element), found \(weight.elementType)")
    }
    let window = try Conv2D.keys.window.window(Array(weight.shape[2...]), node.attributes)
    guard window.isDense else { throw .error("dilation must be 1") }
    return add(.convolve(data: data.name, weight: id, window))
  }

  /// A product with a matrix is a convolution whose window is all of the data.
  private mutating func dense(_ node: Node) throws(Diagnostic) -> Int {
    let data = try value(node.operands[0])
    let (id, weight) = try constant(node.operands[1])
    guard weight.shape.count == 2, weight.elementType == accelerator.weight.element else {
      throw .error("weights must be \(accelerator.weight.element) of 2 axes")
    }
    let window = Window(kernel: Array(data.extents[2...]))
    return add(.convolve(data: data.name, weight: id, window))
  }

  private mutating func maximumPool(_ node: Node) throws(Diagnostic) -> Int {
    try node.require(MaxPool.keys2D.layout, "NCHW")
    let data = try value(node.operands[0])
    let window = try MaxPool.keys2D.window(node.attributes)
    guard window.isDense else { throw .error("dilation must be 1") }
    return add(.pool(.max, data: data.name, window))
  }

  /// A sum over all rows and columns is one over a window of that size.
  private mutating func sum(_ node: Node) throws(Diagnostic) -> Int {
    try checkWidth(node)
    let shape = try tensor(node.operands[0]).extents ?? []
    let result = node.type?.tensor?.extents ?? []
    guard shape.count == 4, result == Array(shape.prefix(2)) + [1, 1] else {
      throw .error("only a sum over rows and columns, which stay as axes, can be lowered")
    }
    if shape == result { return try step(node.operands[0]) }
    let data = try value(node.operands[0])
    guard accelerator.code(of: .add) != nil else {
      throw .error("`\(accelerator.description.name)` has no vector operation `add`")
    }
    return add(.pool(.add, data: data.name, Window(kernel: Array(shape[2...]))))
  }

  private mutating func bias(_ node: Node) throws(Diagnostic) -> Int {
    let (id, tensor) = try constant(node.operands[1])
    guard node.attributes[BiasAdd.axis] == 1, tensor.shape.count == 1 else {
      throw .error("a bias must be added along the channels")
    }
    let operand =
      tensor.uniformInteger.map(Computation.Operand.number)
      ?? .channels(TileValue.Recipe([.node(id)]))
    return try vector(.add, node.operands[0], operand)
  }

  private mutating func binary(_ operation: AluOperation, _ node: Node) throws(Diagnostic) -> Int {
    try checkWidth(node)
    guard let shape = node.type?.tensor?.extents else { throw .error("it has no type yet") }
    var (a, b) = (node.operands[0], node.operands[1])
    if case .constant? = meanings[a], operation != .shiftRight { swap(&a, &b) }
    if case .constant? = meanings[a] { throw .error("a constant can not be shifted") }
    if try tensor(a).extents != shape, node.op?.has(.commutative) == true { swap(&a, &b) }
    guard try tensor(a).extents == shape else {
      throw .error("only constants, and values with one number for each channel, are broadcast")
    }
    let target = try step(a)
    return try vector(operation, target, try operand(b, along: shape))
  }

  private mutating func leftShift(_ node: Node) throws(Diagnostic) -> Int {
    try checkWidth(node)
    guard case .constant(_, let tensor)? = meanings[node.operands[1]],
      let amount = tensor.uniformInteger
    else { throw .error("the amount of a left shift must be one constant") }
    return try vector(.shiftRight, node.operands[0], .number(-amount))
  }

  private mutating func clip(_ node: Node) throws(Diagnostic) -> Int {
    let range = Int(Int32.min) ... Int(Int32.max)
    let least = node.attributes.integer(Clip.low).clamped(to: range)
    let most = node.attributes.integer(Clip.high).clamped(to: range)
    var target = try step(node.operands[0])
    if least != range.lowerBound { target = try vector(.max, target, .number(least)) }
    if most != range.upperBound { target = try vector(.min, target, .number(most)) }
    return target
  }

  /// A change of width keeps the number: sums that become narrow have been clipped to what fits,
  /// or are cut as a store cuts them.
  private mutating func cast(_ node: Node) throws(Diagnostic) -> Int {
    guard let to = node.type?.tensor?.element else { throw .error("it has no type yet") }
    let from = try tensor(node.operands[0]).element
    let known: [ElementType] = [accelerator.accumulator.element, accelerator.output.dramElement]
    guard known.contains(from), known.contains(to) else {
      throw .error("a cast of \(from) to \(to) can not be lowered")
    }
    return try step(node.operands[0])
  }

  // MARK: Steps

  private mutating func vector(
    _ operation: AluOperation, _ id: ID<Node>, _ operand: Computation.Operand
  ) throws(Diagnostic) -> Int {
    try vector(operation, try step(id), operand)
  }

  private mutating func vector(
    _ operation: AluOperation, _ target: Int, _ operand: Computation.Operand
  ) throws(Diagnostic) -> Int {
    guard accelerator.code(of: operation) != nil else {
      throw .error(
        "`\(accelerator.description.name)` has no vector operation `\(operation.rawValue)`")
    }
    if operation == .add, let merged = mergedSum(target, operand) { return merged }
    return add(.vector(operation, target, operand))
  }

  /// Two additions of constants after each other are one: sums wrap around, so the order is free.
  private mutating func mergedSum(_ target: Int, _ operand: Computation.Operand) -> Int? {
    guard target == computation.steps.count - 1, readsAlone,
      case .vector(.add, let base, let first) = computation.steps[target].kind
    else { return nil }
    return first.adding(operand).map { replaceLast(.vector(.add, base, $0)) }
  }

  /// - Errors: the arithmetic is done in a narrow type, whose overflow the accumulator does not have.
  private func checkWidth(_ node: Node) throws(Diagnostic) {
    let wide = accelerator.accumulator.element
    guard let found = node.type?.tensor?.element, found != wide,
      node.op?.has(.wraps) == true
    else { return }
    throw .error("it must be computed in \(wide), found \(found)")
  }

}

extension Attributes {
  /// A bound of a clip as a whole number.
  fileprivate func integer(_ key: AttributeKey<Double>) -> Int {
    Int(self[key].clamped(to: -0x1p40 ... 0x1p40))
  }
}
