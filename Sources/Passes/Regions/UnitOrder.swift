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
  private typealias Unit = Int

  private let nodeCount: Int

  /// For each node, its unit; -1 for those that are not of the function.
  private var units: [Unit]

  /// For each node, who reads it.
  private let readers: Adjacency

  /// For each unit, its nodes.
  private var members: [[Int32]]

  /// For each unit its place, and for each place its unit; nil where nothing stands any more.
  private var places: [Int]
  private var order: [Unit?] = []

  /// For each unit the last search that has come to it.
  private var marks: [Int]
  private var search = 0

  /// - Parameter forEachSource: visits what a node reads.
  /// - Returns: nil where regions depend on themselves, so that there is no order.
  init?(
    _ regions: AnnotatedRegions, forEachSource: (ID<Node>, (ID<Node>) -> Void) -> Void
  ) {
    let nodeCount = regions.module.nodes.count
    self.nodeCount = nodeCount
    let unitCount = nodeCount + regions.regions.count
    units = Array(repeating: -1, count: nodeCount)
    members = Array(repeating: [], count: unitCount)
    places = Array(repeating: -1, count: unitCount)
    marks = Array(repeating: 0, count: unitCount)
    var edges: [(from: Int32, to: Int32)] = []
    for id in regions.nodes {
      let unit = regions.region(of: id).map { nodeCount + $0 } ?? Int(id.index)
      units[Int(id.index)] = unit
      members[unit].append(Int32(id.index))
    }
    for id in regions.nodes { forEachSource(id) { edges.append(($0.index, id.index)) } }
    readers = Adjacency(count: nodeCount, edges)
    guard sort() else { return nil }
  }

  /// Makes the region `source` part of `region`, which reads it.
  /// - Returns: false if something between them would then depend on itself; nothing has changed.
  /// - Cost: O(what reads `source`, and what reads that, as far as it stands before `region`).
  mutating func merge(_ source: Int, into region: Int) -> Bool {
    let (first, second) = (nodeCount + source, nodeCount + region)
    guard marksUnits(behind: first, before: second) else { return false }
    let span = places[first] ... places[second]
    let between = span.compactMap { order[$0] }.filter { $0 != first && $0 != second }
    let line =
      between.filter { marks[$0] != search } + [second] + between.filter { marks[$0] == search }
    for (offset, place) in span.enumerated() {
      order[place] = offset < line.count ? line[offset] : nil
      if offset < line.count { places[line[offset]] = place }
    }
    for member in members[first] { units[Int(member)] = second }
    let (long, short) =
      members[first].count > members[second].count ? (first, second) : (second, first)
    members[long] += members[short]
    members[second] = members[long]
    members[first] = []
    return true
  }

  /// Marks what needs `first` and stands before `last`.
  /// - Returns: false if `last` needs any of it.
  private mutating func marksUnits(behind first: Unit, before last: Unit) -> Bool {
    search += 1
    var stack = [first]
    let end = places[last]
    while let unit = stack.popLast() {
      for member in members[unit] {
        for node in readers[Int(member)] {
          let reader = units[Int(node)]
          guard reader >= 0, reader != unit, places[reader] <= end else { continue }
          if reader == last {
            if unit != first { return false }
          } else if marks[reader] != search {
            marks[reader] = search
            stack.append(reader)
          }
        }
      }
    }
    return true
  }

  /// Calls `visit` with every unit but `unit` itself that reads it, as often as it does.
  private func forEachReader(of unit: Unit, _ visit: (Unit) -> Void) {
    for member in members[unit] {
      for node in readers[Int(member)] {
        let reader = units[Int(node)]
        if reader >= 0, reader != unit { visit(reader) }
      }
    }
  }

  private mutating func sort() -> Bool {
    var pending = Array(repeating: 0, count: members.count)
    let all = members.indices.filter { !members[$0].isEmpty }
    for unit in all { forEachReader(of: unit) { pending[$0] += 1 } }
    var ready = all.filter { pending[$0] == 0 }
    while let unit = ready.popLast() {
      places[unit] = order.count
      order.append(unit)
      forEachReader(of: unit) { reader in
        pending[reader] -= 1
        if pending[reader] == 0 { ready.append(reader) }
      }
    }
    return order.count == all.count
  }

}
