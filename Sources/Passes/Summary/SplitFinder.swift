import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Finds for each region the latest one of its accelerator that it needs, and the way to it.
///
/// - Cost: O(nodes + operands) for each accelerator.
struct SplitFinder {

  /// How a node comes to depend on a region.
  private struct Way {

    /// The place of the latest region that the node needs, in the summary.
    var region: Int32

    /// Whether anything is computed on the way.
    var isComputed: Bool

    /// What the way leads through next.
    var next: ID<Node>

    static func < (a: Way, b: Way) -> Bool {
      (a.region, a.isComputed ? 1 : 0) < (b.region, b.isComputed ? 1 : 0)
    }
  }

  let program: Program
  let causes: RootCauses

  /// For each call of a region, the place of the region.
  private let calls: IDTable<Node, Int>

  private let regions: [PartitionSummary.Region]

  /// - Parameter calls: for each call of a region, its place among `regions`, which stand in the
  ///   order of the calls.
  init(
    _ program: Program, _ causes: RootCauses, _ regions: [PartitionSummary.Region],
    calls: IDTable<Node, Int>
  ) {
    (self.program, self.causes, self.regions, self.calls) = (program, causes, regions, calls)
  }

  /// One split for each region but the first of its accelerator.
  /// - Errors: the user asked to stop.
  func splits() throws(Diagnostic) -> [RegionSplit] {
    var found: [Int: RegionSplit] = [:]
    var targets: Set<String> = []
    for region in regions where targets.insert(region.target).inserted {
      for function in program.module.openFunctions {
        try addSplits(of: region.target, in: function, to: &found)
      }
    }
    var last: [String: Int] = [:]
    var splits: [RegionSplit] = []
    for (index, region) in regions.enumerated() {
      defer { last[region.target] = index }
      guard let before = last[region.target] else { continue }
      splits.append(
        found[index] ?? RegionSplit(kind: .independent, before: before, after: index))
    }
    return splits
  }

  private func addSplits(
    of target: String, in function: Function, to found: inout [Int: RegionSplit]
  ) throws(Diagnostic) {
    let module = program.module
    let nodes = module.outerNodes(of: function)
    let bound = module.boundValues(in: nodes)
    var ways = [Way?](repeating: nil, count: module.nodes.count)
    var poll = Poll()
    for id in nodes {
      try poll.check(after: 1 << 4)
      var best: Way?
      func visit(_ source: ID<Node>) {
        let own = calls[source].flatMap { regions[$0].target == target ? $0 : nil }
        let way =
          own.map { Way(region: Int32($0), isComputed: false, next: source) }
          ?? ways[Int(source.index)].map {
            Way(region: $0.region, isComputed: $0.isComputed, next: source)
          }
        if let way, best.map({ $0 < way }) ?? true { best = way }
      }
      if !bound.isEmpty, let value = bound[id] {
        visit(value)
      } else {
        module.forEachOuterDependency(of: id, visit)
      }
      guard var way = best else { continue }
      if let region = calls[id], regions[region].target == target {
        // A function that is called twice has its first way.
        if found[region] == nil, way.region < region {
          found[region] = split(region, at: id, way, ways, Set(bound.keys))
        }
      } else {
        way.isComputed = way.isComputed || isComputed(id)
        ways[Int(id.index)] = way
      }
    }
  }

  /// Whether the node is somewhere: an operator, or the region of another accelerator.
  private func isComputed(_ id: ID<Node>) -> Bool {
    program.module[id].form == .call || calls[id] != nil
  }

  private func isRescaling(_ id: ID<Node>) -> Bool {
    program.module[id].op?.has(.rescales) ?? false
  }

  /// What is on the way from the region that `way` leads to.
  /// - Parameter call: the call of `region`.
  private func split(
    _ region: Int, at call: ID<Node>, _ way: Way, _ ways: [Way?], _ variables: Set<ID<Node>>
  ) -> RegionSplit {
    var split = RegionSplit(kind: .unmerged, before: Int(way.region), after: region)
    var path: [ID<Node>] = []
    var variable: ID<Node>?
    var current = way.next
    while calls[current] != split.before, let next = ways[Int(current.index)]?.next {
      if isComputed(current) { path.append(current) }
      if variables.contains(current) { variable = current }
      current = next
    }
    // What only changes scales is there because of what lies behind it.
    guard let first = path.last(where: { !isRescaling($0) }) ?? path.last else {
      variable = variable ?? self.variable(among: variables, dividing: current, call)
      split.cause =
        variable.map { .scope($0, on: regions[region].target, in: program.module) }
        ?? unmerged(split)
      return split
    }
    split.kind = .operator
    split.others = path.count - 1
    if let other = calls[first] {
      split.owner = regions[other].target
      split.node = regions[other].nodes.first
    } else {
      split.node = first
      split.cause = causes[first].map { HostCause($0, in: program.module) }
    }
    return split
  }

  /// One of `variables` that only one of the calls reads, the second one rather.
  private func variable(
    among variables: Set<ID<Node>>, dividing first: ID<Node>, _ second: ID<Node>
  ) -> ID<Node>? {
    let read = [first, second].map { program.module[$0].operands.filter(variables.contains) }
    return read[1].first { !read[0].contains($0) } ?? read[0].first { !read[1].contains($0) }
  }

  /// Why two regions that follow each other directly were not made one.
  private func unmerged(_ split: RegionSplit) -> HostCause {
    for index in [split.after, split.before] {
      for node in regions[index].nodes {
        let own = program.decisions[node] ?? []
        guard let decision = own.last(where: { $0.reason.code == .selfDependence }) else {
          continue
        }
        return HostCause(decision, sentence: decision.sentence(in: program.module))
      }
    }
    return .unmerged(regions[split.after].target)
  }

}
