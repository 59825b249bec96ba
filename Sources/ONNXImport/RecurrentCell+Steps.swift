import Diagnostics
import GraphIR
import Support
import Tensors

/// What a step of each kind of layer computes.
extension RecurrentCell {

  /// Gates in ONNX's order: input, output, forget, cell.
  mutating func stepLSTM(
    _ graph: inout GraphImporter, _ input: ID<Node>
  ) throws(Diagnostic) {
    guard let cell = state.cell else { return }
    let sum = try graph.call(
      Arithmetic.add, [product(&graph, input, inputWeights, inputBias), stateProduct(&graph)])
    let parts = try gates(&graph, sum, axis: 1)
    let i = try activate(&graph, seeing(&graph, cell, parts[0], 0), 0)
    let f: ID<Node>
    if isCoupled {
      f = try graph.call(Arithmetic.subtract, [graph.scalar(1, like: i), i])
    } else {
      f = try activate(&graph, seeing(&graph, cell, parts[2], 2), 0)
    }
    let c = try activate(&graph, parts[3], 1)
    let next = try graph.call(
      Arithmetic.add,
      [graph.call(Arithmetic.multiply, [f, cell]), graph.call(Arithmetic.multiply, [i, c])])
    let o = try activate(&graph, seeing(&graph, next, parts[1], 1), 0)
    state.cell = next
    state.hidden = try graph.call(Arithmetic.multiply, [o, activations[2](&graph, next)])
  }

  /// `gate` with what it sees of `cell` through its peephole, if it has one.
  private func seeing(
    _ graph: inout GraphImporter, _ cell: ID<Node>, _ gate: ID<Node>, _ index: Int
  ) throws(Diagnostic) -> ID<Node> {
    guard !peepholes.isEmpty else { return gate }
    let seen = try graph.call(Arithmetic.multiply, [cell, peepholes[index]])
    return try graph.call(Arithmetic.add, [gate, seen])
  }

  /// Gates in ONNX's order: update, reset, hidden.
  mutating func stepGRU(
    _ graph: inout GraphImporter, _ input: ID<Node>
  ) throws(Diagnostic) {
    let old = state.hidden
    let x = try gates(&graph, product(&graph, input, inputWeights, inputBias), axis: 1)
    let h = try gates(&graph, stateProduct(&graph), axis: 1)
    let z = try activate(&graph, graph.call(Arithmetic.add, [x[0], h[0]]), 0)
    let r = try activate(&graph, graph.call(Arithmetic.add, [x[1], h[1]]), 0)
    var recurrent = h[2]
    if resetsLate {
      recurrent = try graph.call(Arithmetic.multiply, [r, recurrent])
    } else {
      let weights = try gates(&graph, stateWeights, axis: 0)[2]
      var bias: ID<Node>?
      if let stateBias { bias = try gates(&graph, stateBias, axis: 0)[2] }
      recurrent = try product(&graph, graph.call(Arithmetic.multiply, [r, old]), weights, bias)
    }
    let new = try activate(&graph, graph.call(Arithmetic.add, [x[2], recurrent]), 1)
    let rest = try graph.call(Arithmetic.subtract, [graph.scalar(1, like: z), z])
    state.hidden = try graph.call(
      Arithmetic.add,
      [graph.call(Arithmetic.multiply, [rest, new]), graph.call(Arithmetic.multiply, [z, old])])
  }

}
