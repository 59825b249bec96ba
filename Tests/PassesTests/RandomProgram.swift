import Diagnostics
import GraphIR
import Passes
import Support
import Tensors

/// A graph that was drawn, and for each of its operators a label that was drawn.
struct RandomProgram {

  private var random: SplitMix64
  private var builder = GraphBuilder(pass: "import")

  /// The operators, in the order in which they depend on each other.
  private(set) var ops: [ID<Node>] = []

  /// The target of each operator; `nil` for one that nobody annotated.
  private(set) var labels: [ID<Node>: String?] = [:]

  /// The graph without annotations, and the same nodes with them.
  private(set) var plain = GraphModule()
  private(set) var annotated = GraphModule()

  init(seed: Int, count: Int) throws {
    random = SplitMix64(seed: UInt64(seed))
    let type = ValueType.tensor([2, 2], .float32)
    let input = builder.variable("x", type)
    var values = [input]
    let names = ["add", "multiply", "nn.relu", "tanh", "abs", "maximum", "negative"]
    let choices: [String?] = ["a", "a", "b", "default", nil]
    for _ in 0 ..< count {
      let op = Op.named(names.randomElement(using: &random)!)!
      let operands = (0 ..< op.operands.count).map { _ in
        values[max(0, values.count - Int.random(in: 1 ... 6, using: &random))]
      }
      let id = try builder.call(op, operands)
      values.append(id)
      ops.append(id)
      labels[id] = choices.randomElement(using: &random)!
    }
    let readers = Set(ops.flatMap { builder.module[$0].operands })
    let outputs = ops.filter { !readers.contains($0) }
    let body = try builder.tuple(outputs)
    builder.module[function: "main"] = Function(parameters: [input], body: body)
    try builder.module.inferTypes()
    plain = builder.module
    try annotate(body)
    annotated = builder.module
  }

  /// Marks every edge by the labels at its ends.
  private mutating func annotate(_ body: ID<Node>) throws {
    for id in ops + [body] {
      let label = labels[id] ?? nil
      var operands: [ID<Node>] = []
      for operand in builder.module[id].operands {
        var value = operand
        if let place = labels[operand] ?? nil {
          value = try builder.call(CompilerAnnotation.end, [value], Self.compiler(place))
        }
        if let label {
          value = try builder.call(CompilerAnnotation.begin, [value], Self.compiler(label))
        }
        operands.append(value)
      }
      builder.module[id].operands = operands
    }
  }

  private static func compiler(_ name: String) -> Attributes {
    [CompilerAnnotation.compiler(name)]
  }

}
