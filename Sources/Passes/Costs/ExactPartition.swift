import Diagnostics
import Support

/// The cheapest regions, found by dynamic programming over what has been computed.
///
/// The regions and the units on the host can be put into an order, so that the program is a way
/// through sets of units that have all that they need: each step adds one unit on the host, or one
/// region. A step costs what it costs wherever it is made; the cheapest way is exact.
struct ExactPartition {

  /// A set of units that may go to an accelerator, by their places.
  private typealias Mask = NumberMask

  /// What can be added to a set at once.
  private struct Step {
    var places: [Int]
    var isRegion: Bool
    var cost: CostTime
  }

  private struct State {
    var cost: CostTime

    /// What has been added last, and to what; nil at the beginning.
    var last: (step: Step, previous: Mask)?
  }

  private let problem: PartitionProblem

  /// The units that may go to an accelerator, and for each what has to be there before it: with it or
  /// earlier, and earlier only, because something that only the host computes lies between.
  private let choices: [Int]
  private var before: [Mask] = []
  private var strictlyBefore: [Mask] = []

  private var growth: RegionGrowth
  private var left: Int
  private var poll = Poll()

  /// - Parameter most: after how many tries to add a unit to a region it is given up.
  init(_ problem: PartitionProblem, most: Int) {
    self.problem = problem
    growth = RegionGrowth(problem)
    left = most
    choices = problem.units.indices.filter { problem.units[$0].kind != nil }
    guard choices.count <= Self.mostChoices else { return }
    addOrder()
  }

  /// A line of more would take too many tries.
  private static let mostChoices = 1000

  private mutating func addOrder() {
    let places = Dictionary(uniqueKeysWithValues: choices.enumerated().map { ($1, $0) })
    let none = Mask(count: choices.count)
    // What units that only the host computes need of the others.
    var needs: [Int: Mask] = [:]
    for unit in problem.units.indices {
      var (all, strict) = (none, none)
      for source in problem.units[unit].sources {
        if let place = places[source] {
          all.insert(place)
        } else if let need = needs[source] {
          strict.formUnion(need)
        }
      }
      all.formUnion(strict)
      if places[unit] == nil {
        needs[unit] = all
      } else {
        before.append(all)
        strictlyBefore.append(strict)
      }
    }
  }

  /// The regions; nil where there are too many ways.
  /// - Errors: the user asked to stop.
  mutating func groups() throws(Diagnostic) -> [[Int]]? {
    guard choices.count <= Self.mostChoices else { return nil }
    let none = Mask(count: choices.count)
    var states: [Mask: State] = [none: State(cost: .zero)]
    var fronts = [[Mask]](repeating: [], count: choices.count + 1)
    fronts[0] = [none]
    for count in fronts.indices {
      for mask in fronts[count] {
        guard let state = states[mask] else { continue }
        for step in try steps(from: mask) {
          var next = mask
          for place in step.places { next.insert(place) }
          let cost = state.cost + step.cost
          let known = states[next]
          guard known.map({ cost < $0.cost }) ?? true else { continue }
          states[next] = State(cost: cost, last: (step, mask))
          if known == nil { fronts[count + step.places.count].append(next) }
        }
        if left <= 0 { return nil }
      }
    }
    return path(states)
  }

  private func path(_ states: [Mask: State]) -> [[Int]]? {
    var mask = Mask(count: choices.count)
    for place in choices.indices { mask.insert(place) }
    var groups: [[Int]] = []
    while let (step, previous) = states[mask]?.last {
      if step.isRegion { groups.append(step.places.map { choices[$0] }) }
      mask = previous
    }
    return mask.isEmpty ? groups.reversed() : nil
  }

  /// All that can be added to `mask` at once.
  private mutating func steps(from mask: Mask) throws(Diagnostic) -> [Step] {
    var found: [Step] = []
    let missing = choices.indices.filter { !mask.contains($0) }
    for place in missing where before[place].isSubset(of: mask) {
      if let host = problem.units[choices[place]].host {
        found.append(Step(places: [place], isRegion: false, cost: host))
      }
    }
    var inside = mask
    // Before each place of a region it is known from where in `missing` the next one comes. A region
    // is found once: its units are added in their order, in which each has what it needs.
    var places: [Int] = []
    var next = [0]
    while let from = next.last, left > 0 {
      guard from < missing.count else {
        next.removeLast()
        guard let place = places.popLast() else { break }
        growth.removeLast()
        inside.remove(place)
        continue
      }
      next[next.count - 1] = from + 1
      left -= 1
      try poll.check(after: 1 << 4)
      let place = missing[from]
      let unit = choices[place]
      guard before[place].isSubset(of: inside), strictlyBefore[place].isSubset(of: mask),
        growth.kind == nil || growth.kind == problem.units[unit].kind
      else { continue }
      growth.add(unit)
      places.append(place)
      inside.insert(place)
      next.append(from + 1)
      if problem.keepsSplits(growth.members) {
        found.append(Step(places: places, isRegion: true, cost: growth.cost))
      }
    }
    while !growth.members.isEmpty { growth.removeLast() }
    return found
  }

}
