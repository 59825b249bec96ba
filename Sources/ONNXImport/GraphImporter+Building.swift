import Diagnostics
import GraphIR
import Support
import Tensors

/// What conversions build graphs with.
extension GraphImporter {

  /// Adds a call of `op`.
  /// - Errors: the operator refuses the operands.
  mutating func call(
    _ op: Op, _ operands: [ID<Node>], _ attributes: Attributes = []
  ) throws(Diagnostic) -> ID<Node> {
    try builder.call(op, operands, attributes)
  }

  mutating func constant(_ tensor: Tensor) -> ID<Node> { builder.constant(tensor) }

  /// A constant vector of `int64`, the type of shapes in ONNX.
  mutating func constant(_ integers: [Int]) -> ID<Node> {
    builder.constant(Tensor([integers.count], integers.map { Int64($0) }))
  }

  /// A constant of rank 0 of the element type of `other`.
  mutating func scalar(_ number: Double, like other: ID<Node>) throws(Diagnostic) -> ID<Node> {
    scalar(number, try type(of: other).element)
  }

  mutating func scalar(_ number: Double, _ element: ElementType) -> ID<Node> {
    builder.constant(Tensor(scalar: number).converted(to: element))
  }

  /// The type of a tensor.
  /// - Errors: it is not a tensor.
  func type(of id: ID<Node>) throws(Diagnostic) -> TensorType { try builder.tensorType(of: id) }

  func rank(of id: ID<Node>) throws(Diagnostic) -> Int { try type(of: id).shape.count }

  /// The extents of a tensor.
  /// - Errors: one is not known before the program runs.
  func extents(of id: ID<Node>) throws(Diagnostic) -> [Int] {
    let type = try type(of: id)
    guard let extents = type.extents else {
      throw .error(
        "the shape of \(type) must be known when the model is loaded",
        hints: ["give the shapes of the inputs when the model is loaded"])
    }
    return extents
  }

  /// The value of `id`, if it is known before the program runs.
  mutating func known(_ id: ID<Node>) -> Tensor? { builder.constantValue(of: id) }

  /// The value of the input at `index`; `nil` where the input was left out.
  /// - Errors: it is computed while the program runs.
  mutating func constant(
    _ node: ModelNode, _ index: Int, _ name: String
  ) throws(Diagnostic) -> Tensor? {
    guard let id = node.optional(index) else { return nil }
    guard let tensor = known(id) else {
      throw unknown(
        id, "input `\(name)` is computed by the model, expected a value known when it is loaded")
    }
    return tensor
  }

  /// The error that `id` has no value when the model is loaded; what it depends on becomes an input
  /// whose value is needed.
  mutating func unknown(_ id: ID<Node>, _ message: String) -> Diagnostic {
    let inputs = inputs(behind: id)
    neededInputs.formUnion(inputs)
    let isItself = builder.module[id].operands.isEmpty
    let names = inputs.map { "`\($0)`" }.joined(separator: ", ")
    return .error(
      message, notes: isItself || inputs.isEmpty ? [] : ["it is computed from \(names)"],
      hints: [
        "`load FILE --values FILE.npz` gives values that must be known, `--shape NAME=…` shapes"
      ])
  }

  /// The inputs of the model whose values `id` is computed from: what is known already, such as the
  /// shape of an input, needs no value.
  mutating func inputs(behind id: ID<Node>) -> [String] {
    var names: [String] = []
    var stack = [id]
    var seen: Set<ID<Node>> = []
    var poll = Poll()
    while let next = stack.popLast(), !poll.isRequested(after: 8) {
      guard seen.insert(next).inserted, known(next) == nil else { continue }
      if case .variable(let name) = builder.module[next].kind { names.append(name) }
      stack += builder.module[next].operands.reversed()
    }
    return names
  }

  /// `parts` one after the other along a new axis.
  /// - Errors: their shapes differ.
  mutating func stacked(_ parts: [ID<Node>], axis: Int) throws(Diagnostic) -> ID<Node> {
    var wide: [ID<Node>] = []
    for part in parts {
      wide.append(try call(ExpandDims.op, [part], [ExpandDims.axis(axis), ExpandDims.count(1)]))
    }
    if wide.count == 1 { return wide[0] }
    return try call(Concatenate.op, [builder.tuple(wide)], [Concatenate.axis(axis)])
  }

  /// The slice of `id` at `position` of `axis`, without that axis.
  mutating func slice(_ id: ID<Node>, _ position: Int, axis: Int) throws(Diagnostic) -> ID<Node> {
    let place = constant(Tensor(scalar: Int64(position)))
    return try call(Take.op, [id, place], [Take.axis(axis), Take.mode("fast")])
  }

  /// The integers of an attribute up to `last`, the version of the operator set, and of an input
  /// afterwards.
  mutating func integers(
    _ node: ModelNode, attribute: String, until last: Int, input: Int
  ) throws(Diagnostic) -> [Int]? {
    if node.version <= last { return try node.integers(attribute) }
    return try constant(node, input, attribute)?.ints
  }

  /// `axis` as a position among the axes of `id`; negative ones count from the end.
  /// - Errors: there is no such axis.
  func position(_ axis: Int, in id: ID<Node>) throws(Diagnostic) -> Int {
    try position(axis, rank: rank(of: id))
  }

  func position(_ axis: Int, rank: Int) throws(Diagnostic) -> Int {
    guard (-rank ..< rank).contains(axis) else {
      throw .error("there is no axis \(axis) among \(rank)")
    }
    return axis < 0 ? axis + rank : axis
  }

}
