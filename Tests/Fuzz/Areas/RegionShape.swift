import Debugger
import GraphIR
import Passes
import Support

/// What regions are made of, in the graph that they were made from.
///
/// This looks at every pair of operators, and so knows nothing of how regions are found.
struct RegionShape {

  /// The graph before any pattern was tried.
  let plain: GraphModule

  /// The operators of that graph which each region has.
  let regions: [Set<ID<Node>>]

  init(plain: GraphModule, regions: [Set<ID<Node>>]) {
    self.plain = plain
    self.regions = regions
  }

  /// The regions that the last pass has made; nil where it was another one than `partition`.
  init?(_ history: History) {
    let entries = history.entries
    guard entries[history.current].call?.name == Partition.info.name else { return nil }
    var place: Int? = history.current
    while let at = place, entries[at].call?.name != MergeComposite.info.name {
      place = entries[at].parent
    }
    guard let before = place.flatMap({ entries[$0].parent }) else { return nil }
    let (graph, module) = (entries[before].program.module, history.program.module)
    let operators = Set(graph.reachable.filter { graph[$0].op != nil })
    let made = module.functions.map { $0.value }.filter { $0.attributes.text("Compiler") != nil }
    self.init(
      plain: graph, regions: made.map { operators.intersection(module.postorder(of: $0)) })
  }

  /// An operator outside of a region that needs a value of it and that it needs; nil where there is
  /// none.
  /// - Cost: O(operators² · regions).
  var hole: String? {
    var needed: [ID<Node>: Set<ID<Node>>] = [:]
    for id in plain.reachable {
      let operands = plain.dependencies(of: id)
      needed[id] = operands.reduce(into: Set(operands)) { $0.formUnion(needed[$1] ?? []) }
    }
    for region in regions {
      let between = needed.keys.first { id in
        !region.contains(id) && !(needed[id] ?? []).isDisjoint(with: region)
          && region.contains { needed[$0]?.contains(id) == true }
      }
      if let between { return "\(between) lies between operators of one region" }
    }
    return nil
  }

}
