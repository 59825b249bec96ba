import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Looks for a region that depends on itself through something else, whoever made it so.
struct RegionCycle {

  private let module: GraphModule
  private let regions: AnnotatedRegions

  init(_ regions: AnnotatedRegions) {
    self.regions = regions
    module = regions.module
  }

  /// Whether there is one.
  /// - Cost: O(nodes).
  var isFound: Bool { !unordered.isEmpty }

  /// The nodes on a way from a value of a region to an input of the same region, by number of the
  /// region; `nil` if there is none.
  /// - Cost: O(nodes).
  var witness: (region: Int, path: [ID<Node>])? {
    let suspects = unordered
    for region in regions.numbers where suspects.contains(region) {
      if let path = path(from: region) { return (region, path) }
    }
    return nil
  }

  /// Regions that can not be put into an order with everything else: in a circle, or between two.
  private var unordered: Set<Int> {
    let count = module.nodes.count + regions.regions.count
    var edges: [(from: Int32, to: Int32)] = []
    for id in regions.nodes {
      let part = part(of: id)
      forEachSource(of: id) { operand in
        let source = self.part(of: operand)
        if source != part { edges.append((Int32(source), Int32(part))) }
      }
    }
    let readers = Adjacency(count: count, edges)
    let behind = unordered(Array(repeating: true, count: count), readers)
    guard behind.contains(true) else { return [] }
    let left = unordered(behind, readers.reversed)
    return Set(regions.numbers.filter { left[module.nodes.count + $0] })
  }

  /// Those of `parts` that are in a circle or behind one, as edges go.
  private func unordered(_ parts: [Bool], _ edges: Adjacency) -> [Bool] {
    var pending = [Int32](repeating: 0, count: parts.count)
    for part in parts.indices where parts[part] {
      for other in edges[part] { pending[Int(other)] += 1 }
    }
    // What is no part is read by none and has nothing pending.
    var ready = parts.indices.filter { parts[$0] && pending[$0] == 0 }
    while let part = ready.popLast() {
      for other in edges[part] where parts[Int(other)] {
        pending[Int(other)] -= 1
        if pending[Int(other)] == 0 { ready.append(Int(other)) }
      }
    }
    return parts.indices.map { parts[$0] && pending[$0] > 0 }
  }

  /// A region is one part, any other node is one of its own.
  private func part(of id: ID<Node>) -> Int {
    regions.region(of: id).map { module.nodes.count + $0 } ?? Int(id.index)
  }

  /// Visits what a node reads, a function literal through its calls only.
  func forEachSource(of id: ID<Node>, _ visit: (ID<Node>) -> Void) {
    if !regions.bound.isEmpty, let value = regions.bound[id], module[value].form != .function {
      visit(value)
    } else {
      module.forEachOuterDependency(of: id, visit)
    }
  }

  /// A way from `region` back to it; what enters another region may leave it anywhere.
  private func path(from region: Int) -> [ID<Node>]? {
    var readers = [[ID<Node>]](repeating: [], count: module.nodes.count)
    var members: [Int: [ID<Node>]] = [:]
    for id in regions.nodes {
      forEachSource(of: id) { readers[Int($0.index)].append(id) }
      if let home = regions.region(of: id) { members[home, default: []].append(id) }
    }
    var previous = IDTable<Node, ID<Node>>(count: module.nodes.count)
    let starts = Set(members[region] ?? [])
    var queue = members.removeValue(forKey: region) ?? []
    var next = 0
    while next < queue.count {
      let id = queue[next]
      next += 1
      for reader in readers[Int(id.index)] where previous[reader] == nil {
        let isBack = starts.contains(reader)
        if isBack, starts.contains(id) { continue }
        if isBack { return [ID<Node>](chain(to: id, previous)) + [reader] }
        previous[reader] = id
        queue.append(reader)
        guard let home = regions.region(of: reader) else { continue }
        for other in members.removeValue(forKey: home) ?? [] where previous[other] == nil {
          previous[other] = reader
          queue.append(other)
        }
      }
    }
    return nil
  }

  private func chain(to id: ID<Node>, _ previous: IDTable<Node, ID<Node>>) -> [ID<Node>] {
    var path = [id]
    while let last = path.last, let before = previous[last] { path.append(before) }
    return path.reversed()
  }

}

extension AnnotatedRegions {
  /// The first value that leaves `region`, without its marks; nil where none does.
  func firstValue(of region: Int) -> ID<Node>? {
    regions[region].ends.first.map { module.unmarked($0) }
  }

  /// What the begin or the end `id` marks.
  func marked(by id: ID<Node>) -> ID<Node> { module[id].operand(0) }

  /// What binds each variable of the function but its own parameters: a `let`, or a function literal.
  var binders: [ID<Node>: ID<Node>] {
    var binders: [ID<Node>: ID<Node>] = [:]
    for id in nodes {
      switch module[id].form {
      case .binding: binders[module[id].operand(0)] = id
      case .function:
        for parameter in module[id].function?.parameters ?? [] { binders[parameter] = id }
      default: break
      }
    }
    return binders
  }
}

extension GraphModule {

  /// Every node of `function` but those in composites, dependencies first.
  func outerNodes(of function: Function) -> [ID<Node>] {
    var walk = PostorderWalk(self, from: [function.body])
    var order: [ID<Node>] = []
    while let id = walk.nextOuter(in: self) { order.append(id) }
    return order
  }

  /// What the variables stand for that a `let` among `nodes` binds.
  func boundValues(in nodes: [ID<Node>]) -> [ID<Node>: ID<Node>] {
    var values: [ID<Node>: ID<Node>] = [:]
    for id in nodes where self[id].form == .binding {
      values[self[id].operand(0)] = self[id].operand(1)
    }
    return values
  }

  /// A way through the graph in words: operators and values, without annotations.
  func words(forPath path: [ID<Node>]) -> String {
    OrderedSet(path.map { unmarked($0) }).map { words(for: $0) }.joined(separator: " → ")
  }

  /// A region in words, by one of the values that it gives.
  func words(forRegion region: Int, of regions: AnnotatedRegions) -> String {
    let at = regions.firstValue(of: region).map { " at \(words(for: $0))" } ?? ""
    return "region \(region) of `\(regions.regions[region].target)`\(at)"
  }

}
