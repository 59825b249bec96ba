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

  /// What the directions of a layer have in common.
  struct Layer {
    let kind: Kind

    /// Steps, images, features.
    let input: ID<Node>
    let shape: [Int]

    /// How many steps each image has; `nil` for all of them.
    let lengths: ID<Node>?

    /// Whether images stand before steps and directions.
    let hasImagesFirst: Bool
  }

  private static func layer(
    _ graph: inout GraphImporter, _ node: ModelNode, _ kind: Kind
  ) throws(Diagnostic) -> [ID<Node>] {
    let direction = try node.text("direction", default: "forward")
    let backwards = ["forward": [false], "reverse": [true], "bidirectional": [false, true]]
    guard let passes = backwards[direction] else {
      throw .unsupportedAttribute("direction", direction)
    }
    let activations = try RecurrentActivation.list(
      node, default: kind.activations, count: kind.activations.count * passes.count)
    let layer = try layer(&graph, node, of: kind)
    var outputs: [ID<Node>] = []
    var states: [RecurrentCell.State] = []
    for (index, isBackwards) in passes.enumerated() {
      let own = activations[(index * kind.activations.count)...].prefix(kind.activations.count)
      var cell = try RecurrentCell(&graph, node, layer, direction: index, Array(own))
      outputs.append(try run(&graph, layer, &cell, isBackwards))
      states.append(cell.state)
    }
    return try results(&graph, layer, outputs, states)
  }

  /// What all steps give, in the order of the input.
  private static func run(
    _ graph: inout GraphImporter, _ layer: Layer, _ cell: inout RecurrentCell, _ isBackwards: Bool
  ) throws(Diagnostic) -> ID<Node> {
    var steps: [ID<Node>] = []
    for step in 0 ..< layer.shape[0] {
      try Interruption.current.check()
      let position = isBackwards ? layer.shape[0] - 1 - step : step
      let input = try graph.slice(layer.input, position, axis: 0)
      steps.append(try cell.step(&graph, input, at: position, layer.lengths))
    }
    return try graph.stacked(isBackwards ? steps.reversed() : steps, axis: 0)
  }

  /// The outputs of a node: all steps, the last hidden state, the last cell state.
  private static func results(
    _ graph: inout GraphImporter, _ layer: Layer, _ outputs: [ID<Node>],
    _ states: [RecurrentCell.State]
  ) throws(Diagnostic) -> [ID<Node>] {
    // Steps, directions, images, units.
    let all = try graph.stacked(outputs, axis: 1)
    var results = [all, try graph.stacked(states.map(\.hidden), axis: 0)]
    if layer.kind == .lstm { results.append(try graph.stacked(states.compactMap(\.cell), axis: 0)) }
    guard layer.hasImagesFirst else { return results }
    results[0] = try graph.call(Transpose.op, [all], [Transpose.axes([2, 0, 1, 3])])
    for index in results.indices.dropFirst() {
      results[index] = try graph.call(Transpose.op, [results[index]], [Transpose.axes([1, 0, 2])])
    }
    return results
  }

  private static func layer(
    _ graph: inout GraphImporter, _ node: ModelNode, of kind: Kind
  ) throws(Diagnostic) -> Layer {
    let hasImagesFirst = try node.flag("layout")
    var input = try node[0]
    guard try graph.rank(of: input) == 3 else {
      throw .error("an input of shape \(try graph.type(of: input)), expected three axes")
    }
    if hasImagesFirst { input = try graph.call(Transpose.op, [input], [Transpose.axes([1, 0, 2])]) }
    let shape = try graph.extents(of: input)
    guard shape[0] > 0 else { throw .error("an input of no steps") }
    guard shape[0] <= graph.loopLimit else {
      throw .error(
        "an input of \(shape[0]) steps, expected up to \(graph.loopLimit)",
        hints: ["`set loop-limit N`, before `load`, allows more"], failure: .limit)
    }
    return Layer(
      kind: kind, input: input, shape: shape, lengths: try lengths(&graph, node, shape),
      hasImagesFirst: hasImagesFirst)
  }

  /// The numbers of steps as a column; `nil` where all images have all steps.
  private static func lengths(
    _ graph: inout GraphImporter, _ node: ModelNode, _ shape: [Int]
  ) throws(Diagnostic) -> ID<Node>? {
    guard let lengths = node.optional(4) else { return nil }
    guard try graph.extents(of: lengths) == [shape[1]] else {
      throw .error(
        "`sequence_lens` is \(try graph.type(of: lengths)), expected one for each of \(shape[1])")
    }
    if let known = graph.known(lengths)?.ints {
      guard known.allSatisfy({ (0 ... shape[0]).contains($0) }) else {
        throw .error("`sequence_lens` are \(known), expected 0 to \(shape[0])")
      }
      if known.allSatisfy({ $0 == shape[0] }) { return nil }
    }
    return try graph.call(ExpandDims.op, [lengths], [ExpandDims.axis(1), ExpandDims.count(1)])
  }

}
