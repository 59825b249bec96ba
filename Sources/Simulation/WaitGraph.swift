/// Who waits for whom where streams get stuck, told from the root.
///
/// A unit works in order, so one that never gets past an instruction keeps everybody from going on
/// who waits for what comes after it. Where that begins is a root: an instruction whose token, or
/// room, nobody will ever make; or a circle of units of which each waits for the next.
public struct WaitGraph: Sendable, Hashable {

  /// A unit, and the instruction that it does not get past.
  public struct Node: Sendable, Hashable {

    /// How the unit and the instruction stand to each other.
    public enum State: String, Sendable, Hashable, CaseIterable {

      /// It waits there.
      case waits

      /// It will wait there, and still has something to do before.
      case arrives

      /// The instruction has not been fetched, and never will be.
      case unfetched

      /// The unit does not wait.
      case free
    }

    public var unit: String

    /// Nil where nothing is left of the unit.
    public var instruction: InstructionNumber?
    public var state: State

    public init(unit: String, instruction: InstructionNumber?, state: State) {
      self.unit = unit
      self.instruction = instruction
      self.state = state
    }
  }

  /// From one that waits to the one that would end that.
  public struct Edge: Sendable, Hashable {

    public enum Reason: String, Sendable, Hashable, CaseIterable {

      /// A token in a queue that is empty.
      case token

      /// Room in a queue that is full.
      case room

      /// Room for an instruction in the queue of a unit, so that those behind it are fetched.
      case fetch
    }

    /// Places among the nodes.
    public var from: Int
    public var to: Int

    public var reason: Reason

    /// The token queue; of `fetch` the unit that has no room.
    public var queue: String

    /// The instruction that would end it; nil if none ever will.
    public var partner: InstructionNumber?

    /// How many tokens have been pushed into the queue and popped from it until then.
    public var pushed: Int
    public var popped: Int

    public init(
      from: Int, to: Int, _ reason: Reason, queue: String, partner: InstructionNumber?,
      pushed: Int = 0, popped: Int = 0
    ) {
      self.from = from
      self.to = to
      self.reason = reason
      self.queue = queue
      self.partner = partner
      self.pushed = pushed
      self.popped = popped
    }
  }

  /// What everything else follows from.
  public struct Root: Sendable, Hashable {

    /// The node that can't go on by its own need, and not only because another stands still.
    public var node: Int

    /// The nodes of a circle, from that one on; empty where nobody will do what it waits for.
    public var circle: [Int]

    public var isStarved: Bool { circle.isEmpty }

    public init(node: Int, circle: [Int] = []) {
      self.node = node
      self.circle = circle
    }
  }

  /// In the order in which they are told: each root, and then who waits because of it.
  public private(set) var nodes: [Node] = []

  /// In the order of the nodes that wait.
  public private(set) var edges: [Edge] = []

  /// The first one first.
  public private(set) var roots: [Root] = []

  /// - Parameters:
  ///   - nodes: in any order.
  ///   - edges: by places among `nodes`.
  /// - Cost: O(nodes³).
  public init(nodes: [Node], edges: [Edge]) {
    let paths = WaitPaths(nodes, edges)
    let order = paths.order
    let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    func renumbered(_ node: Int) -> Int { place[node] ?? node }
    self.nodes = order.map { nodes[$0] }
    self.edges = edges.enumerated().map { offset, edge in
      var edge = edge
      edge.from = renumbered(edge.from)
      edge.to = renumbered(edge.to)
      return (offset, edge)
    }.sorted { ($0.1.from, $0.0) < ($1.1.from, $1.0) }.map(\.1)
    roots = paths.roots.map { root in
      Root(node: renumbered(root.node), circle: root.circle.map(renumbered))
    }
  }

}

extension WaitGraph {

  public var root: Root? { roots.first }

  /// The first node, where a root is.
  public var first: Node? { root.map { nodes[$0.node] } }

  /// The edges from a node.
  public func edges(from node: Int) -> [Edge] { edges.filter { $0.from == node } }

  /// The edge by which the first root can't go on.
  public var rootEdge: Edge? {
    guard let root else { return nil }
    let own = edges(from: root.node)
    guard !root.isStarved else { return own.first { $0.partner == nil } }
    let next = root.circle.count > 1 ? root.circle[1] : root.node
    return own.first { $0.to == next }
  }

  /// The units that wait now.
  public var waiting: [Node] { nodes.filter { $0.state == .waits } }

  /// The units of the first circle that is a root; empty if none is.
  public var circle: [String] { roots.first { !$0.isStarved }?.circle.map { nodes[$0].unit } ?? [] }

  /// The first queue that nobody will push into (or pop from) any more.
  public var starvedQueue: String? {
    roots.first { $0.isStarved }.flatMap { root in
      edges(from: root.node).first { $0.partner == nil }?.queue
    }
  }

}
