import Diagnostics
import GraphIR
import Support
import TargetKit
import Tensors

extension CompositeReader {

  typealias Reader = @Sendable (inout CompositeReader, Node) throws(Diagnostic) -> Int

  /// How each operator becomes a step.
  static let readers: [String: Reader] = [
    "nn.conv2d": { r, n throws(Diagnostic) in try r.convolution(n) },
    "nn.dense": { r, n throws(Diagnostic) in try r.dense(n) },
    "nn.max_pool2d": { r, n throws(Diagnostic) in try r.maximumPool(n) },
    "nn.bias_add": { r, n throws(Diagnostic) in try r.bias(n) },
    "nn.relu": { r, n throws(Diagnostic) in try r.vector(.max, n.operands[0], .number(0)) },
    "add": { r, n throws(Diagnostic) in try r.binary(.add, n) },
    "multiply": { r, n throws(Diagnostic) in try r.binary(.multiply, n) },
    "maximum": { r, n throws(Diagnostic) in try r.binary(.max, n) },
    "minimum": { r, n throws(Diagnostic) in try r.binary(.min, n) },
    "right_shift": { r, n throws(Diagnostic) in try r.binary(.shiftRight, n) },
    "left_shift": { r, n throws(Diagnostic) in try r.leftShift(n) },
    "clip": { r, n throws(Diagnostic) in try r.clip(n) },
    "cast": { r, n throws(Diagnostic) in try r.cast(n) },
  ]

  private mutating func convolution(_ node: Node) throws(Diagnostic) -> Int {
    let data = try value(node.operands[0])
    let (id, weight) = try constant(node.operands[1])
    try require(node, "data_layout", "NCHW")
    try require(node, "kernel_layout", "OIHW")
    guard (node.attributes.integer("groups") ?? 1) == 1 else {
      throw .error("groups must be 1, found \(node.attributes.integer("groups") ?? 1)")
    }
    guard node.attributes.integers("dilation", count: 2, default: 1) == [1, 1] else {
      throw .error("dilation must be 1")
    }
    guard weight.shape.count == 4, data.shape.count == 4 else {
      throw .error("data and weight must have 4 axes")
    }
    guard weight.elementType == accelerator.weight.element else {
      throw .error("weights must be \(accelerator.weight.element), found \(weight.elementType)")
    }
    let geometry = Computation.Geometry(
      kernel: Array(weight.shape[2...]),
      strides: node.attributes.integers("strides", count: 2, default: 1), pads: node.pads)
    return add(.convolve(data: data.name, weight: id, geometry))
  }

  /// A product with a matrix is a convolution whose window is all of the data.
  private mutating func dense(_ node: Node) throws(Diagnostic) -> Int {
    let data = try value(node.operands[0])
    let (id, weight) = try constant(node.operands[1])
    guard weight.shape.count == 2, weight.elementType == accelerator.weight.element else {
      throw .error("weights must be \(accelerator.weight.element) of 2 axes")
    }
    let geometry = Computation.Geometry(
      kernel: Array(data.extents[2...]), strides: [1, 1], pads: [0, 0, 0, 0])
    return add(.convolve(data: data.name, weight: id, geometry))
  }

  private mutating func maximumPool(_ node: Node) throws(Diagnostic) -> Int {
    try require(node, "layout", "NCHW")
    guard node.attributes.integers("dilation", count: 2, default: 1) == [1, 1] else {
      throw .error("dilation must be 1")
    }
    let data = try value(node.operands[0])
    let geometry = Computation.Geometry(
      kernel: node.attributes.integers("pool_size", count: 2, default: 1),
      strides: node.attributes.integers("strides", count: 2, default: 1), pads: node.pads)
    return add(.pool(data: data.name, geometry))
  }

  private mutating func bias(_ node: Node) throws(Diagnostic) -> Int {
    let (id, tensor) = try constant(node.operands[1])
    guard (node.attributes.integer("axis") ?? 1) == 1, tensor.shape.count == 1 else {
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
    guard try tensor(a).extents == shape else { throw .error("only constants are broadcast") }
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
    let least = node.attributes.number("a_min").map { $0.clamped(to: range) } ?? range.lowerBound
    let most = node.attributes.number("a_max").map { $0.clamped(to: range) } ?? range.upperBound
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
    switch (first, operand) {
    case (.number(let a), .number(let b)):
      let sum = Int(Int32(truncatingIfNeeded: a &+ b))
      return replaceLast(.vector(.add, base, .number(sum)))
    case (.channels(let a), .number(let b)):
      let recipe = TileValue.Recipe(a.terms + [.number(b)])
      return replaceLast(.vector(.add, base, .channels(recipe)))
    case (.number(let a), .channels(let b)):
      let recipe = TileValue.Recipe(b.terms + [.number(a)])
      return replaceLast(.vector(.add, base, .channels(recipe)))
    case (.channels(let a), .channels(let b)):
      let recipe = TileValue.Recipe(a.terms + b.terms)
      return replaceLast(.vector(.add, base, .channels(recipe)))
    default: return nil
    }
  }

  /// - Errors: the arithmetic is done in a narrow type, whose overflow the accumulator does not have.
  private func checkWidth(_ node: Node) throws(Diagnostic) {
    let wide = accelerator.accumulator.element
    guard let found = node.type?.tensor?.element, found != wide,
      ["add", "multiply", "left_shift"].contains(node.op?.name ?? "")
    else { return }
    throw .error("it must be computed in \(wide), found \(found)")
  }

  private func require(_ node: Node, _ name: String, _ layout: String) throws(Diagnostic) {
    guard let found = node.attributes.text(name), !found.isEmpty, found != layout else { return }
    throw .error("`\(name)` must be \(layout), found \(found)")
  }

}

extension Node {
  /// Top, left, bottom and right; one number stands for all, two for rows and columns.
  fileprivate var pads: [Int] {
    let found = attributes["padding"].flatMap { [Int]($0) } ?? []
    switch found.count {
    case 1: return [found[0], found[0], found[0], found[0]]
    case 2: return found + found
    case 4: return found
    default: return [0, 0, 0, 0]
    }
  }
}

extension Attributes {
  fileprivate func integers(_ name: String, count: Int, default value: Int) -> [Int] {
    let found = self[name].flatMap { [Int]($0) } ?? []
    if found.count == count { return found }
    return Array(repeating: found.first ?? value, count: count)
  }

  fileprivate func number(_ name: String) -> Int? {
    self[name].flatMap { Double($0) }.map { Int($0.clamped(to: -0x1p40 ... 0x1p40)) }
  }
}

extension Comparable {
  func clamped(to range: ClosedRange<Self>) -> Self {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
