/// Finds where waits begin.
struct WaitPaths {

  private let nodes: [WaitGraph.Node]
  private let edges: [WaitGraph.Edge]

  /// For each node those that it waits for, also through others.
  private var reached: [Set<Int>]

  init(_ nodes: [WaitGraph.Node], _ edges: [WaitGraph.Edge]) {
    self.nodes = nodes
    self.edges = edges
    reached = nodes.map { _ in [] }
    for edge in edges where edge.partner != nil { reached[edge.from].insert(edge.to) }
    for middle in nodes.indices {
      for node in nodes.indices where reached[node].contains(middle) {
        reached[node].formUnion(reached[middle])
      }
    }
  }

  /// Those that wait for nobody, and circles; the earliest instruction first, but a circle that
  /// also waits for what nobody will do after that.
  var roots: [WaitGraph.Root] {
    let starved = Set(edges.filter { $0.partner == nil }.map(\.from))
    var roots = starved.map { WaitGraph.Root(node: $0, circle: []) }
    var seen: Set<Int> = []
    for node in nodes.indices where reached[node].contains(node) && !seen.contains(node) {
      let circle = Set(reached[node].filter { reached[$0].contains(node) })
      seen.formUnion(circle)
      let begin = beginning(of: circle)
      roots.append(WaitGraph.Root(node: begin, circle: path(around: circle, from: begin)))
    }
    func isLater(_ root: WaitGraph.Root) -> Bool {
      !root.isStarved && !reached[root.node].union([root.node]).isDisjoint(with: starved)
    }
    return roots.sorted {
      (isLater($0) ? 1 : 0, number($0.node), $0.isStarved ? 0 : 1)
        < (isLater($1) ? 1 : 0, number($1.node), $1.isStarved ? 0 : 1)
    }
  }

  /// The nodes from each root on, those that wait for one directly before the others.
  var order: [Int] {
    var order: [Int] = []
    var seen: Set<Int> = []
    func tell(_ nodes: some Sequence<Int>) {
      for node in nodes.sorted(by: { number($0) < number($1) })
      where seen.insert(node).inserted { order.append(node) }
    }
    for root in roots {
      var place = order.count
      tell([root.node])
      while place < order.count {
        let node = order[place]
        tell(edges.filter { $0.to == node }.map(\.from))
        place += 1
      }
    }
    tell(nodes.indices)
    return order
  }

  private func number(_ node: Int) -> Int { nodes[node].instruction?.value ?? .max }

  /// The earliest instruction of a circle that waits for a later one: in the order of the program,
  /// what the others wait for comes before them.
  private func beginning(of circle: Set<Int>) -> Int {
    let ahead = edges.filter { edge in
      guard edge.reason != .fetch, circle.contains(edge.from), circle.contains(edge.to) else {
        return false
      }
      return edge.partner.map { number(edge.from) <= $0.value } ?? false
    }.map(\.from)
    let own = ahead.isEmpty ? Array(circle) : ahead
    return own.min { number($0) < number($1) } ?? 0
  }

  /// The shortest way from a node of a circle back to it, without its end.
  private func path(around circle: Set<Int>, from begin: Int) -> [Int] {
    var paths = [[begin]]
    var place = 0
    var seen: Set<Int> = []
    while place < paths.count {
      let path = paths[place]
      place += 1
      let next = edges.filter { $0.from == path[path.count - 1] && $0.partner != nil }.map(\.to)
      if next.contains(begin) { return path }
      for node in next where circle.contains(node) && seen.insert(node).inserted {
        paths.append(path + [node])
      }
    }
    return [begin]
  }

}
