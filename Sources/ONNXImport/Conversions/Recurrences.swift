import Diagnostics
import GraphIR
import Support
import Tensors

/// Recurrent layers, which become their steps one after the other.
enum Recurrences {

  static let conversions: [Conversion] = [
    Conversion("GRU") { graph, node throws(Diagnostic) in try layer(&graph, node, .gru) },
    Conversion("LSTM") { graph, node throws(Diagnostic) in try layer(&graph, node, .lstm) },
    Conversion("RNN") { graph, node throws(Diagnostic) in try layer(&graph, node, .plain) },
  ]

  enum Kind: Int {
    case plain = 1
    case gru = 3
    case lstm = 4

    /// How many blocks of rows the weights have.
    var gates: Int { rawValue }

    var activations: [String] {
      switch self {
      case .plain: ["tanh"]
      case .gru: ["sigmoid", "tanh"]
      case .lstm: ["sigmoid", "tanh", "tanh"]
      }
    }
  }

  /// The most steps that are written out.
  private static let stepLimit = 512

  private static func layer(
    _ graph: inout GraphImporter, _ node: ModelNode, _ kind: Kind
  ) throws(Diagnostic) -> [ID<Node>] {
    let direction = try node.text("direction", default: "forward")
    let backwards = ["forward": [false], "reverse": [true], "bidirectional": [false, true]]
    guard let passes = backwards[direction] else {
      throw .unsupportedAttribute("direction", direction)
    }
    let shape = try check(&graph, node, kind, passes.count)
    var outputs: [ID<Node>] = []
    var states: [RecurrentCell.State] = []
    for (index, isBackwards) in passes.enumerated() {
      var cell = try RecurrentCell(&graph, node, kind, direction: index, batch: shape[1])
      var steps: [ID<Node>] = []
      for step in 0 ..< shape[0] {
        let position = isBackwards ? shape[0] - 1 - step : step
        let input = try graph.call(
          Take.op, [node[0], graph.scalar(Double(position), .int64)],
          [Take.axis(0), Take.mode("fast")])
        steps.append(try cell.step(&graph, input))
      }
      outputs.append(try stacked(&graph, isBackwards ? steps.reversed() : steps))
      states.append(cell.state)
    }
    // Steps, directions, images, units.
    let all = try joined(&graph, outputs, axis: 1)
    var results = [all, try joined(&graph, states.map(\.hidden), axis: 0)]
    if kind == .lstm { results.append(try joined(&graph, states.compactMap(\.cell), axis: 0)) }
    return results
  }

  /// The shape of the input: steps, images, features.
  private static func check(
    _ graph: inout GraphImporter, _ node: ModelNode, _ kind: Kind, _ directions: Int
  ) throws(Diagnostic) -> [Int] {
    for name in ["clip", "layout", "input_forget"] where node.has(name) {
      let isZero = try name == "clip" ? node.real(name) == 0 : node.integer(name) == 0
      guard isZero else { throw .error("attribute `\(name)` is not supported") }
    }
    let wanted = Array(repeating: kind.activations, count: directions).flatMap { $0 }
    if let given = try node.texts("activations"), given.map({ $0.lowercased() }) != wanted {
      throw .unsupportedAttribute("activations", given.joined(separator: ", "))
    }
    let shape = try graph.extents(of: node[0])
    guard shape.count == 3, (1 ... stepLimit).contains(shape[0]) else {
      throw .error(
        "an input of shape \(shape), expected up to \(stepLimit) steps on the first axis")
    }
    if let lengths = try graph.constant(node, 4, "sequence_lens")?.ints,
      lengths.contains(where: { $0 != shape[0] })
    {
      throw .error("sequences that are shorter than the input are not supported")
    }
    guard node.optional(7) == nil else { throw .error("input `P` is not supported") }
    return shape
  }

  /// One more axis in front, along which `parts` stand.
  private static func stacked(
    _ graph: inout GraphImporter, _ parts: [ID<Node>]
  ) throws(Diagnostic) -> ID<Node> {
    try joined(&graph, parts, axis: 0)
  }

  private static func joined(
    _ graph: inout GraphImporter, _ parts: [ID<Node>], axis: Int
  ) throws(Diagnostic) -> ID<Node> {
    var wide: [ID<Node>] = []
    for part in parts {
      wide.append(
        try graph.call(ExpandDims.op, [part], [ExpandDims.axis(axis), ExpandDims.count(1)]))
    }
    return try graph.call(Concatenate.op, [graph.builder.tuple(wide)], [Concatenate.axis(axis)])
  }

}
