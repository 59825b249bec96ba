import Diagnostics

/// The order in which the nodes of a graph can be converted.
struct GraphSchedule {

  /// The positions of the nodes that the outputs need, each after those that it reads.
  private(set) var order: [Int] = []

  /// What no node makes and nothing else gives, with the position of the node that reads it; -1 for
  /// an output of the graph.
  private(set) var missing: [(name: String, reader: Int)] = []

  private let nodes: [NodeProto]
  private var producers: [String: Int] = [:]

  /// Orders `nodes` for `outputs`, where `isKnown` says what exists before.
  /// - Errors: two nodes make one name, or nodes wait for each other.
  init(
    _ nodes: [NodeProto], outputs: [String], isKnown: (String) -> Bool
  ) throws(Diagnostic) {
    self.nodes = nodes
    for (index, node) in nodes.enumerated() {
      for output in node.output where !output.isEmpty {
        guard producers.updateValue(index, forKey: output) == nil, !isKnown(output) else {
          throw .error("`\(output)` is made twice, the second time by node \(index)")
        }
      }
    }
    try visit(outputs, isKnown)
  }

  private mutating func visit(
    _ outputs: [String], _ isKnown: (String) -> Bool
  ) throws(Diagnostic) {
    var state = [UInt8](repeating: 0, count: nodes.count)  // 1 entered, 2 done
    var stack = needs(outputs, -1, isKnown).reversed() as [Int]
    while let index = stack.last {
      if state[index] == 0 {
        state[index] = 1
        let needed = needs(try nodes[index].reads(), index, isKnown)
        if let cycle = needed.first(where: { state[$0] == 1 }) {
          throw .error("nodes \(cycle) and \(index) wait for each other")
        }
        stack += needed.filter { state[$0] == 0 }.reversed()
      } else {
        if state[index] == 1 { order.append(index) }
        state[index] = 2
        stack.removeLast()
      }
    }
  }

  /// The positions of the nodes that make `names`.
  private mutating func needs(
    _ names: [String], _ reader: Int, _ isKnown: (String) -> Bool
  ) -> [Int] {
    var result: [Int] = []
    for name in names where !name.isEmpty && !isKnown(name) {
      if let producer = producers[name] {
        result.append(producer)
      } else {
        missing.append((name, reader))
      }
    }
    return result
  }

}

extension NodeProto {

  /// What the node reads: its inputs, and what the graphs in its attributes read from outside.
  /// - Errors: graphs lie too deep in each other, or are none.
  func reads(depth: Int = 0) throws(Diagnostic) -> [String] {
    guard depth < GraphImporter.depthLimit else { throw .tooDeep }
    var names = input
    for attribute in attribute where !attribute.g.isEmpty {
      let graph = try decoded(GraphProto.self, [UInt8](attribute.g))
      var made = Set(graph.initializer.map(\.name) + graph.input.map(\.name))
      for node in graph.node { made.formUnion(node.output) }
      for node in graph.node {
        names += try node.reads(depth: depth + 1).filter { !made.contains($0) }
      }
      names += graph.output.map(\.name).filter { !made.contains($0) }
    }
    return names
  }

}

extension Diagnostic {
  /// Graphs or functions of a model lie too deep in each other.
  static var tooDeep: Diagnostic {
    .error("more than \(GraphImporter.depthLimit) graphs or functions lie in each other")
  }
}
