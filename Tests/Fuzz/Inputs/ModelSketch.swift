/// A model of one operator or a few, written down in a line each and then drawn wrong.
///
/// A line is the operator, its inputs as `type[extents]` (with `=values` for constants), and after a
/// bar its attributes.
struct ModelSketch {

  struct Input {
    var type: Character
    var shape: [Int]
    /// Those of a constant.
    var values: [Int]?
  }

  struct Node {
    var op: String
    var inputs: [Input?]
    var attributes: [(name: String, value: String)]
    var outputCount: Int
  }

  private(set) var nodes: [Node]

  /// Where the nodes stand: in the graph, in a branch of an `If`, in a function.
  enum Place: CaseIterable { case graph, branch, function, loop }

  private var place = Place.graph
  private var opset = 18

  /// One to three of the operators of `ModelSketch.lines`, with some of what they say changed.
  init(_ dice: inout Dice) {
    nodes = (0 ... dice.below(3)).map { _ in Node(dice.pick(Self.lines)) }
    place = dice.chance(1, in: 3) ? dice.pick(Place.allCases) : .graph
    opset = dice.pick([18, 18, 13, 11, 9, 7, 6, 1, 21, 22])
    for _ in 0 ..< dice.below(4) { nodes[dice.below(nodes.count)].change(&dice) }
  }

  /// The fields of the model.
  var fields: [WireField] {
    var body: [WireField] = []
    var given: [WireField] = []
    var results: [WireField] = []
    for (number, node) in nodes.enumerated() {
      var names: [String] = []
      for (index, input) in node.inputs.enumerated() {
        guard let input else { names.append(""); continue }
        let name = "x\(number)_\(index)"
        names.append(name)
        given.append(input.field(name))
      }
      let outputs = (0 ..< node.outputCount).map { "y\(number)_\($0)" }
      body.append(.message(1, node.fields(names, outputs)))
      results += outputs.prefix(1).map { .message(12, [.text(1, $0)]) }
    }
    return model(body, given, results)
  }

  private func model(
    _ body: [WireField], _ given: [WireField], _ results: [WireField]
  ) -> [WireField] {
    let opsets = [
      WireField.message(8, [.text(1, ""), .integer(2, opset)]),
      .message(8, [.text(1, "com.microsoft"), .integer(2, 1)]),
      .message(8, [.text(1, "own"), .integer(2, 1)]),
    ]
    var graph = body
    var functions: [WireField] = []
    switch place {
    case .graph: break
    case .branch:
      let inner = body + [.text(2, "branch")] + results
      let condition = Input(type: "o", shape: [], values: [1]).field("c")
      graph = [
        condition,
        .message(
          1,
          [.text(1, "c")] + results.indices.map { .text(2, "r\($0)") } + [
            .text(4, "If"), .graph("then_branch", inner), .graph("else_branch", inner),
          ]),
      ]
    case .function:
      let names = given.filter { $0.number == 11 }.compactMap(\.firstText)
      let outputs = results.compactMap(\.firstText)
      functions = [
        .message(
          25,
          [.text(1, "F")] + names.map { .text(4, $0) } + outputs.map { .text(5, $0) }
            + body.map { WireField(7, $0.value) } + opsets.map { WireField(9, $0.value) }
            + [.text(10, "own")])
      ]
      graph = [
        .message(
          1,
          names.map { .text(1, $0) } + results.indices.map { .text(2, "r\($0)") }
            + [.text(4, "F"), .text(7, "own")])
      ]
    case .loop: graph = loop(body, results)
    }
    let ends =
      place == .graph ? results : results.indices.map { .message(12, [.text(1, "r\($0)")]) }
    return [.integer(1, 8)] + opsets + [
      .message(7, graph + [.text(2, "g")] + given + ends)
    ] + functions
  }

  /// The body in a loop of a few rounds; what it makes is collected.
  private func loop(_ body: [WireField], _ results: [WireField]) -> [WireField] {
    let scalar = { (name: String, type: Character) in
      Input(type: type, shape: [], values: nil).field(name)
    }
    let go = WireField.message(1, [.text(1, "go"), .text(2, "on"), .text(4, "Identity")])
    let inner =
      body + [go, .text(2, "loop"), scalar("i", "i"), scalar("go", "o")]
      + [.message(12, [.text(1, "on")])] + results
    return [
      Input(type: "i", shape: [], values: [3]).field("n"),
      Input(type: "o", shape: [], values: [1]).field("c"),
      .message(
        1,
        [.text(1, "n"), .text(1, "c")] + results.indices.map { .text(2, "r\($0)") }
          + [.text(4, "Loop"), .graph("body", inner)]),
    ]
  }

}

extension WireField {

  fileprivate static func graph(_ name: String, _ fields: [WireField]) -> WireField {
    .message(5, [.text(1, name), .message(6, fields), .integer(20, 5)])
  }

  /// The first text of a message.
  fileprivate var firstText: String? {
    guard case .message(let fields) = value, case .bytes(let bytes) = fields.first?.value else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

}
