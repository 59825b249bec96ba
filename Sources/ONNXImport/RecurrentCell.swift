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

  let kind: Recurrences.Kind
  let inputWeights: ID<Node>
  let stateWeights: ID<Node>
  let inputBias: ID<Node>?
  let stateBias: ID<Node>?

  /// What an LSTM's gates see of the cell: input, output, forget; none without them.
  let peepholes: [ID<Node>]
  let activations: [RecurrentActivation]

  /// What is larger is cut before an activation; `nil` for no bound.
  let bound: Double?

  /// Whether a GRU multiplies by its reset gate after the product with the state.
  let resetsLate: Bool

  /// Whether what an LSTM takes in, it forgets.
  let isCoupled: Bool

  var state: State

  /// Reads the weights and the first state of the direction at `index`.
  init(
    _ graph: inout GraphImporter, _ node: ModelNode, _ layer: Recurrences.Layer,
    direction index: Int, _ activations: [RecurrentActivation]
  ) throws(Diagnostic) {
    kind = layer.kind
    self.activations = activations
    let shape = try graph.extents(of: node[2])
    guard shape.count == 3, shape[1] == kind.gates * shape[2] else {
      throw .error("recurrent weights of shape \(shape)")
    }
    inputWeights = try graph.slice(node[1], index, axis: 0)
    stateWeights = try graph.slice(node[2], index, axis: 0)
    resetsLate = try node.flag("linear_before_reset")
    isCoupled = try node.flag("input_forget")
    bound = try node.real("clip").flatMap { $0 > 0 ? $0 : nil }
    if let bias = node.optional(3) {
      let halves = try Self.parts(&graph, graph.slice(bias, index, axis: 0), 2)
      (inputBias, stateBias) = (halves[0], halves[1])
    } else {
      (inputBias, stateBias) = (nil, nil)
    }
    if kind == .lstm, let weights = node.optional(7) {
      peepholes = try Self.parts(&graph, graph.slice(weights, index, axis: 0), 3)
    } else {
      peepholes = []
    }
    let zeros = Tensor(zeros: try graph.type(of: layer.input).element, [layer.shape[1], shape[2]])
    func initial(_ input: Int, _ graph: inout GraphImporter) throws(Diagnostic) -> ID<Node> {
      guard let given = node.optional(input) else { return graph.constant(zeros) }
      return try graph.slice(given, index, axis: layer.hasImagesFirst ? 1 : 0)
    }
    state = State(
      hidden: try initial(5, &graph), cell: kind == .lstm ? try initial(6, &graph) : nil)
  }

  /// Adds the step at `position` for `input`, and gives what the layer gives for it: the new hidden
  /// state, or zeros for images that have no such step and keep their state.
  mutating func step(
    _ graph: inout GraphImporter, _ input: ID<Node>, at position: Int, _ lengths: ID<Node>?
  ) throws(Diagnostic) -> ID<Node> {
    let old = state
    switch kind {
    case .plain:
      let sum = try graph.call(
        Arithmetic.add, [product(&graph, input, inputWeights, inputBias), stateProduct(&graph)])
      state.hidden = try activate(&graph, sum, 0)
    case .lstm: try stepLSTM(&graph, input)
    case .gru: try stepGRU(&graph, input)
    }
    guard let lengths else { return state.hidden }
    let takesPart = try graph.call(
      Conditions.greater, [lengths, graph.scalar(Double(position), like: lengths)])
    let new = state
    state.hidden = try graph.call(Conditions.choose, [takesPart, new.hidden, old.hidden])
    if let cell = new.cell, let before = old.cell {
      state.cell = try graph.call(Conditions.choose, [takesPart, cell, before])
    }
    return try graph.call(
      Conditions.choose, [takesPart, new.hidden, graph.scalar(0, like: new.hidden)])
  }

  func product(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ weights: ID<Node>, _ bias: ID<Node>?
  ) throws(Diagnostic) -> ID<Node> {
    let result = try graph.call(Dense.op, [x, weights])
    guard let bias else { return result }
    return try graph.call(BiasAdd.op, [result, bias], [BiasAdd.axis(-1)])
  }

  func stateProduct(_ graph: inout GraphImporter) throws(Diagnostic) -> ID<Node> {
    try product(&graph, state.hidden, stateWeights, stateBias)
  }

  /// The blocks of `x`, one for each gate.
  func gates(
    _ graph: inout GraphImporter, _ x: ID<Node>, axis: Int
  ) throws(Diagnostic) -> [ID<Node>] {
    try Self.parts(&graph, x, kind.gates, axis: axis)
  }

  private static func parts(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ count: Int, axis: Int = 0
  ) throws(Diagnostic) -> [ID<Node>] {
    let parts = try graph.call(Split.op, [x], [Split.count(count), Split.axis(axis)])
    var result: [ID<Node>] = []
    for index in 0 ..< count { result.append(try graph.builder.projection(parts, index)) }
    return result
  }

  /// The activation at `index` of `x`, which is held within the bound before.
  func activate(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ index: Int
  ) throws(Diagnostic) -> ID<Node> {
    guard let bound else { return try activations[index](&graph, x) }
    let held = try graph.call(Clip.op, [x], [Clip.low(-bound), Clip.high(bound)])
    return try activations[index](&graph, held)
  }

}
