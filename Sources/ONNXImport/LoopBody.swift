import Diagnostics
import GraphIR
import Support
import Tensors

/// The graph that a loop repeats: each iteration becomes nodes of its own, whose names begin with
/// that of the loop and the number of the iteration.
struct LoopBody {

  /// All loops of a model together may not make it larger than this.
  private static let nodeLimit = 1 << 19

  private let node: ModelNode
  private let graph: GraphProto

  /// What the iterations share.
  private let constants: [String: ID<Node>]

  var inputCount: Int { graph.input.count }
  var outputCount: Int { graph.output.count }

  /// The name of the output at `index`.
  func outputName(_ index: Int) -> String { graph.output[index].name }

  /// The body of the loop `node`.
  /// - Errors: it has none.
  init(_ importer: inout GraphImporter, _ node: ModelNode) throws(Diagnostic) {
    guard var graph = try node.graph("body") else { throw .error("the body is missing") }
    self.node = node
    constants = try importer.constants(of: graph, node)
    graph.initializer = []
    graph.node.removeAll(where: \.isConstant)
    self.graph = graph
  }

  /// What the iteration `index` gives for `arguments`; `nil` where something in the body is not
  /// supported, which is a problem already.
  /// - Errors: there are more iterations or nodes than a model may have.
  func iteration(
    _ index: Int, _ arguments: [ID<Node>], _ importer: inout GraphImporter
  ) throws(Diagnostic) -> [ID<Node>]? {
    try Interruption.current.check()
    guard index < importer.loopLimit else { throw tooLong(index) }
    guard importer.builder.module.nodes.count < Self.nodeLimit else {
      throw .error(
        "iteration \(index) makes the model larger than \(Self.nodeLimit) nodes",
        hints: ["a loop becomes the nodes of all of its iterations"], failure: .limit)
    }
    guard arguments.count == graph.input.count else {
      throw .error("a body of \(graph.input.count) inputs got \(arguments.count)")
    }
    var names = constants
    for (input, argument) in zip(graph.input, arguments) { names[input.name] = argument }
    let results = try importer.importGraph(graph, node, arguments: names, iteration: index)
    return results.count == graph.output.count ? results : nil
  }

  private func tooLong(_ count: Int) -> Diagnostic {
    .error(
      "the loop goes on after \(count) iterations",
      hints: ["`set loop-limit N`, before `load`, allows more"], failure: .limit)
  }

  /// The types of what the body gives, which is not made a part of the graph.
  /// - Errors: it gives something that is no tensor.
  func types(
    _ arguments: [ID<Node>], _ importer: GraphImporter
  ) throws(Diagnostic) -> [TensorType] {
    var trial = importer
    guard let results = try iteration(0, arguments, &trial) else {
      throw .error("the body, which never runs, gives outputs whose shapes are not known")
    }
    var types: [TensorType] = []
    for result in results { types.append(try trial.type(of: result)) }
    return types
  }

}

extension GraphImporter {

  /// What a loop without iterations gives for an output of all of them, each of `type`; an extent
  /// that is open is none.
  mutating func empty(_ type: TensorType, axis: Int = 0) throws(Diagnostic) -> ID<Node> {
    var shape = type.shape.map { $0 ?? 0 }
    shape.insert(0, at: try position(axis, rank: shape.count + 1))
    return constant(Tensor(zeros: type.element, shape))
  }

}
