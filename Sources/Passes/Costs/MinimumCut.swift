/// A cheapest way to part a network, so that nothing flows from its source to its sink any more.
///
/// - Source: E. A. Dinic, "Algorithm for solution of a problem of maximum flow in networks with power
///   estimation" (1970).
struct MinimumCut {

  private struct Edge {
    let end: Int
    var rest: Int
  }

  /// More than any sum of what is asked for.
  static let unlimited = Int.max / 4

  static let source = 0
  static let sink = 1

  /// An edge and the one back lie side by side.
  private var edges: [Edge] = []
  private var outgoing: [[Int]] = [[], []]

  /// For each node how many edges lie between the source and it; -1 where no way leads to it.
  private var depths: [Int] = []

  /// For each node how many of its edges lead no further.
  private var used: [Int] = []

  mutating func addNode() -> Int {
    outgoing.append([])
    return outgoing.count - 1
  }

  /// Makes it cost `capacity` to have `start` on the side of the source and `end` on the other one.
  mutating func connect(_ start: Int, _ end: Int, _ capacity: Int) {
    guard capacity > 0 else { return }
    outgoing[start].append(edges.count)
    edges.append(Edge(end: end, rest: capacity))
    outgoing[end].append(edges.count)
    edges.append(Edge(end: start, rest: 0))
  }

  /// The nodes on the side of the source, as few as there can be; nil where it was left early.
  /// - Cost: O(nodes² · edges) at most.
  mutating func sourceSide(isDone: () -> Bool) -> Set<Int>? {
    while findDepths() {
      if isDone() { return nil }
      used = Array(repeating: 0, count: outgoing.count)
      while push() {}
    }
    return Set(outgoing.indices.filter { depths[$0] >= 0 })
  }

  /// Whether a way leads to the sink.
  private mutating func findDepths() -> Bool {
    depths = Array(repeating: -1, count: outgoing.count)
    depths[Self.source] = 0
    var queue = [Self.source]
    var next = 0
    while next < queue.count {
      let node = queue[next]
      next += 1
      for index in outgoing[node] where edges[index].rest > 0 && depths[edges[index].end] < 0 {
        depths[edges[index].end] = depths[node] + 1
        queue.append(edges[index].end)
      }
    }
    return depths[Self.sink] >= 0
  }

  /// Pushes along one way as much as it takes; whether there was one.
  private mutating func push() -> Bool {
    var path: [Int] = []
    var node = Self.source
    while node != Self.sink {
      if let index = nextEdge(of: node) {
        path.append(index)
        node = edges[index].end
      } else {
        guard let last = path.popLast() else { return false }
        node = edges[last ^ 1].end
        used[node] += 1
      }
    }
    let amount = path.map { edges[$0].rest }.min() ?? 0
    for index in path {
      edges[index].rest -= amount
      edges[index ^ 1].rest += amount
    }
    return true
  }

  private mutating func nextEdge(of node: Int) -> Int? {
    while used[node] < outgoing[node].count {
      let index = outgoing[node][used[node]]
      if edges[index].rest > 0, depths[edges[index].end] == depths[node] + 1 { return index }
      used[node] += 1
    }
    return nil
  }

}
