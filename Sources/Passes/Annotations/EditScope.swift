import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// The operators that edits can speak of: those that are in no region of an accelerator yet.
struct EditScope {

  let module: GraphModule

  /// Dependencies first.
  let ops: [ID<Node>]

  /// - Cost: O(nodes).
  init(_ module: GraphModule) {
    self.module = module
    let roots = module.openFunctions.flatMap { $0.parameters + [$0.body] }
    ops = module.postorder(from: roots).filter { module[$0].isOperator }
  }

  /// What each selector of `placed` speaks of, dependencies first; nothing where what it names is not
  /// there.
  func nodes(_ placed: PlacedEdit) -> [[ID<Node>]] {
    placed.edit.selectors.enumerated().map { index, selector in
      if placed.selected.indices.contains(index), !placed.selected[index].isEmpty {
        return operators(madeFrom: placed.selected[index])
      }
      return (try? nodes(selector)) ?? []
    }
  }

  /// What `selector` selects, dependencies first.
  /// - Errors: it names what is not there, or `interrupted`.
  func nodes(_ selector: NodeSelector) throws(Diagnostic) -> [ID<Node>] {
    var nodes = try subjects(selector.subject)
    if let condition = selector.condition {
      var poll = Poll()
      nodes = nodes.filter { id in
        !poll.isRequested() && condition.holds(of: id, in: module) == true
      }
    }
    try Interruption.current.check()
    return nodes
  }

  /// The same without the condition.
  func subjects(_ subject: NodeSelector.Subject) throws(Diagnostic) -> [ID<Node>] {
    switch subject {
    case .node(let reference): return try nodes(reference)
    case .op(let name): return ops.filter { module[$0].op?.name == name }
    case .names(let text, let expression): return try nodes(expression, text)
    case .pattern(let pattern): return nodes(pattern)
    }
  }

  private func nodes(
    _ expression: RegularExpression, _ text: String
  ) throws(Diagnostic) -> [ID<Node>] {
    let found = Set(
      module.sources.ids.filter { expression.isFound(in: module.sources[$0].name) })
    try Interruption.current.check()
    guard !found.isEmpty else {
      throw .error(
        "no node of the model has a name in which `\(text)` is found",
        hints: ["`ir` shows the nodes with their names"])
    }
    return ops.filter { id in module[id].origin.sources.contains { found.contains($0) } }
  }

  private func nodes(_ pattern: SelectorPattern) -> [ID<Node>] {
    let whole = pattern.pattern
    let roots = Set(whole.alternatives.compactMap(\.op))
    var matcher = Matcher(module)
    var found: Set<ID<Node>> = []
    for id in ops where module[id].op.map({ roots.contains($0.name) }) ?? false {
      guard let match = matcher.match(whole, at: id) else { continue }
      for (label, bound) in match.bindings where label.hasPrefix(SelectorPattern.callLabel) {
        found.insert(bound)
      }
    }
    return ops.filter { found.contains($0) }
  }

  // MARK: References

  private func nodes(_ reference: NodeReference) throws(Diagnostic) -> [ID<Node>] {
    guard let name = reference.name else { return try values(reference) }
    if let source = module.sources.ids.first(where: { module.sources[$0].name == name }) {
      return ops.filter { module[$0].origin.sources.contains(source) }
    }
    if let function = module.functions[name] {
      let inside = Set(module.postorder(of: function))
      return ops.filter { inside.contains($0) }
    }
    throw noNode(reference, name)
  }

  private func noNode(_ reference: NodeReference, _ name: String) -> Diagnostic {
    let names =
      module.sources.elements.map { "@\($0.name)" } + module.functions.keys.map { "@\($0)" }
    let isBare = !reference.word.hasPrefix("@")
    let near = nearest(to: "@\(name)", in: names) + (isBare ? nearest(to: name, in: opNames) : [])
    return .error(
      isBare
        ? "`\(name)` is no operator and no node of the model" : "there is no node `\(name)`",
      hints: near.isEmpty
        ? ["nodes are named as in the model: `@NAME`, or by identity: `%12`"]
        : ["did you mean `\(near.prefix(3).joined(separator: "`, `"))`?"])
  }

  private var opNames: [String] { Op.all.map(\.name) }

  /// What was made from a value that is named by its identity.
  private func values(_ reference: NodeReference) throws(Diagnostic) -> [ID<Node>] {
    let name = String(reference.word.dropFirst())
    guard let number = Int32(name), number >= 0, Int(number) < module.nodes.count else {
      let isVariable = module.reachable.contains { id in
        if case .variable(name) = module[id].kind { true } else { false }
      }
      throw isVariable
        ? .error(
          "`%\(name)` is given to the program, and no operator", hints: ["name what reads it"])
        : .error("there is no value `%\(name)`", hints: ["`ir` shows the values that there are"])
    }
    return operators(madeFrom: [ID(Int(number))])
  }

  /// The operators that were made from some of `roots`, and those themselves.
  /// - Cost: O(nodes).
  private func operators(madeFrom roots: [ID<Node>]) -> [ID<Node>] {
    guard let first = roots.min() else { return [] }
    var isMade = [Bool](repeating: false, count: module.nodes.count)
    for root in roots where module.nodes.contains(root) { isMade[Int(root.index)] = true }
    // What a node was made from was there before it.
    for index in Int(first.index) + 1 ..< max(isMade.count, Int(first.index) + 1) {
      let parents = module[ID<Node>(index)].origin.parents
      isMade[index] = isMade[index] || parents.contains { isMade[Int($0.index)] }
    }
    return ops.filter { isMade[Int($0.index)] }
  }

}
