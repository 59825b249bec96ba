import GraphIR
import OrderedCollections
import Support

/// Marks, edge by edge, on which target each value is computed and used.
///
/// - Source: Relay 0.0.5 `AnnotateTarget`.
struct Annotator {

  static let rule = "annotate"

  /// A composite that is another name of a value on the host.
  struct LeftAlias {
    let name: String
    let target: String
    let value: ID<Node>
  }

  let targets: [TargetInterface]

  /// What the user wants of where operators go.
  private let plan: AnnotationPlan

  /// Whether tuples, projections and cells get a target too.
  let includesOthers: Bool

  /// The program before; what the nodes read is looked up in the rewriter.
  private let module: GraphModule
  private var walk: GraphWalk

  /// Where values are computed.
  private(set) var places: IDTable<Node, String>

  /// What the marks of a target say.
  private var marks: [String: Attributes] = [:]

  /// Composites that are other names of values that stay on the host, and the targets of them.
  private(set) var leftAliases: OrderedDictionary<ID<Node>, LeftAlias> = [:]

  /// For each operator that a target takes by itself, that target.
  private(set) var taken: IDTable<Node, String>

  init(
    _ targets: [TargetInterface], _ module: GraphModule, _ plan: AnnotationPlan,
    includesOthers: Bool
  ) {
    self.targets = targets
    self.plan = plan
    self.module = module
    walk = GraphWalk(module)
    places = IDTable(count: module.nodes.count)
    taken = places
    self.includesOthers = includesOthers
  }

  mutating func run(_ rewriter: inout Rewriter) {
    let module = module
    let names = module.functions.filter { $0.value.attributes["Compiler"] == nil }.map(\.key)
    for name in names {
      guard var function = module.functions[name] else { continue }
      var walk = PostorderWalk(module, from: [function.body])
      while let id = walk.nextOuter(in: module) { visit(id, &rewriter) }
      function.body = closed(function.body, &rewriter)
      rewriter.setFunction(name, function)
    }
  }

  private mutating func visit(_ id: ID<Node>, _ rewriter: inout Rewriter) {
    let node = module[id]
    switch node.form {
    case .call:
      if let annotation = Annotation(node) {
        if annotation.side == .end { visitEnd(id, annotation, &rewriter) }
      } else if node.accessesCell {
        visitOther(id, node.operands, &rewriter)
      } else {
        visitCall(id, callee: [], node.operands, &rewriter)
      }
    case .apply:
      visitCall(id, callee: [node.operands[0]], Array(node.operands.dropFirst()), &rewriter)
    case .tuple, .projection: visitOther(id, node.operands, &rewriter)
    case .function:
      guard let function = node.function, function.attributes["Composite"] == nil else { return }
      rewriter.setBody(closed(function.body, &rewriter), of: id, rule: Self.rule)
    case .binding: visitBinding(id, node.operands, &rewriter)
    case .conditional:
      let operands = node.operands.map { closed($0, &rewriter) }
      rewriter.setOperands(operands, of: id, rule: Self.rule)
    case .variable, .constant, .global: break
    }
  }

  /// An end of an earlier run says where a value is, unless that was the host and it has moved.
  private mutating func visitEnd(
    _ id: ID<Node>, _ end: Annotation, _ rewriter: inout Rewriter
  ) {
    let place = places[end.operand] ?? end.target
    places[end.operand] = place
    guard end.target == Annotation.host, place != end.target else { return }
    rewriter.replace(id, by: mark(.end, end.operand, place, &rewriter), rule: Self.rule)
  }

  private mutating func visitCall(
    _ id: ID<Node>, callee: [ID<Node>], _ arguments: [ID<Node>], _ rewriter: inout Rewriter
  ) {
    if let first = arguments.first, let annotation = module.annotation(first),
      annotation.side == .begin, annotation.target != Annotation.host
    {
      return
    }
    if !includesOthers, let callee = callee.first, module[callee].form == .variable {
      let operands = arguments.map { closed($0, &rewriter) }
      rewriter.setOperands([callee] + operands, of: id, rule: Self.rule)
      return
    }
    let target = target(of: id)
    let opened = opened(arguments, for: target, &rewriter)
    rewriter.setOperands(callee + opened.operands, of: id, rule: Self.rule)
    places[id] = target
  }

  /// The first target that takes `id`.
  private mutating func target(of id: ID<Node>) -> String {
    let node = module[id]
    if let op = node.op {
      let taking = targets.firstIndex {
        $0.operators.contains(op.name) && plan.keeper(of: id, from: $0.name) == nil
      }
      guard let taking else { return Annotation.host }
      taken[id] = targets[taking].name
      return targets[taking].name
    }
    guard let callee = node.operands.first, let function = module[callee].function,
      let name = function.attributes.text("Composite"), let target = targets.owner(of: function)
    else { return Annotation.host }
    if plan.keepsAny(of: function, &walk, from: target.name) { return Annotation.host }
    // Another name for a value costs nothing where the value is.
    let isAlias = target.patterns.first { $0.name == name }?.kind == "alias"
    if isAlias, let value = node.operands.dropFirst().first,
      !node.operands.dropFirst().contains(where: { places[$0] == target.name })
    {
      leftAliases[id] = LeftAlias(name: name, target: target.name, value: value)
      return Annotation.host
    }
    return target.name
  }

  /// A tuple, a projection or an access of a cell: it goes where all its operands come from.
  private mutating func visitOther(
    _ id: ID<Node>, _ operands: [ID<Node>], _ rewriter: inout Rewriter
  ) {
    guard includesOthers else {
      let operands = operands.map { closed($0, &rewriter) }
      rewriter.setOperands(operands, of: id, rule: Self.rule)
      return
    }
    let opened = opened(operands, for: nil, &rewriter)
    rewriter.setOperands(opened.operands, of: id, rule: Self.rule)
    if !operands.isEmpty { places[id] = opened.target }
  }

  private mutating func visitBinding(
    _ id: ID<Node>, _ operands: [ID<Node>], _ rewriter: inout Rewriter
  ) {
    let body = closed(operands[2], &rewriter)
    var value = operands[1]
    if module[value].function == nil { value = opened([value], for: nil, &rewriter).operands[0] }
    rewriter.setOperands([operands[0], value, body], of: id, rule: Self.rule)
  }

  // MARK: Edges

  /// `arguments` as an expression on `target` reads them; without a target, on the one from which
  /// all of them come.
  private mutating func opened(
    _ arguments: [ID<Node>], for target: String?, _ rewriter: inout Rewriter
  ) -> (target: String, operands: [ID<Node>]) {
    var common: String?
    var values: [(id: ID<Node>, isOpen: Bool)] = []
    for argument in arguments {
      var place = Annotation.host
      if let begin = module.annotation(argument), begin.side == .begin {
        if let end = module.annotation(begin.operand), end.side == .end {
          place = places[end.operand] ?? end.target
        }
        let isKept = begin.target != Annotation.host
        values.append((isKept ? argument : rewriter.current(begin.operand), isKept))
      } else if let known = places[argument] {
        place = known
        let isFree = module[argument].hasNoArguments
        values.append((isFree ? argument : mark(.end, argument, known, &rewriter), false))
      } else {
        values.append((argument, false))
      }
      common = common.map { $0 == place ? place : Annotation.host } ?? place
    }
    let target = target ?? common ?? Annotation.host
    let operands = values.map { $0.isOpen ? $0.id : mark(.begin, $0.id, target, &rewriter) }
    return (target, operands)
  }

  /// `id` as something without a target reads it.
  private mutating func closed(_ id: ID<Node>, _ rewriter: inout Rewriter) -> ID<Node> {
    guard let place = places[id] else { return rewriter.current(id) }
    return module[id].hasNoArguments ? id : mark(.end, id, place, &rewriter)
  }

  private mutating func mark(
    _ side: Annotation.Side, _ id: ID<Node>, _ target: String, _ rewriter: inout Rewriter
  ) -> ID<Node> {
    if let attributes = marks[target] { return rewriter.mark(side, id, with: attributes) }
    let attributes: Attributes = [CompilerAnnotation.compiler(target)]
    marks[target] = attributes
    return rewriter.mark(side, id, with: attributes)
  }

}

extension Node {
  /// Whether this is a call without arguments, such as `zeros`, which is no value of any target.
  fileprivate var hasNoArguments: Bool {
    switch form {
    case .call: operands.isEmpty
    case .apply: operands.count == 1
    default: false
    }
  }
}
