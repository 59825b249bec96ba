import GraphIR
import Support

/// Which numbers lead to which, as rows of one table.
struct Adjacency: Sendable {

  /// Where the row of each number begins; one more for the end.
  private var starts: [Int32]
  private var targets: [Int32]

  /// - Parameters:
  ///   - count: how many numbers there are, from 0 on.
  ///   - edges: from where to where; those of one number stay in their order.
  /// - Cost: O(numbers + edges).
  init(count: Int, _ edges: [(from: Int32, to: Int32)]) {
    starts = [Int32](repeating: 0, count: count + 1)
    for edge in edges { starts[Int(edge.from) + 1] += 1 }
    for number in 0 ..< count { starts[number + 1] += starts[number] }
    var next = starts
    targets = [Int32](repeating: 0, count: edges.count)
    for edge in edges {
      targets[Int(next[Int(edge.from)])] = edge.to
      next[Int(edge.from)] += 1
    }
  }

  /// Where `number` leads.
  subscript(number: Int) -> ArraySlice<Int32> {
    targets[Int(starts[number]) ..< Int(starts[number + 1])]
  }

  /// The same table with all edges turned round.
  var reversed: Adjacency {
    var edges: [(from: Int32, to: Int32)] = []
    edges.reserveCapacity(targets.count)
    for number in 0 ..< starts.count - 1 {
      for target in self[number] { edges.append((target, Int32(number))) }
    }
    return Adjacency(count: starts.count - 1, edges)
  }

}

extension Adjacency {
  /// For each node, by index, who of `nodes` reads it, in order.
  init(readersAmong nodes: [ID<Node>], in module: GraphModule) {
    var edges: [(from: Int32, to: Int32)] = []
    for id in nodes {
      module.forEachDependency(of: id) { edges.append(($0.index, id.index)) }
    }
    self.init(count: module.nodes.count, edges)
  }
}
