import GraphIR
import Support

@testable import Passes

/// Edits that are drawn.
struct RandomEdit {

  private var random: SplitMix64

  /// What nodes and targets are drawn from.
  let nodes: [String]
  let targets: [String]
  let ops: [String]

  init(seed: Int, nodes: [String], targets: [String], ops: [String]) {
    random = SplitMix64(seed: UInt64(seed))
    self.nodes = nodes
    self.targets = targets
    self.ops = ops
  }

  mutating func edit() throws -> AnnotationEdit {
    switch Int.random(in: 0 ..< 7, using: &random) {
    case 0, 1: .annotate(try selector(), target: pick(targets + [AnnotationEdit.host]))
    case 2: .pin(node(), target: pick(targets + [AnnotationEdit.host]))
    case 3: .exclude(try selector(), target: Bool.random(using: &random) ? pick(targets) : nil)
    case 4: .split(node(), node())
    case 5: .merge(node(), node())
    default: .priority(Array(targets.shuffled(using: &random).prefix(2)))
    }
  }

  private mutating func selector() throws -> NodeSelector {
    let subject: NodeSelector.Subject =
      switch Int.random(in: 0 ..< 4, using: &random) {
      case 0: .node(node())
      case 1: .op(pick(ops))
      case 2: pattern()
      default: try names(pick(["relu|add", "_[0-9]{1,2}$", ".", "a b", "x/y"]))
      }
    let isConditional = Int.random(in: 0 ..< 3, using: &random) == 0
    return NodeSelector(subject, where: isConditional ? condition(depth: 3) : nil)
  }

  private mutating func pattern() -> NodeSelector.Subject {
    let op = pick(ops)
    let choices: [SelectorPattern] = [.any, .constant, .call(op, nil)]
    let count = Op.named(op)?.operands.count ?? 1
    return .pattern(.call(op, (0 ..< count).map { _ in pick(choices) }))
  }

  private func names(_ text: String) throws -> NodeSelector.Subject {
    .names(text: text, try RegularExpression(text))
  }

  mutating func condition(depth: Int) -> NodeCondition {
    switch depth == 0 ? 0 : Int.random(in: 0 ..< 5, using: &random) {
    case 1: .and(condition(depth: depth - 1), condition(depth: depth - 1))
    case 2: .or(condition(depth: depth - 1), condition(depth: depth - 1))
    case 3: .not(condition(depth: depth - 1))
    default: comparison(depth: depth)
    }
  }

  private mutating func comparison(depth: Int) -> NodeCondition {
    let relation = pick(NodeCondition.Relation.allCases)
    if Int.random(in: 0 ..< 5, using: &random) == 0 {
      let fact = NodeFact(side: pick([nil, .output, .input, .weight]), name: "dtype")
      return .compare(.fact(fact), relation, .text(pick(["int8", "float32", "a b", "\"", ""])))
    }
    return .compare(term(depth: depth), relation, term(depth: depth))
  }

  mutating func term(depth: Int) -> NodeTerm {
    switch depth == 0 ? 0 : Int.random(in: 0 ..< 7, using: &random) {
    case 1: .real(pick([0.5, -2.25, 1e-7, 3e20]))
    case 2: .fact(NodeFact(side: pick([nil, .output, .input, .weight]), name: "rank"))
    case 3: .list((0 ..< Int.random(in: 0 ... 3, using: &random)).map { .integer($0) })
    case 4: .element(.fact(NodeFact(side: .input, name: "shape")), pick([0, 1, -1]))
    case 5, 6:
      .arithmetic(
        term(depth: depth - 1), pick(NodeTerm.Operation.allCases), term(depth: depth - 1))
    default: .integer(pick([0, 1, 16, -3, .max]))
    }
  }

  private mutating func node() -> NodeReference { NodeReference(pick(nodes)) }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: values.indices, using: &random)]
  }

}
