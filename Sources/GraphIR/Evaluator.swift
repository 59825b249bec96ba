public import Diagnostics
import OrderedCollections
public import Support
import Tensors

/// What the caller of an evaluation sees of it and can do to it.
public struct EvaluationHooks: Sendable {

  /// Asked before each call of an operator; `true` ends the evaluation.
  public var interruption: Interruption = .never

  /// Told of each value of an operator, in the order of evaluation.
  public var observe: @Sendable (ID<Node>, Value) -> Void = { _, _ in }

  /// May take over a call of a function of the module, such as a region of an accelerator; `nil`
  /// leaves it to the evaluator.
  public var take: @Sendable (String, [Value]) throws(Diagnostic) -> Value? = {
    _, _ throws(Diagnostic) in nil
  }

  public init() {}

}

/// The reference: evaluates the expressions of a module, one operator at a time.
///
/// - Cost: what the operators cost; every value lives until its function returns.
public struct Evaluator: Sendable {

  let module: GraphModule
  public var hooks: EvaluationHooks

  /// The contents of the cells that `ref` has made.
  private var cells: [Value] = []

  /// How many function calls lie in each other.
  private var depth = 0

  /// Deeper recursion than this is reported, not followed.
  private static let depthLimit = 500

  public init(_ module: GraphModule, hooks: EvaluationHooks = EvaluationHooks()) {
    self.module = module
    self.hooks = hooks
  }

  /// The value of the function `name` for `arguments`, one for each of its parameters.
  /// - Errors: no such function, a wrong number of arguments, an operator that cannot be evaluated,
  ///   or `interrupted`.
  public mutating func call(_ name: String, _ arguments: [Value]) throws(Diagnostic) -> Value {
    if let taken = try hooks.take(name, arguments) { return taken }
    guard let function = module.functions[name] else { throw .noFunction(name) }
    return try call(Closure(function), arguments)
  }

  /// The value of `id`, which depends on no parameter.
  public mutating func value(of id: ID<Node>) throws(Diagnostic) -> Value {
    var known: [ID<Node>: Value] = [:]
    return try evaluate(id, &known)
  }

  private mutating func call(_ closure: Closure, _ arguments: [Value]) throws(Diagnostic) -> Value {
    let parameters = closure.function.parameters
    guard parameters.count == arguments.count else {
      throw .error("a function of \(parameters.count) parameters got \(arguments.count) arguments")
    }
    guard depth < Self.depthLimit else {
      throw .error("more than \(Self.depthLimit) calls lie in each other", failure: .limit)
    }
    depth += 1
    defer { depth -= 1 }
    var known = closure.captured
    if let itself = closure.itself { known[itself] = .closure(closure) }
    for (parameter, argument) in zip(parameters, arguments) { known[parameter] = argument }
    return try evaluate(closure.function.body, &known)
  }

  /// Evaluates what `root` needs, dependencies first, without recursion over operands.
  private mutating func evaluate(
    _ root: ID<Node>, _ known: inout [ID<Node>: Value]
  ) throws(Diagnostic) -> Value {
    var stack = [root]
    while let id = stack.last {
      if known[id] == nil {
        if let missing = missing(id, known) {
          stack += missing.reversed()
          continue
        }
        guard let value = try step(id, &known) else { continue }
        known[id] = value
      }
      stack.removeLast()
    }
    return known[root] ?? .tuple([])
  }

  /// What must be evaluated before `id` can be; `nil` when nothing must.
  func missing(_ id: ID<Node>, _ known: [ID<Node>: Value]) -> [ID<Node>]? {
    let node = module[id]
    switch node.kind {
    case .conditional:
      guard let condition = known[node.operands[0]] else { return [node.operands[0]] }
      let branch = node.operands[condition.isTrue ? 1 : 2]
      return known[branch] == nil ? [branch] : nil
    case .binding:
      if known[node.operands[0]] == nil {
        return known[node.operands[1]] == nil ? [node.operands[1]] : nil
      }
      return known[node.operands[2]] == nil ? [node.operands[2]] : nil
    default:
      let rest = node.operands.filter { known[$0] == nil }
      return rest.isEmpty ? nil : rest.reversed()
    }
  }

  mutating func step(
    _ id: ID<Node>, _ known: inout [ID<Node>: Value]
  ) throws(Diagnostic) -> Value? {
    let node = module[id]
    switch node.kind {
    case .variable(let name): throw .error("`%\(name)` has no value here")
    case .constant(let tensor): return .tensor(tensor)
    case .global(let name):
      guard let function = module.functions[name] else { throw .noFunction(name) }
      return .closure(Closure(function))
    case .function(let function): return .closure(capture(function, known))
    case .tuple: return .tuple(node.operands.compactMap { known[$0] })
    case .projection(let index):
      guard case .tuple(let fields)? = known[node.operands[0]], fields.indices.contains(index)
      else { throw .error("there is no field \(index)") }
      return fields[index]
    case .conditional:
      return known[node.operands[0]].flatMap { known[node.operands[$0.isTrue ? 1 : 2]] }
    case .binding: return bind(node, &known)
    case .apply: return try apply(node, known)
    case .call(let op, let attributes):
      return try evaluate(op, attributes, id, node.operands.compactMap { known[$0] })
    }
  }

  private func capture(_ function: Function, _ known: [ID<Node>: Value]) -> Closure {
    var captured: [ID<Node>: Value] = [:]
    for id in module.postorder(from: [function.body]) { captured[id] = known[id] }
    return Closure(function, captured: captured)
  }

  /// First gives the variable its value, then, asked again, passes on the value of the body.
  private func bind(_ node: Node, _ known: inout [ID<Node>: Value]) -> Value? {
    let (variable, value, body) = (node.operands[0], node.operands[1], node.operands[2])
    guard known[variable] == nil else { return known[body] }
    if case .closure(let closure)? = known[value] {
      known[variable] = .closure(
        Closure(closure.function, captured: closure.captured, itself: variable))
    } else {
      known[variable] = known[value]
    }
    return nil
  }

  private mutating func apply(
    _ node: Node, _ known: [ID<Node>: Value]
  ) throws(Diagnostic) -> Value {
    let values = node.operands.compactMap { known[$0] }
    let arguments = Array(values.dropFirst())
    if case .global(let name) = module[node.operands[0]].kind { return try call(name, arguments) }
    guard case .closure(let closure)? = values.first else {
      throw .error("what is called is not a function")
    }
    return try call(closure, arguments)
  }

  private mutating func evaluate(
    _ op: Op, _ attributes: Attributes, _ id: ID<Node>, _ operands: [Value]
  ) throws(Diagnostic) -> Value {
    try hooks.interruption.check()
    do throws(Diagnostic) {
      if let cell = try accessCell(op, operands) { return cell }
      try module[id].type?.expectRoom()
      let value = try op.evaluate(operands, attributes)
      hooks.observe(id, value)
      return value
    } catch {
      throw module.locating(error, at: id)
    }
  }

  /// The operators on references, whose meaning is the evaluator's state.
  private mutating func accessCell(_ op: Op, _ operands: [Value]) throws(Diagnostic) -> Value? {
    guard op.has(.cellAccess) else { return nil }
    switch (op, operands.first) {
    case (ReferenceAccess.make, let content?):
      cells.append(content)
      return .reference(cells.count - 1)
    case (ReferenceAccess.read, .reference(let cell)?): return cells[cell]
    case (ReferenceAccess.write, .reference(let cell)?) where operands.count == 2:
      cells[cell] = operands[1]
      return .tuple([])
    default: return nil
    }
  }

}

extension Value {
  /// Whether this is a tensor of one element that is not zero.
  fileprivate var isTrue: Bool { tensor?.doubles.first.map { $0 != 0 } ?? false }
}

extension GraphModule {

  /// `error` with a note that names the node and the model's nodes behind it.
  public func locating(_ error: Diagnostic, at id: ID<Node>) -> Diagnostic {
    var error = error
    let node = self[id]
    let sources = node.origin.sources.map { "\(self[$0].op) `\(self[$0].name)`" }
    let origin =
      sources.isEmpty ? "made by \(node.origin.pass)" : "from \(sources.joined(separator: ", "))"
    error.notes.append("in \(id) \(node.op?.name ?? "expression"), \(origin)")
    if error.place == nil { error.place = node.origin.sources.first.flatMap { self[$0].place } }
    return error
  }

}

extension Diagnostic {
  fileprivate static func noFunction(_ name: String) -> Diagnostic {
    .error("there is no function `@\(name)`")
  }
}
