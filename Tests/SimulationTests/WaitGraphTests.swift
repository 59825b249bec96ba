import Simulation
import Testing

/// Where waits begin, and in which order they are told.
@Suite struct WaitGraphTests {

  private typealias Node = WaitGraph.Node
  private typealias Edge = WaitGraph.Edge

  /// Units `a`, `b`, … that wait at these instructions.
  private func nodes(_ numbers: Int...) -> [Node] {
    zip("abcdefgh", numbers).map {
      Node(unit: String($0), instruction: InstructionNumber($1), state: .waits)
    }
  }

  private func edge(_ from: Int, _ to: Int, by partner: Int?) -> Edge {
    Edge(from: from, to: to, .token, queue: "\(from)\(to)", partner: partner.map { .init($0) })
  }

  private func units(_ graph: WaitGraph) -> String { graph.nodes.map(\.unit).joined() }

  @Test func aChainIsToldFromItsEnd() {
    let graph = WaitGraph(
      nodes: nodes(118, 20, 5),
      edges: [edge(0, 1, by: 30), edge(1, 2, by: 7), edge(2, 0, by: nil)])
    #expect(units(graph) == "cba")
    #expect(graph.root == WaitGraph.Root(node: 0, circle: []))
    #expect(graph.edges.map(\.from) == [0, 1, 2])
    #expect(graph.rootEdge?.queue == "20")
    #expect(graph.starvedQueue == "20")
  }

  @Test func theEarliestOfTheStarvedIsTheRoot() {
    let graph = WaitGraph(
      nodes: nodes(9, 4, 6), edges: [edge(0, 1, by: nil), edge(1, 0, by: nil), edge(2, 0, by: 10)])
    #expect(units(graph) == "bac")
    #expect(graph.roots.map(\.node) == [0, 1])
  }

  /// `a` waits for what stands behind it, the others for what stands before them.
  @Test func aCircleBeginsWithWhatWaitsForTheFuture() {
    let graph = WaitGraph(
      nodes: nodes(5, 118, 60, 200),
      edges: [
        edge(0, 1, by: 118), edge(1, 2, by: 61), edge(2, 0, by: 7), edge(3, 1, by: 130),
      ])
    #expect(graph.circle == ["a", "b", "c"])
    #expect(units(graph) == "acbd")
    #expect(graph.first?.unit == "a")
  }

  /// A circle would not hold without what nobody does: that is the root, even if it is later.
  @Test func theStarvedGoesBeforeTheCircleThatWaitsForIt() {
    let graph = WaitGraph(
      nodes: nodes(1, 2, 50),
      edges: [
        edge(0, 1, by: 3), edge(1, 0, by: 4), edge(1, 2, by: 60), edge(2, 0, by: nil),
      ])
    #expect(graph.first?.unit == "c")
    #expect(graph.roots.map(\.isStarved) == [true, false])
  }

  /// Everybody is told once, and each root and edge is among the nodes, whatever waits for whom.
  @Test func everyGraphIsToldWhole() {
    for shape in 0 ..< 1 << 12 {
      let count = 3
      var edges: [Edge] = []
      for from in 0 ..< count {
        let kind = shape >> (4 * from) & 15
        if kind & 8 != 0 { edges.append(edge(from, (from + 1) % count, by: nil)) }
        for to in 0 ..< count where kind >> to & 1 == 1 {
          edges.append(edge(from, to, by: 10 * to + from))
        }
      }
      let graph = WaitGraph(nodes: nodes(20, 0, 10), edges: edges)
      #expect(Set(graph.nodes.map(\.unit)).count == count)
      #expect(graph.edges.count == edges.count)
      let isStuck = (0 ..< count).contains { from in edges.contains { $0.from == from } }
      let isChain = graph.roots.isEmpty
      if isStuck, isChain {
        #expect(edges.contains { edge in !edges.contains { $0.from == edge.to } })
      }
      for root in graph.roots where !root.isStarved {
        for (node, next) in zip(root.circle, root.circle.dropFirst() + [root.node]) {
          #expect(graph.edges.contains { $0.from == node && $0.to == next && $0.partner != nil })
        }
      }
    }
  }

}
