import Diagnostics
import GraphIR
import Support
import Tensors

/// One direction of a recurrent layer, and its state before the next step.
struct RecurrentCell {

  struct State {
    var hidden: ID<Node>

    /// Only an LSTM has one.
    var cell: ID<Node>?
  }

  private let kind: Recurrences.Kind
  private let inputWeights: ID<Node>
  private let stateWeights: ID<Node>
  private let inputBias: ID<Node>?
  private let stateBias: ID<Node>?

  /// Whether a GRU multiplies by its reset gate after the product with the state.
  private let resetsLate: Bool

  private(set) var state: State

  /// Reads the weights and the first state of the direction at `index`.
  init(
    _ graph: inout GraphImporter, _ node: ModelNode, _ kind: Recurrences.Kind, direction index: Int,
    batch: Int
  ) throws(Diagnostic) {
    self.kind = kind
    let shape = try graph.extents(of: node[2])
    guard shape.count == 3, shape[1] == kind.gates * shape[2] else {
      throw .error("recurrent weights of shape \(shape)")
    }
    func part(_ id: ID<Node>, _ graph: inout GraphImporter) throws(Diagnostic) -> ID<Node> {
      try graph.call(
        Take.op, [id, graph.scalar(Double(index), .int64)], [Take.axis(0), Take.mode("fast")])
    }
    inputWeights = try part(node[1], &graph)
    stateWeights = try part(node[2], &graph)
    resetsLate = try node.flag("linear_before_reset")
    if let bias = node.optional(3) {
      let both = try part(bias, &graph)
      let halves = try graph.call(Split.op, [both], [Split.count(2), Split.axis(0)])
      inputBias = try graph.builder.projection(halves, 0)
      stateBias = try graph.builder.projection(halves, 1)
    } else {
      (inputBias, stateBias) = (nil, nil)
    }
    let element = try graph.type(of: node[0]).element
    func initial(_ input: Int, _ graph: inout GraphImporter) throws(Diagnostic) -> ID<Node> {
      if let given = node.optional(input) { return try part(given, &graph) }
      return graph.constant(Tensor(zeros: element, [batch, shape[2]]))
    }
    state = State(
      hidden: try initial(5, &graph), cell: kind == .lstm ? try initial(6, &graph) : nil)
  }

  /// Adds one step for `input`, and gives the new hidden state.
  mutating func step(
    _ graph: inout GraphImporter, _ input: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    switch kind {
    case .plain:
      let sum = try graph.call(
        Arithmetic.add, [product(&graph, input, inputWeights, inputBias), stateProduct(&graph)])
      state.hidden = try graph.call(ElementwiseUnary.hyperbolicTangent, [sum])
    case .lstm: try stepLSTM(&graph, input)
    case .gru: try stepGRU(&graph, input)
    }
    return state.hidden
  }

  private func product(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ weights: ID<Node>, _ bias: ID<Node>?
  ) throws(Diagnostic) -> ID<Node> {
    let result = try graph.call(Dense.op, [x, weights])
    guard let bias else { return result }
    return try graph.call(BiasAdd.op, [result, bias], [BiasAdd.axis(-1)])
  }

  private func stateProduct(_ graph: inout GraphImporter) throws(Diagnostic) -> ID<Node> {
    try product(&graph, state.hidden, stateWeights, stateBias)
  }

  /// The blocks of `x`, one for each gate.
  private func gates(
    _ graph: inout GraphImporter, _ x: ID<Node>, axis: Int
  ) throws(Diagnostic) -> [ID<Node>] {
    let parts = try graph.call(
      Split.op, [x], [Split.count(kind.gates), Split.axis(axis)])
    var result: [ID<Node>] = []
    for gate in 0 ..< kind.gates { result.append(try graph.builder.projection(parts, gate)) }
    return result
  }

  /// Gates in ONNX's order: input, output, forget, cell.
  private mutating func stepLSTM(
    _ graph: inout GraphImporter, _ input: ID<Node>
  ) throws(Diagnostic) {
    guard let cell = state.cell else { return }
    let sum = try graph.call(
      Arithmetic.add, [product(&graph, input, inputWeights, inputBias), stateProduct(&graph)])
    let parts = try gates(&graph, sum, axis: 1)
    let (i, o) = (
      try graph.call(ElementwiseUnary.sigmoid, [parts[0]]),
      try graph.call(ElementwiseUnary.sigmoid, [parts[1]])
    )
    let (f, c) = (
      try graph.call(ElementwiseUnary.sigmoid, [parts[2]]),
      try graph.call(ElementwiseUnary.hyperbolicTangent, [parts[3]])
    )
    let next = try graph.call(
      Arithmetic.add,
      [graph.call(Arithmetic.multiply, [f, cell]), graph.call(Arithmetic.multiply, [i, c])])
    state.cell = next
    state.hidden = try graph.call(
      Arithmetic.multiply, [o, graph.call(ElementwiseUnary.hyperbolicTangent, [next])])
  }

  /// Gates in ONNX's order: update, reset, hidden.
  private mutating func stepGRU(
    _ graph: inout GraphImporter, _ input: ID<Node>
  ) throws(Diagnostic) {
    let old = state.hidden
    let x = try gates(&graph, product(&graph, input, inputWeights, inputBias), axis: 1)
    let h = try gates(&graph, stateProduct(&graph), axis: 1)
    let z = try graph.call(ElementwiseUnary.sigmoid, [graph.call(Arithmetic.add, [x[0], h[0]])])
    let r = try graph.call(ElementwiseUnary.sigmoid, [graph.call(Arithmetic.add, [x[1], h[1]])])
    var recurrent = h[2]
    if resetsLate {
      recurrent = try graph.call(Arithmetic.multiply, [r, recurrent])
    } else {
      let weights = try gates(&graph, stateWeights, axis: 0)[2]
      var bias: ID<Node>?
      if let stateBias { bias = try gates(&graph, stateBias, axis: 0)[2] }
      recurrent = try product(&graph, graph.call(Arithmetic.multiply, [r, old]), weights, bias)
    }
    let new = try graph.call(
      ElementwiseUnary.hyperbolicTangent, [graph.call(Arithmetic.add, [x[2], recurrent])])
    let rest = try graph.call(Arithmetic.subtract, [graph.scalar(1, like: z), z])
    state.hidden = try graph.call(
      Arithmetic.add,
      [graph.call(Arithmetic.multiply, [rest, new]), graph.call(Arithmetic.multiply, [z, old])])
  }

}
