import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Which regions of a function go to their accelerators, and which stay on the host.
struct RegionChoice {

  /// The nodes of each region that goes, without annotations.
  var regions: [[ID<Node>]] = []

  /// The annotated nodes that stay, and why each operator of them does.
  var left: [ID<Node>] = []
  var decisions: OrderedDictionary<ID<Node>, [Decision]> = [:]

}

/// Chooses the regions of a function.
struct RegionChooser {

  private let pass: String
  private let plan: AnnotationPlan
  private let model: CostModel

  init(as pass: String, _ plan: AnnotationPlan, _ model: CostModel) {
    (self.pass, self.plan, self.model) = (pass, plan, model)
  }

  /// Leaves on the host what has less operators than `least`.
  /// - Errors: what the user wants to be one region can not be.
  func choice(
    of regions: AnnotatedRegions, named name: String, least: Int
  ) throws(Diagnostic) -> RegionChoice {
    let regions = try joined(regions).regions
    let module = regions.module
    var choice = RegionChoice()
    for (region, nodes) in regions.members {
      let operators = nodes.flatMap { module.operators(inside: $0) }
      let target = regions.regions[region].target
      let wanted = plan.wanted(by: target)
      guard operators.count < least, !operators.contains(where: wanted.contains) else {
        choice.regions.append(nodes)
        continue
      }
      choice.left += nodes
      let decision = Decision(
        pass: pass, target: target, .refused,
        .tooSmall(region: "\(target)_\(name)_\(region)", size: operators.count, least: least))
      for id in operators { choice.decisions[id] = [decision] }
    }
    return choice
  }

  /// The regions that make the function cheapest, and no dearer than those before.
  /// - Parameters:
  ///   - regions: each as small as it can be.
  ///   - before: the nodes of each region before.
  /// - Errors: what the user wants to be one region can not be, or the user asked to stop.
  /// - Returns: nil where a region depends on itself.
  func cheapest(
    of regions: AnnotatedRegions, before: [[ID<Node>]]
  ) throws(Diagnostic) -> RegionChoice? {
    let (regions, joined) = try joined(regions)
    var homes: [ID<Node>: Int] = [:]
    for (index, nodes) in before.enumerated() { for id in nodes { homes[id] = index } }
    guard let graph = UnitGraph(regions, plan, joined: joined, homes: homes, model) else {
      return nil
    }
    let takers = graph.members.indices.filter { graph.target(of: $0) != nil }
    let start = Dictionary(grouping: takers) { unit in
      graph.members[unit].lazy.compactMap { homes[$0] }.first ?? -1 - unit
    }.values.sorted { $0[0] < $1[0] }
    // By hand anything can be annotated.
    let isOrdered = Grouping(graph.problem, start).order != nil && graph.problem.allows(start)
    let best = try PartitionSearch(graph.problem).best(
      from: isOrdered ? start : takers.map { [$0] })
    return choice(of: best, in: graph, regions.module)
  }

  private func choice(
    of groups: [[Int]], in graph: UnitGraph, _ module: GraphModule
  ) -> RegionChoice {
    var choice = RegionChoice()
    choice.regions = groups.map { $0.flatMap { graph.members[$0] } }
    let inside = Set(groups.joined())
    let left = graph.members.indices.filter {
      graph.target(of: $0) != nil && !inside.contains($0)
    }
    for group in graph.neighbours(among: left) {
      let whole = graph.estimate(of: group, in: module)
      for unit in group {
        // A region that would depend on itself would cost more than that.
        let pays = whole.accelerated < whole.host
        let cost = pays ? graph.estimate(of: [unit], in: module) : whole
        let decision = Decision(
          pass: pass, target: graph.target(of: unit) ?? "", .refused, .costly(cost))
        for id in graph.members[unit] {
          choice.left.append(id)
          for op in module.operators(inside: id) { choice.decisions[op] = [decision] }
        }
      }
    }
    return choice
  }

  /// The regions with those made one that the user wants to be one, and the numbers of these.
  private func joined(
    _ regions: AnnotatedRegions
  ) throws(Diagnostic) -> (regions: AnnotatedRegions, joined: Set<Int>) {
    guard !plan.merges.isEmpty else { return (regions, []) }
    var joiner = RegionJoiner(regions)
    for pair in plan.merges { try joiner.join(pair, keeping: plan.splits) }
    let joined = plan.merges.flatMap { joiner.regions(of: $0.first) }
    return (joiner.regions, Set(joined))
  }

}

extension AnnotatedRegions {
  /// The nodes of each region of an accelerator, without annotations.
  var members: OrderedDictionary<Int, [ID<Node>]> {
    var members: OrderedDictionary<Int, [ID<Node>]> = [:]
    for id in module.outerNodes(of: function) {
      guard let region = region(of: id), module.annotation(id) == nil,
        regions[region].target != Annotation.host
      else { continue }
      members[region, default: []].append(id)
    }
    return members
  }
}

extension UnitGraph {
  /// `units` of one kind that read each other, together.
  fileprivate func neighbours(among units: [Int]) -> [[Int]] {
    var groups: [Int: [Int]] = [:]
    var homes: [Int: Int] = [:]
    for unit in units {
      var home = unit
      var members = [unit]
      for source in problem.units[unit].sources {
        guard let other = homes[source], problem.units[source].kind == problem.units[unit].kind,
          other != home, let found = groups[other]
        else { continue }
        groups[other] = nil
        members += found
        home = min(home, other)
      }
      members.sort()
      groups[home] = members
      for member in members { homes[member] = home }
    }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }
}
