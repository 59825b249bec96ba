/// Units of which some wait for others: what a graph of waits is made of.
public protocol WaitingUnits {

  /// Units are asked for by their places, from 0.
  var unitCount: Int { get }

  func name(of unit: Int) -> String

  /// The next instruction of a unit in the stream, fetched or not.
  func next(of unit: Int) -> InstructionNumber?

  func state(of unit: Int) -> WaitGraph.Node.State

  /// All that keeps the next instruction of a unit from running.
  func needs(of unit: Int) -> [WaitGraph.Need]

  /// The unit that has no room for the first instruction that is not fetched; nil where all are.
  var unitWithoutRoom: Int? { get }

}

extension WaitGraph {

  /// A token, or room, that an instruction needs.
  public struct Need: Sendable, Hashable {

    public var reason: Edge.Reason
    public var queue: String

    /// The unit that would have to push, or to pop, and its next instruction that would, if there is
    /// one.
    public var partner: Int
    public var next: InstructionNumber?

    /// How many tokens have been pushed into the queue and popped from it.
    public var pushed: Int
    public var popped: Int

    public init(
      _ reason: Edge.Reason, queue: String, partner: Int, next: InstructionNumber?, pushed: Int,
      popped: Int
    ) {
      self.reason = reason
      self.queue = queue
      self.partner = partner
      self.next = next
      self.pushed = pushed
      self.popped = popped
    }
  }

  /// Who waits for whom of these.
  public init(of units: some WaitingUnits) {
    var builder = WaitGraphBuilder(units: units)
    for unit in 0 ..< units.unitCount { builder.add(unit) }
    self.init(nodes: builder.nodes, edges: builder.edges)
  }

}

/// Gives units their places in a graph of waits.
private struct WaitGraphBuilder<Units: WaitingUnits> {

  let units: Units

  private(set) var nodes: [WaitGraph.Node] = []
  private(set) var edges: [WaitGraph.Edge] = []

  /// For each unit its place among the nodes.
  private var places: [Int: Int] = [:]

  init(units: Units) { self.units = units }

  /// Adds all that a unit waits for.
  mutating func add(_ unit: Int) {
    for need in units.needs(of: unit) {
      let (from, to) = (node(of: unit), node(of: need.partner))
      edges.append(
        WaitGraph.Edge(
          from: from, to: to, need.reason, queue: need.queue, partner: need.next,
          pushed: need.pushed, popped: need.popped))
    }
  }

  private mutating func node(of unit: Int) -> Int {
    if let place = places[unit] { return place }
    let place = nodes.count
    places[unit] = place
    let state = units.state(of: unit)
    nodes.append(
      WaitGraph.Node(unit: units.name(of: unit), instruction: units.next(of: unit), state: state))
    if state == .unfetched, let unit = units.unitWithoutRoom { addFetch(from: place, to: unit) }
    return place
  }

  /// Fetching goes in order: what is not fetched waits for room in the queue of one unit.
  private mutating func addFetch(from place: Int, to unit: Int) {
    let to = node(of: unit)
    edges.append(
      WaitGraph.Edge(
        from: place, to: to, .fetch, queue: units.name(of: unit), partner: units.next(of: unit)))
  }

}
