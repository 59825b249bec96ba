import Diagnostics
import GraphIR
import Support

/// All that a function computes, each after what it reads, where a region is one unit; kept in order
/// while regions become one.
///
/// - Source: contraction in an order that is kept as in D. J. Pearce and P. H. J. Kelly, "A dynamic
///   topological sort algorithm for directed acyclic graphs" (2006).
struct UnitOrder {

  /// A region, or a node that is in none.
  private typealias Unit = Int32

  private let nodeCount: Int

  /// For each node, its unit; -1 for those that are not of the function.
  private var units: [Unit]

  /// For each region its unit: that of the largest of the regions that it has been made of.
  private var homes: [Unit]

  /// The nodes of each unit, one after the other: for each unit how many, the first and the last, for
  /// each node the next one.
  private var counts: [Int32]
  private var firsts: [Int32]
  private var lasts: [Int32]
  private var nexts: [Int32]

  /// For each node, who reads it.
  private let readers: Adjacency

  /// For each unit its place, and for each place its unit; -1 where nothing stands any more.
  private var places: [Int32]
  private var order: [Unit] = []

  /// For each unit the last search that has come to it.
  private var marks: [Int32]
  private var search: Int32 = 0

  /// Room for what a search finds.
  private var stack: [Unit] = []

  /// How many steps searches have taken.
  private(set) var steps = 0

  /// - Parameter forEachSource: visits what a node reads.
  /// - Returns: nil where regions depend on themselves, so that there is no order.
  init?(
    _ regions: AnnotatedRegions, forEachSource: (ID<Node>, (ID<Node>) -> Void) -> Void
  ) {
    nodeCount = regions.module.nodes.count
    let unitCount = nodeCount + regions.regions.count
    units = Array(repeating: -1, count: nodeCount)
    nexts = units
    homes = (nodeCount ..< unitCount).map { Unit($0) }
    counts = Array(repeating: 0, count: unitCount)
    firsts = Array(repeating: -1, count: unitCount)
    lasts = firsts
    places = firsts
    marks = counts
    var edges: [(from: Int32, to: Int32)] = []
    edges.reserveCapacity(2 * regions.nodes.count)
    for id in regions.nodes { forEachSource(id) { edges.append(($0.index, id.index)) } }
    readers = Adjacency(count: nodeCount, edges)
    for (place, id) in regions.nodes.enumerated() {
      let unit = regions.region(of: id).map { Unit(nodeCount + $0) } ?? id.index
      add(id.index, to: unit)
      // What a region gives comes after all that it computes, and other nodes may stand between.
      if regions.side(of: id) != .end || places[Int(unit)] < 0 { places[Int(unit)] = Int32(place) }
    }
    guard arrange(regions.nodes, edges) || sort() else { return nil }
  }

  /// Leaves units where `places` has them, without gaps.
  /// - Returns: false if that is no order, as where regions compute more than one value.
  private mutating func arrange(
    _ nodes: [ID<Node>], _ edges: [(from: Int32, to: Int32)]
  ) -> Bool {
    for edge in edges {
      let (source, reader) = (units[Int(edge.from)], units[Int(edge.to)])
      if source >= 0, source != reader, places[Int(source)] >= places[Int(reader)] { return false }
    }
    order.reserveCapacity(nodes.count)
    for (place, id) in nodes.enumerated() {
      let unit = units[Int(id.index)]
      guard places[Int(unit)] == Int32(place) else { continue }
      order.append(unit)
    }
    for (place, unit) in order.enumerated() { places[Int(unit)] = Int32(place) }
    return true
  }

  private mutating func add(_ node: Int32, to unit: Unit) {
    units[Int(node)] = unit
    counts[Int(unit)] += 1
    if lasts[Int(unit)] < 0 { firsts[Int(unit)] = node } else { nexts[Int(lasts[Int(unit)])] = node }
    lasts[Int(unit)] = node
  }

  /// Makes the region `source` part of `region`, which reads it.
  /// - Returns: false if something between them would then depend on itself; nothing has changed.
  /// - Cost: O(what reads `source`, and what reads that, as far as it stands before `region`).
  mutating func merge(_ source: Int, into region: Int) -> Bool {
    let (first, second) = (homes[source], homes[region])
    guard marksUnits(behind: first, before: second) else { return false }
    let isFirstLonger = counts[Int(first)] > counts[Int(second)]
    let (long, short) = isFirstLonger ? (first, second) : (second, first)
    move(long, between: first, second)
    append(short, to: long)
    homes[region] = long
    return true
  }

  /// Puts `unit` behind all from `first` to `second` that is not marked, and before what is; it stands
  /// for both of them from now on.
  private mutating func move(_ unit: Unit, between first: Unit, _ second: Unit) {
    stack.removeAll(keepingCapacity: true)
    let (start, end) = (Int(places[Int(first)]), Int(places[Int(second)]))
    // From the end to the start, so that places which become free come before what follows.
    var free = end
    var place = end
    while place >= start {
      let other = order[place]
      if other >= 0, other != first, other != second, marks[Int(other)] == search {
        put(other, at: free)
        free -= 1
      } else if other >= 0, other != first, other != second {
        stack.append(other)
      }
      place -= 1
    }
    put(unit, at: free)
    free -= 1
    for other in stack {
      put(other, at: free)
      free -= 1
    }
    while free >= start {
      order[free] = -1
      free -= 1
    }
    steps += end - start
  }

  private mutating func put(_ unit: Unit, at place: Int) {
    order[place] = unit
    places[Int(unit)] = Int32(place)
  }

  private mutating func append(_ short: Unit, to long: Unit) {
    var node = firsts[Int(short)]
    while node >= 0 {
      units[Int(node)] = long
      node = nexts[Int(node)]
    }
    nexts[Int(lasts[Int(long)])] = firsts[Int(short)]
    lasts[Int(long)] = lasts[Int(short)]
    counts[Int(long)] += counts[Int(short)]
  }

  // MARK: Searches

  /// Marks what needs `first` and stands before `last`.
  /// - Returns: false if `last` needs any of it.
  private mutating func marksUnits(behind first: Unit, before last: Unit) -> Bool {
    search += 1
    stack.removeAll(keepingCapacity: true)
    stack.append(first)
    let end = places[Int(last)]
    while let unit = stack.popLast() {
      var node = firsts[Int(unit)]
      while node >= 0 {
        for target in readers[Int(node)] {
          steps += 1
          let reader = units[Int(target)]
          guard reader >= 0, reader != unit, places[Int(reader)] <= end else { continue }
          if reader == last {
            if unit != first { return false }
          } else if marks[Int(reader)] != search {
            marks[Int(reader)] = search
            stack.append(reader)
          }
        }
        steps += 1
        node = nexts[Int(node)]
      }
    }
    return true
  }

  /// One node of each region, and each node that is in none, on a way from the region `source` to
  /// `region`.
  func between(_ source: Int, _ region: Int) -> [ID<Node>] {
    let (first, last) = (homes[source], homes[region])
    var between: Set<Unit> = [last]
    // Readers come before what they read.
    let behind = reached(from: first, before: last).sorted {
      places[Int($0)] > places[Int($1)]
    }
    for unit in behind where unit != last {
      forEachReader(of: unit) { if between.contains($0) { between.insert(unit) } }
    }
    return behind.filter { $0 != last && between.contains($0) }.map { ID(Int(firsts[Int($0)])) }
  }

  /// What needs `start` and does not stand behind `last`.
  private func reached(from start: Unit, before last: Unit) -> Set<Unit> {
    var found: Set<Unit> = []
    var stack = [start]
    while let unit = stack.popLast() {
      forEachReader(of: unit) { reader in
        guard places[Int(reader)] <= places[Int(last)], found.insert(reader).inserted else { return }
        stack.append(reader)
      }
    }
    return found
  }

  /// Calls `visit` with every unit but `unit` itself that reads it, as often as it does.
  private func forEachReader(of unit: Unit, _ visit: (Unit) -> Void) {
    var node = firsts[Int(unit)]
    while node >= 0 {
      for target in readers[Int(node)] {
        let reader = units[Int(target)]
        if reader >= 0, reader != unit { visit(reader) }
      }
      node = nexts[Int(node)]
    }
  }

  private mutating func sort() -> Bool {
    var pending = Array(repeating: Int32(0), count: counts.count)
    let all = counts.indices.filter { counts[$0] > 0 }
    order.reserveCapacity(all.count)
    for unit in all { forEachReader(of: Unit(unit)) { pending[Int($0)] += 1 } }
    var ready = all.filter { pending[$0] == 0 }.map { Unit($0) }
    while let unit = ready.popLast() {
      places[Int(unit)] = Int32(order.count)
      order.append(unit)
      forEachReader(of: unit) { reader in
        pending[Int(reader)] -= 1
        if pending[Int(reader)] == 0 { ready.append(reader) }
      }
    }
    return order.count == all.count
  }

}
