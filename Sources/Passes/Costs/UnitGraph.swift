import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// The regions of a function as units of a problem: each goes to its accelerator or to the host as a
/// whole, and every other node is a unit on the host.
struct UnitGraph {

  /// Regions that can be one: of one target, and part of one region before where that counts.
  private struct Kind: Hashable {
    let target: String
    let home: Int?
  }

  let problem: PartitionProblem

  /// The operators and other nodes of each unit, without annotations.
  let members: [[ID<Node>]]

  private let model: CostModel
  private let targets: [String]

  /// - Parameters:
  ///   - joined: regions that the user wants to be there.
  ///   - homes: for nodes the regions that they were part of before.
  /// - Returns: nil where regions depend on themselves.
  init?(
    _ regions: AnnotatedRegions, _ plan: AnnotationPlan, joined: Set<Int>,
    homes: [ID<Node>: Int], _ model: CostModel
  ) {
    var builder = UnitGraphBuilder(regions)
    guard let order = builder.order else { return nil }
    self.model = model
    let module = regions.module
    // A branch is computed where it is chosen, a variable is read where it is bound, and a cell is
    // written in its turn: what was one region can be.
    let isOrdered = regions.nodes.contains { module[$0].isOrdered }
    var kinds = OrderedSet<Kind>()
    var wanted: [String: Set<ID<Node>>] = [:]
    var units: [PartitionProblem.Unit] = []
    var members: [[ID<Node>]] = []
    for part in order {
      let nodes = builder.members[part].filter { module.annotation($0) == nil }
      var unit = PartitionProblem.Unit()
      unit.sources = builder.sources[part].map { builder.places[$0] }.sorted()
      unit.host = nodes.reduce(.zero) { $0 + model.hostTime(of: $1, in: module) }
      if let region = builder.region(part) {
        let target = regions.regions[region].target
        let kind = Kind(
          target: target, home: isOrdered ? nodes.lazy.compactMap { homes[$0] }.first : nil)
        unit.kind = kinds.append(kind).index
        let cycles = nodes.reduce(0) { capped($0, model.cycles(of: $1, on: target, in: module)) }
        unit.accelerated = model.time(ofCycles: cycles, on: target)
        let own = wanted[target] ?? plan.wanted(by: target)
        wanted[target] = own
        let operators = nodes.lazy.flatMap { module.operators(inside: $0) }
        if joined.contains(region) || !own.isEmpty && operators.contains(where: own.contains) {
          unit.host = nil
        }
      }
      units.append(unit)
      members.append(nodes)
    }
    var problem = PartitionProblem(
      units, builder.values(),
      kinds.map { kind in
        PartitionProblem.Kind(launch: model.launchTime(of: kind.target)) { bytes in
          model.borderTime(ofBytes: bytes, on: kind.target)
        }
      })
    problem.splits = plan.splits.map { split in
      (Self.units(of: split.first, members, module), Self.units(of: split.second, members, module))
    }
    self.problem = problem
    self.members = members
    targets = kinds.map(\.target)
  }

  private static func units(
    of ids: Set<ID<Node>>, _ members: [[ID<Node>]], _ module: GraphModule
  ) -> Set<Int> {
    Set(
      members.indices.filter { unit in
        members[unit].contains { module.operators(inside: $0).contains(where: ids.contains) }
      })
  }

  /// The target of a unit that may go to one.
  func target(of unit: Int) -> String? { problem.units[unit].kind.map { targets[$0] } }

  /// What a region of these units would be.
  func estimate(of group: [Int], in module: GraphModule) -> Decision.RegionCost {
    let target = group.first.flatMap { self.target(of: $0) } ?? Annotation.host
    let nodes = group.flatMap { members[$0] }
    let bytes = problem.borders(of: Set(group)).reduce(0) {
      capped($0, problem.values[$1].bytes)
    }
    return Decision.RegionCost(
      size: nodes.reduce(0) { $0 + module.operators(inside: $1).count },
      cycles: nodes.reduce(0) { capped($0, model.cycles(of: $1, on: target, in: module)) },
      bytes: bytes, accelerated: problem.cost(of: group), host: problem.hostTime(of: group))
  }

}

/// Puts the parts of a function into an order: regions, and nodes that are in none.
private struct UnitGraphBuilder {

  private let regions: AnnotatedRegions
  private let module: GraphModule

  /// For each node of the function its part: one number for each region, then one for each node.
  private var parts: [Int]
  private let nodes: [ID<Node>]

  /// By part; those that are not there are empty.
  private(set) var members: [[ID<Node>]]
  private(set) var sources: [Set<Int>]

  /// For each part its place in the order, once that is known.
  private(set) var places: [Int]

  init(_ regions: AnnotatedRegions) {
    self.regions = regions
    module = regions.module
    let flow = RegionCycle(regions)
    nodes = regions.nodes
    let count = regions.regions.count + module.nodes.count
    parts = Array(repeating: -1, count: module.nodes.count)
    members = Array(repeating: [], count: count)
    sources = Array(repeating: [], count: count)
    places = Array(repeating: -1, count: count)
    for id in nodes {
      let part = regions.region(of: id) ?? regions.regions.count + Int(id.index)
      parts[Int(id.index)] = part
      members[part].append(id)
    }
    for id in nodes {
      let part = parts[Int(id.index)]
      flow.forEachSource(of: id) { source in
        let other = parts[Int(source.index)]
        if other != part { sources[part].insert(other) }
      }
    }
  }

  /// The region that the part is, if an accelerator could have it.
  func region(_ part: Int) -> Int? {
    guard part < regions.regions.count, !regions.regions[part].ends.isEmpty,
      regions.regions[part].target != Annotation.host
    else { return nil }
    return part
  }

  /// The parts, each behind those that it reads; nil where one depends on itself.
  var order: [Int]? {
    mutating get {
      let all = members.indices.filter { !members[$0].isEmpty }
      var pending = sources.map(\.count)
      var readers = [[Int]](repeating: [], count: members.count)
      for part in all { for source in sources[part].sorted() { readers[source].append(part) } }
      var order = all.filter { pending[$0] == 0 }
      var next = 0
      while next < order.count {
        places[order[next]] = next
        for reader in readers[order[next]] {
          pending[reader] -= 1
          if pending[reader] == 0 { order.append(reader) }
        }
        next += 1
      }
      return order.count == all.count ? order : nil
    }
  }

  /// What goes from one part to another and is no constant.
  func values() -> [PartitionProblem.Value] {
    var readers: OrderedDictionary<ID<Node>, OrderedSet<Int>> = [:]
    for id in nodes {
      let part = parts[Int(id.index)]
      // An end passes on what is read behind it, and so does a begin that nothing follows.
      if let annotation = module.annotation(id), annotation.side == .end { continue }
      for operand in module.dependenciesOutsideComposites(of: id) {
        let value = module.unmarked(operand)
        guard !isConstant(value), let home = places[safe: parts[Int(value.index)]],
          home != places[part]
        else { continue }
        readers[value, default: []].append(places[part])
      }
    }
    let result = module.unmarked(regions.function.body)
    if !isConstant(result) { readers[result, default: []].formUnion([]) }
    return readers.map { value, readers in
      PartitionProblem.Value(
        maker: places[parts[Int(value.index)]], readers: Array(readers),
        isResult: value == result, bytes: module.byteCount(of: value) ?? 0)
    }
  }

  private func isConstant(_ id: ID<Node>) -> Bool {
    switch module[id].kind {
    case .constant, .function, .global: true
    case .tuple: module[id].operands.allSatisfy { module[$0].constant != nil }
    default: false
    }
  }

}

extension Node {
  /// Whether it matters when what is in it or around it is computed.
  fileprivate var isOrdered: Bool {
    switch kind {
    case .conditional, .binding: true
    case .function(let function): function.attributes["Composite"] == nil
    case .call(let op, _): op.has(.cellAccess)
    case .variable, .constant, .apply, .global, .tuple, .projection: false
    }
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
