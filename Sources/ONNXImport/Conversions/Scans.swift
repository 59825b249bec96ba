import Diagnostics
import GraphIR
import Support
import Tensors

/// Loops over the slices of tensors, which become their steps one after the other.
enum Scans {

  static let conversions: [Conversion] = [
    Conversion("Scan") { graph, node throws(Diagnostic) in
      let scan = try Scan(&graph, node)
      return try node.version <= 8 ? scan.batched(&graph) : scan.results(&graph)
    }
  ]

  /// One way through tensors.
  private struct Path {
    var axis: Int
    var isBackwards: Bool
  }

  private struct Scan {

    private let node: ModelNode
    private let body: LoopBody

    /// How many of the inputs are scanned: the last ones.
    private let scanned: Int
    private let inputs: [ID<Node>]
    private let inputPaths: [Path]
    private let outputPaths: [Path]

    private var stateCount: Int { inputs.count - scanned }

    init(_ graph: inout GraphImporter, _ node: ModelNode) throws(Diagnostic) {
      self.node = node
      body = try LoopBody(&graph, node)
      var inputs: [ID<Node>] = []
      for index in node.inputs.indices.dropFirst(node.version <= 8 ? 1 : 0) {
        inputs.append(try node[index])
      }
      self.inputs = inputs
      guard let scanned = try node.integer("num_scan_inputs"), scanned > 0,
        scanned <= inputs.count, body.inputCount == inputs.count, body.outputCount >= inputs.count - scanned
      else {
        throw .error(
          "a body of \(body.inputCount) inputs and \(body.outputCount) outputs for "
            + "\(inputs.count) inputs")
      }
      self.scanned = scanned
      let old = node.version <= 8
      inputPaths = try Self.paths(
        node, old ? nil : "scan_input_axes", old ? "directions" : "scan_input_directions", scanned)
      outputPaths = try Self.paths(
        node, old ? nil : "scan_output_axes", old ? nil : "scan_output_directions",
        body.outputCount - (inputs.count - scanned))
    }

    private static func paths(
      _ node: ModelNode, _ axes: String?, _ directions: String?, _ count: Int
    ) throws(Diagnostic) -> [Path] {
      func list(_ name: String?) throws(Diagnostic) -> [Int] {
        guard let name, let given = try node.integers(name) else {
          return Array(repeating: 0, count: count)
        }
        guard given.count == count else {
          throw .error("`\(name)` has \(given.count) numbers, expected \(count)")
        }
        return given
      }
      return zip(try list(axes), try list(directions)).map {
        Path(axis: $0, isBackwards: $1 != 0)
      }
    }

    /// The outputs for inputs that have no axis of samples.
    func results(_ graph: inout GraphImporter) throws(Diagnostic) -> [ID<Node>] {
      guard
        let (state, columns) = try steps(
          &graph, Array(inputs.prefix(stateCount)), Array(inputs.suffix(scanned)), nil)
      else { return [] }
      var results = state
      for (column, path) in zip(columns, outputPaths) {
        let parts = path.isBackwards ? column.reversed() : column
        guard let first = parts.first else { continue }
        let axis = try graph.position(path.axis, rank: graph.rank(of: first) + 1)
        results.append(try graph.stacked(parts, axis: axis))
      }
      if columns.contains(where: \.isEmpty) { results += try none(&graph) }
      return results
    }

    /// The state after the last step, and what each step gives for each of the other outputs; `nil`
    /// where something in the body is not supported.
    private func steps(
      _ graph: inout GraphImporter, _ state: [ID<Node>], _ tensors: [ID<Node>], _ length: Int?
    ) throws(Diagnostic) -> (state: [ID<Node>], columns: [[ID<Node>]])? {
      var axes: [Int] = []
      var extents: [Int] = []
      for (tensor, path) in zip(tensors, inputPaths) {
        let axis = try graph.position(path.axis, in: tensor)
        axes.append(axis)
        extents.append(try graph.extents(of: tensor)[axis])
      }
      guard Set(extents).count == 1 else {
        throw .error("inputs of \(extents) steps, expected as many of each")
      }
      let count = min(length ?? extents[0], extents[0])
      var state = state
      var columns = Array(repeating: [ID<Node>](), count: body.outputCount - state.count)
      for step in 0 ..< count {
        var slices: [ID<Node>] = []
        for (index, tensor) in tensors.enumerated() {
          let position = inputPaths[index].isBackwards ? count - 1 - step : step
          slices.append(try graph.slice(tensor, position, axis: axes[index]))
        }
        guard let results = try body.iteration(step, state + slices, &graph) else { return nil }
        state = Array(results.prefix(state.count))
        for (column, result) in results.dropFirst(state.count).enumerated() {
          columns[column].append(result)
        }
      }
      return (state, columns)
    }

    /// The outputs of all steps where there are none.
    private func none(_ graph: inout GraphImporter) throws(Diagnostic) -> [ID<Node>] {
      var arguments = Array(inputs.prefix(stateCount))
      for (tensor, path) in zip(inputs.suffix(scanned), inputPaths) {
        let type = try graph.type(of: tensor)
        var shape = try graph.extents(of: tensor)
        shape.remove(at: try graph.position(path.axis, in: tensor))
        arguments.append(graph.constant(Tensor(zeros: type.element, shape)))
      }
      var results: [ID<Node>] = []
      let types = try body.types(arguments, graph).dropFirst(stateCount)
      for (type, path) in zip(types, outputPaths) {
        results.append(try graph.empty(type, axis: path.axis))
      }
      return results
    }

    /// The outputs as version 8 has them: the first axis of all inputs and outputs counts samples,
    /// which may have different numbers of steps, the second one counts steps.
    func batched(_ graph: inout GraphImporter) throws(Diagnostic) -> [ID<Node>] {
      let shape = try graph.extents(of: inputs[stateCount])
      guard shape.count > 1, shape[0] > 0, shape[1] > 0 else {
        throw .error("an input of shape \(shape), expected axes of samples and of steps")
      }
      let lengths = try graph.constant(node, 0, "sequence_lens")?.ints
      guard lengths.map({ $0.count == shape[0] && $0.allSatisfy((1 ... shape[1]).contains) }) ?? true
      else { throw .error("`sequence_lens` are \(lengths ?? []), expected 1 to \(shape[1])") }
      var rows = Array(repeating: [ID<Node>](), count: body.outputCount)
      for sample in 0 ..< shape[0] {
        var own: [ID<Node>] = []
        for input in inputs { own.append(try graph.slice(input, sample, axis: 0)) }
        guard
          let (state, columns) = try steps(
            &graph, Array(own.prefix(stateCount)), Array(own.suffix(scanned)), lengths?[sample])
        else { return [] }
        for (index, value) in state.enumerated() { rows[index].append(value) }
        for (index, column) in columns.enumerated() {
          rows[stateCount + index].append(try padded(column, to: shape[1], &graph))
        }
      }
      var results: [ID<Node>] = []
      for row in rows { results.append(try graph.stacked(row, axis: 0)) }
      return results
    }

    /// `column` as one tensor, with zeros for steps that a short sample does not have.
    private func padded(
      _ column: [ID<Node>], to count: Int, _ graph: inout GraphImporter
    ) throws(Diagnostic) -> ID<Node> {
      guard let last = column.last else { throw .error("there are no steps") }
      let type = try graph.type(of: last)
      var column = column
      if column.count < count {
        let zeros = graph.constant(Tensor(zeros: type.element, try graph.extents(of: last)))
        column += Array(repeating: zeros, count: count - column.count)
      }
      return try graph.stacked(column, axis: 0)
    }

  }

}
