import Diagnostics
import Effects
import TargetKit

/// An instruction that a token needs and that is not there.
struct TokenGap: Hashable {

  /// Before which instruction, and of which unit.
  var place: Int
  var unit: Int

  /// The queues that it puts a token into, and takes one from.
  var pushes: [Int]
  var pops: [Int]

  /// What is to be carried.
  var edge: DependenceEdge

  /// The same for all dependences that one instruction could carry.
  var withoutEdge: TokenGap {
    var gap = self
    gap.edge = DependenceEdge(earlier: 0, later: 0)
    return gap
  }

  func fits(_ call: Call, _ flags: TokenFlags) -> Bool {
    pushes.allSatisfy { flags.canPush(call, of: unit, into: $0) }
      && pops.allSatisfy { flags.canPop(call, of: unit, from: $0) }
  }

}

/// Finds the instructions that carry dependences from unit to unit.
struct TokenRouter {

  private let description: MachineDescription
  private let queues: [OrderDescription.TokenQueue]
  private let flags: TokenFlags
  private let calls: [Call]
  private let dependences: CallDependences
  private let routes: TokenRoutes

  /// For each queue.
  private(set) var pairs: [[TokenPair]]

  /// What has to be there before all can be carried.
  private(set) var gaps: [TokenGap] = []

  init(
    _ description: MachineDescription, _ queues: [OrderDescription.TokenQueue],
    _ flags: TokenFlags, _ calls: [Call], _ dependences: CallDependences
  ) {
    self.description = description
    self.queues = queues
    self.flags = flags
    self.calls = calls
    self.dependences = dependences
    routes = TokenRoutes(queues.map { ($0.from, $0.to) }, units: dependences.members.count)
    pairs = queues.map { _ in [] }
  }

  /// Adds the tokens that carry a dependence, or what is missing for them.
  ///
  /// It is gone from the later instruction to the earlier: an instruction on the way waits as late
  /// as it can, so that its unit is held up as little as can be.
  /// - Errors: no queues lead from one unit to the other.
  mutating func carry(_ edge: DependenceEdge) throws(Diagnostic) {
    let (from, to) = (dependences.units[edge.earlier], dependences.units[edge.later])
    guard let way = routes[from, to] else {
      throw .error(
        description.needs(edge, calls, dependences),
        notes: [
          "no token queues lead from `\(description.units[from].name)` to "
            + "`\(description.units[to].name)`, by way of other units neither"
        ],
        hints: ["describe a queue for it in `order:`"])
    }
    // Before this place, the instruction that takes the token of the hop behind.
    var end = edge.later + 1
    var pushes: [Int] = []
    var found: [(queue: Int, pair: TokenPair)] = []
    for queue in way.reversed() {
      guard let place = carrier(of: edge, before: end, pushes, queue) else { return }
      // What takes a token of this hop gives that of the next.
      if !found.isEmpty { found[found.count - 1].pair.push = place }
      found.append((queue, TokenPair(push: place, pop: place)))
      end = place
      pushes = [queue]
    }
    guard let first = way.first, let push = source(of: edge, before: end, first) else { return }
    found[found.count - 1].pair.push = push
    for each in found { pairs[each.queue].append(each.pair) }
  }

  /// The last instruction between the two of a dependence that takes a token from a queue and puts
  /// one into each of `pushes`; a gap where there is none.
  private mutating func carrier(
    of edge: DependenceEdge, before end: Int, _ pushes: [Int], _ queue: Int
  ) -> Int? {
    let unit = queues[queue].to
    let place = dependences.last(of: unit, in: edge.earlier + 1 ..< end) { place in
      pushes.allSatisfy { flags.canPush(calls[place], of: unit, into: $0) }
        && flags.canPop(calls[place], of: unit, from: queue)
    }
    if place == nil {
      gaps.append(
        TokenGap(
          place: min(end, edge.later), unit: unit, pushes: pushes, pops: [queue], edge: edge))
    }
    return place
  }

  /// The first instruction from the earlier one of a dependence on that puts a token into a queue;
  /// a gap where there is none.
  private mutating func source(of edge: DependenceEdge, before end: Int, _ queue: Int) -> Int? {
    let unit = queues[queue].from
    let place = dependences.first(of: unit, in: edge.earlier ..< end) { place in
      flags.canPush(calls[place], of: unit, into: queue)
    }
    if place == nil {
      gaps.append(TokenGap(place: end, unit: unit, pushes: [queue], pops: [], edge: edge))
    }
    return place
  }

}
