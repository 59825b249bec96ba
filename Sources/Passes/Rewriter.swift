public import Diagnostics
public import GraphIR
public import OrderedCollections
public import Support

/// The only way in which a pass changes a graph.
///
/// New nodes get their origin from the node that they are to replace, so that no pass can forget
/// where a value came from; each replacement is recorded as an action.
public struct Rewriter: Sendable {

  private var builder: GraphBuilder

  public private(set) var actions: [Action] = []

  /// Who stands in for whom, by index of the node, -1 where nothing does; followed to the end when a
  /// node is read. As long as nothing is replaced it is empty.
  private var standIns: [Int32] = []

  /// What was found of signs: no value is another after a replacement.
  var signs = Signs()

  /// Whether any function is, or reads, something else than before.
  private(set) var hasChanged = false

  /// The index of the first node that this rewriter adds.
  private let firstNew: Int32

  init(_ module: GraphModule, pass: String) {
    builder = GraphBuilder(module, pass: pass)
    firstNew = Int32(module.nodes.count)
  }

  /// The module as it is, replacements not yet carried into the readers.
  public var module: GraphModule { builder.module }

  public subscript(id: ID<Node>) -> Node { builder.module[id] }

  /// What stands in for `id` now.
  public func current(_ id: ID<Node>) -> ID<Node> {
    var id = id
    while let next = standIn(for: id) { id = next }
    return id
  }

  private func standIn(for id: ID<Node>) -> ID<Node>? {
    let index = Int(id.index)
    guard index < standIns.count, standIns[index] >= 0 else { return nil }
    return ID(Int(standIns[index]))
  }

  /// Whether no element of the value `id` is known to be negative.
  mutating func isNeverNegative(_ id: ID<Node>) -> Bool {
    signs.isNeverNegative(id, in: module)
  }

  /// The operands of `id` with what stands in for them now.
  public func operands(of id: ID<Node>) -> [ID<Node>] { module[id].operands.map(current) }

  /// Builds what is made from `parents`; all nodes that `body` adds get their origin from these.
  public mutating func making<Result, Failure: Error>(
    from parents: [ID<Node>], _ body: (inout GraphBuilder) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    builder.parents = parents
    defer { builder.parents = [] }
    return try body(&builder)
  }

  /// Makes every reader of `old` read `new`, as an action of the rule `rule`.
  public mutating func replace(_ old: ID<Node>, by new: ID<Node>, rule: String) {
    guard current(old) != current(new) else { return }
    if standIns.count <= Int(old.index) {
      let missing = module.nodes.count - standIns.count
      standIns.append(contentsOf: repeatElement(-1, count: missing))
    }
    standIns[Int(old.index)] = new.index
    hasChanged = true
    actions.append(Action(rule: rule, before: old, after: new))
  }

  /// Records that `new` does what `old` did, though not in its place: its readers change as well.
  public mutating func record(_ old: ID<Node>, became new: ID<Node>, rule: String) {
    guard old != new else { return }
    actions.append(Action(rule: rule, before: old, after: new))
  }

  /// Replaces `old` by what `body` builds from it.
  public mutating func replace(
    _ old: ID<Node>, rule: String, alsoFrom others: [ID<Node>] = [],
    _ body: (inout GraphBuilder) throws(Diagnostic) -> ID<Node>
  ) throws(Diagnostic) {
    let new = try making(from: [old] + others, body)
    replace(old, by: new, rule: rule)
  }

  /// Makes `id` itself read `operands`, as an action of the rule `rule`.
  ///
  /// The node keeps its identity, because it computes what it did; what it reads is a stand-in.
  public mutating func setOperands(_ operands: [ID<Node>], of id: ID<Node>, rule: String) {
    guard builder.module[id].operands != operands else { return }
    builder.module[id].operands = operands
    actions.append(Action(rule: rule, before: id, after: id))
  }

  /// Makes the function literal `id` give `body`, as an action of the rule `rule`.
  public mutating func setBody(_ body: ID<Node>, of id: ID<Node>, rule: String) {
    guard var function = builder.module[id].function, function.body != body else { return }
    function.body = body
    builder.module[id].kind = .function(function)
    actions.append(Action(rule: rule, before: id, after: id))
  }

  /// Makes `id`, which names a function, name another.
  public mutating func rename(_ id: ID<Node>, to name: String) {
    builder.module[id].kind = .global(name)
  }

  /// Adds or replaces a function of the module.
  public mutating func setFunction(_ name: String, _ function: Function) {
    guard builder.module.functions[name] != function else { return }
    hasChanged = true
    builder.module.functions[name] = function
  }

  /// Makes `functions`, in this order, the functions of the module.
  public mutating func setFunctions(_ functions: OrderedDictionary<String, Function>) {
    hasChanged = true
    builder.module.functions = functions
  }

  /// Sets the type of `id`, for passes that infer.
  public mutating func setType(_ type: ValueType?, of id: ID<Node>) {
    guard builder.module[id].type != type else { return }
    hasChanged = true
    builder.module[id].type = type
  }

  /// The module with every replacement carried into operands, bodies and parameters; what this had of
  /// it is gone.
  ///
  /// What was made from a node may read that node: it does not come to read its replacement, which
  /// is often itself.
  /// - Cost: O(nodes), if anything was replaced.
  mutating func finished() -> GraphModule {
    var module = GraphModule()
    // Held in one place, so that its nodes are not copied.
    swap(&module, &builder.module)
    guard !standIns.isEmpty else { return module }
    for (name, function) in module.functions { module.functions[name] = resolved(function) }
    for index in 0 ..< module.nodes.count {
      let id = ID<Node>(index)
      let isNew = id.index >= firstNew
      if hasReplacedOperand(id, in: module) {
        let node = module[id]
        let operands = node.operands.map { operand in
          let stand = current(operand)
          return stand != operand && isNew && node.origin.parents.contains(operand)
            ? operand : stand
        }
        if operands != node.operands { module[id].operands = operands }
      }
      guard module[id].form == .function, let function = module[id].function else { continue }
      if isNew, module[id].origin.parents.contains(function.body) { continue }
      if current(function.body) != function.body {
        module[id].kind = .function(resolved(function))
      }
    }
    return module
  }

  private func hasReplacedOperand(_ id: ID<Node>, in module: GraphModule) -> Bool {
    for place in 0 ..< module[id].operandCount
    where standIn(for: module[id].operand(place)) != nil {
      return true
    }
    return false
  }

  private func resolved(_ function: Function) -> Function {
    var function = function
    function.body = current(function.body)
    return function
  }

}
