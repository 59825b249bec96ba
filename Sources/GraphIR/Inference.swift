public import Diagnostics
import OrderedCollections
public import Support
public import Tensors

/// Finds the types of nodes, and the values of small ones that are known before the program runs.
///
/// Shapes that a model computes, from `Shape` through `Gather` and `Concat` to `Reshape`, are known
/// as soon as the extents of its inputs are: inference evaluates what is small and depends on
/// constants alone.
public struct Inference: Sendable {

  /// Values found so far, among them all constants.
  public private(set) var constants: [ID<Node>: Tensor] = [:]

  /// The fields of calls that give tuples, found so far.
  private var tuples: [ID<Node>: [Tensor]] = [:]

  /// The nodes that have got another type, as `inferTypes` found them.
  public fileprivate(set) var retyped: [ID<Node>] = []

  /// Types of several parts that are possible, by node: what is passed on is not looked at again.
  private var possible: [ID<Node>: ValueType] = [:]

  private var poll = Poll()

  /// Larger values than this are left to the evaluator.
  static let elementLimit = 1024

  public init() {}

  mutating func record(_ tensor: Tensor, for id: ID<Node>) { constants[id] = tensor }

  /// The type of `id`, whose operands have types.
  /// - Errors: an operand has no type, or the operator refuses the operands.
  public mutating func infer(_ id: ID<Node>, in module: GraphModule) throws(Diagnostic) -> ValueType
  {
    try poll.check(after: 1 << 8)
    do throws(Diagnostic) {
      let type = try type(of: id, module[id], in: module)
      try expectPossible(type, of: id, in: module)
      return type
    } catch {
      throw module.locating(error, at: id)
    }
  }

  private mutating func expectPossible(
    _ type: ValueType, of id: ID<Node>, in module: GraphModule
  ) throws(Diagnostic) {
    if case .tensor = type { return try type.expectPossible() }
    guard let giver = module[id].giver else { return try type.expectPossible() }
    // Of what has been passed on this compares no parts.
    if possible[giver] != type {
      try type.expectPossible()
      possible[giver] = type
    }
    possible[id] = type
  }

  private mutating func type(
    of id: ID<Node>, _ node: Node, in module: GraphModule
  ) throws(Diagnostic) -> ValueType {
    switch node.kind {
    case .variable(let name):
      guard let type = node.type else { throw .error("`%\(name)` has no type") }
      return type
    case .constant(let tensor):
      constants[id] = tensor
      return .tensor(tensor.shape.map { $0 }, tensor.elementType)
    case .call(let op, let attributes):
      if let marked = marked(by: node, in: module) { return try known(marked, in: module) }
      return try call(op, attributes, id, node, in: module)
    case .apply: return try apply(node, in: module)
    case .global(let name):
      guard let function = module.functions[name] else { throw .error("no function `@\(name)`") }
      return try signature(function, in: module)
    case .tuple: return .tuple(try types(node.operands, in: module))
    case .projection(let index): return try projection(index, id, node, in: module)
    case .function(let function): return try signature(function, in: module)
    case .conditional: return try known(node.operands[1], in: module)
    case .binding: return try known(node.operands[2], in: module)
    }
  }

  /// What a mark stands for, where no value of it has been found; nil for what is no mark.
  private func marked(by node: Node, in module: GraphModule) -> ID<Node>? {
    guard node.side != nil, node.operandCount == 1 else { return nil }
    let operand = node.operand(0)
    return module[operand].form == .tuple || constant(operand) != nil ? nil : operand
  }

  private mutating func call(
    _ op: Op, _ attributes: Attributes, _ id: ID<Node>, _ node: Node, in module: GraphModule
  ) throws(Diagnostic) -> ValueType {
    if !op.isRegistered, let type = node.type { return type }
    let types = try types(node.operands, in: module)
    let values = node.operands.map { constant($0) }
    let type = try op.infer(
      InferenceInput(types: types, constants: values, attributes: attributes))
    try evaluateIfSmall(op, attributes, id, node, type, in: module)
    return type
  }

  /// Evaluates a call all of whose operands are known and whose result is small.
  private mutating func evaluateIfSmall(
    _ op: Op, _ attributes: Attributes, _ id: ID<Node>, _ node: Node, _ type: ValueType,
    in module: GraphModule
  ) throws(Diagnostic) {
    if op == ShapeOf.op, let extents = module[node.operands[0]].type?.tensor?.extents {
      constants[id] = Tensor([extents.count], extents.map(Int64.init))
      return
    }
    var operands: [Value] = []
    for operand in node.operands {
      guard let value = value(of: operand, in: module) else { return }
      operands.append(value)
    }
    guard isSmall(type) else { return }
    let value = try op.evaluate(operands, attributes)
    if case .tuple = value { tuples[id] = value.tensors } else { constants[id] = value.tensor }
  }

  /// The value of `id`, if it has been found; most graphs have few.
  private func constant(_ id: ID<Node>) -> Tensor? { constants.isEmpty ? nil : constants[id] }

  /// Whether a value of the type is a tensor or a tuple of tensors that are few elements together.
  private func isSmall(_ type: ValueType) -> Bool {
    let parts = type.fields ?? [type]
    var sum = 0
    for part in parts {
      guard let count = part.tensor?.count, count <= Self.elementLimit else { return false }
      sum += count
    }
    return sum <= Self.elementLimit && parts.count <= Self.elementLimit
  }

  private func value(of id: ID<Node>, in module: GraphModule) -> Value? {
    if let tensor = constant(id) { return .tensor(tensor) }
    guard module[id].form == .tuple else { return nil }
    let fields = module[id].operands.compactMap { constants[$0] }
    return fields.count == module[id].operands.count ? .tuple(fields.map(Value.tensor)) : nil
  }

  private mutating func projection(
    _ index: Int, _ id: ID<Node>, _ node: Node, in module: GraphModule
  ) throws(Diagnostic) -> ValueType {
    let type = try known(node.operands[0], in: module)
    guard let fields = type.fields, fields.indices.contains(index) else {
      throw .error("there is no field \(index) in \(type)")
    }
    if module[node.operands[0]].form == .tuple {
      constants[id] = constants[module[node.operands[0]].operands[index]]
    } else if let values = tuples[node.operands[0]], values.indices.contains(index) {
      constants[id] = values[index]
    }
    return fields[index]
  }

  private func apply(_ node: Node, in module: GraphModule) throws(Diagnostic) -> ValueType {
    let callee = try known(node.operands[0], in: module)
    guard case .function(let parameters, let result) = callee else {
      throw .error("\(callee) is called, but it is not a function")
    }
    let arguments = try types(Array(node.operands.dropFirst()), in: module)
    guard arguments.count == parameters.count else {
      throw .error("a function of \(parameters.count) parameters got \(arguments.count) arguments")
    }
    return result
  }

  private func signature(_ function: Function, in module: GraphModule) throws(Diagnostic)
    -> ValueType
  {
    let result: ValueType
    guard let declared = module[function.body].type ?? function.result else {
      throw .error("the result of a function has no type yet")
    }
    result = declared
    return .function(try types(function.parameters, in: module), result)
  }

  private func types(_ ids: [ID<Node>], in module: GraphModule) throws(Diagnostic) -> [ValueType] {
    var types: [ValueType] = []
    for id in ids { types.append(try known(id, in: module)) }
    return types
  }

  private func known(_ id: ID<Node>, in module: GraphModule) throws(Diagnostic) -> ValueType {
    guard let type = module[id].type else { throw .error("\(id) has no type yet") }
    return type
  }

}

extension Node {
  /// The operand whose value this passes on, if it passes on one.
  fileprivate var giver: ID<Node>? {
    switch form {
    case .call: side == nil ? nil : operand(0)
    case .conditional: operand(1)
    case .binding: operand(2)
    default: nil
    }
  }
}

extension GraphModule {

  /// Gives every node that is reached its type.
  /// - Errors: the first node that has none, with its origin.
  /// - Cost: O(nodes), and what evaluating the small constants costs.
  @discardableResult
  public mutating func inferTypes() throws(Diagnostic) -> Inference {
    var inference = Inference()
    for id in inferenceOrder {
      let type = try inference.infer(id, in: self)
      // What has its type already is not copied.
      guard self[id].type != type else { continue }
      self[id].type = type
      inference.retyped.append(id)
    }
    for (name, function) in functions {
      let type = self[function.body].type
      if function.result != type { functions[name]?.result = type }
    }
    return inference
  }

  /// Dependencies first, a called function before its callers, and a variable after its value.
  private var inferenceOrder: [ID<Node>] {
    var order: [ID<Node>] = []
    var isEntered = [Bool](repeating: false, count: nodes.count)
    var isDone = isEntered
    var stack = functions.values.reversed().map(\.body)
    for function in functions.values { stack += function.parameters }
    while let id = stack.last {
      let index = Int(id.index)
      if !isEntered[index] {
        isEntered[index] = true
        for other in inferenceDependencies(of: id).reversed() where !isEntered[Int(other.index)] {
          stack.append(other)
        }
      } else {
        if !isDone[index] { order.append(id) }
        isDone[index] = true
        stack.removeLast()
      }
    }
    return order
  }

  private func inferenceDependencies(of id: ID<Node>) -> [ID<Node>] {
    guard case .global(let name) = nodes[id].kind, let function = functions[name] else {
      return dependencies(of: id)
    }
    return function.parameters + [function.body]
  }

}
