import DequeModule
import Diagnostics
import GraphIR
import Support

/// Merges regions of one target along the edges between them, from the inputs to the result.
///
/// A region keeps in mind which regions it depends on through something else: those can not become
/// part of it, because it would then depend on itself. That counts what has no annotation too.
/// - Source: Relay 0.0.5 `MergeCompilerRegions`, which counts annotated regions only; Relax
///   `MergeCompositeFunctions`, which merges composites only.
struct RegionMerger {

  /// Two regions that stay apart.
  struct Refusal {
    let region: Int
    let other: Int

    /// Whether only nodes without annotations are between them.
    let isHole: Bool

    /// What the later region reads of the earlier one.
    let value: ID<Node>

    /// The edit of the user that keeps them apart, where that is the reason.
    var split: AnnotationEdit?
  }

  private(set) var regions: AnnotatedRegions
  private(set) var refusals: [Refusal] = []

  private let module: GraphModule

  /// For each region, which others it depends on through something else.
  private var restrictions: [NumberSet]

  /// The same, counting what has no annotation.
  private var holes: [NumberSet]

  /// For each region, which have gone into it.
  private var parts: [NumberSet]

  /// For each region, what binds the variables that it reads, but for the function itself.
  private var scopes: [Set<ID<Node>>]

  private var isDone: [Bool]

  /// For each region, the one that was last found to read it.
  private var lastReaders: [Int]

  /// The splits of the user, and for each region of which sides of them it has something: of the
  /// split at `n` those are 2n and 2n + 1.
  private var edits: [AnnotationEdit] = []
  private var sides: [Set<Int>]

  /// For nodes in no region, on which regions they depend; by index of the node.
  private var ancestors: [Int32: NumberSet] = [:]

  /// Regions that are neither merged nor merge others.
  private let closed: Set<Int>

  /// Knows exactly what may become one, where that is asked for.
  private var units: UnitOrder?

  /// How many steps the order may take as long as it has refused nothing.
  private var mostSteps = Int.max

  /// What the order has said so far.
  private var answer = Answer.nothing

  private enum Answer {

    /// It has refused nothing.
    case nothing

    /// Without its first refusal a region would depend on itself, whatever comes after.
    case needed

    /// Without its first refusal a region would depend on itself, at least for a while.
    case doubtful
  }

  /// A region that depends on itself before and after, with the way, as annotations by hand can
  /// make one.
  private(set) var cycle: (region: Int, path: [ID<Node>])?

  /// - Errors: what the user wants to be one region can not be.
  init(
    _ regions: AnnotatedRegions, _ plan: AnnotationPlan, by semantics: PartitionSemantics = .relay
  ) throws(Diagnostic) {
    self.init(regions, closed: semantics == .relax ? regions.closedInRelax : [])
    guard !plan.merges.isEmpty || !plan.splits.isEmpty else { return }
    var joiner = RegionJoiner(regions)
    for pair in plan.merges { try joiner.join(pair, keeping: plan.splits) }
    self.regions = joiner.regions
    for region in parts.indices where self.regions.current(region) != region {
      parts[self.regions.current(region)].insert(region)
    }
    for split in plan.splits {
      let number = edits.count
      edits.append(split.edit)
      for region in joiner.regions(of: split.first) { sides[region].insert(2 * number) }
      for region in joiner.regions(of: split.second) { sides[region].insert(2 * number + 1) }
    }
  }

  init(_ regions: AnnotatedRegions, closed: Set<Int> = []) {
    self.regions = regions
    self.closed = closed
    module = regions.module
    let count = regions.regions.count
    restrictions = Array(repeating: NumberSet(), count: count)
    holes = restrictions
    parts = restrictions
    let binders = regions.binders
    scopes = regions.regions.map { region in
      binders.isEmpty ? [] : Set(region.begins.compactMap { binders[regions.marked(by: $0)] })
    }
    isDone = Array(repeating: false, count: count)
    lastReaders = Array(repeating: -1, count: count)
    for region in 0 ..< count where regions.current(region) == region {
      parts[region].insert(region)
    }
    sides = Array(repeating: [], count: count)
  }

  /// The edit by which the user keeps two regions apart, if there is one.
  private func split(_ first: Int, _ second: Int) -> AnnotationEdit? {
    guard !edits.isEmpty else { return nil }
    return sides[first].sorted().first { sides[second].contains($0 ^ 1) }.map { edits[$0 / 2] }
  }

  /// Merges as far as what each region keeps in mind allows. Where that is not enough, because a
  /// region took in others after it had been asked, an order of all that there is gives the exact
  /// answer; regions that would depend on themselves only until more of them become one are allowed.
  /// - Parameter stepsPerNode: how many steps the order may take as long as it has refused nothing:
  ///   where regions lie far apart it is left out until it is known that it is needed.
  mutating func run(stepsPerNode: Int = 16) {
    let start = self
    let unmerged = RegionCycle(regions)
    units = UnitOrder(regions, forEachSource: unmerged.forEachSource)
    mostSteps = stepsPerNode * module.nodes.count
    merge()
    guard units != nil else { return secure(from: start) }
    if answer == .doubtful, let free = start.mergedFreely { self = free }
  }

  /// What it comes to without an order; nil where a region then depends on itself.
  private var mergedFreely: RegionMerger? {
    var free = self
    free.merge()
    return RegionCycle(free.regions).isFound ? nil : free
  }

  /// Merges from `start` again with an order, if a region has come to depend on itself without one.
  private mutating func secure(from start: RegionMerger) {
    let merged = RegionCycle(regions)
    guard merged.isFound else { return }
    let unmerged = RegionCycle(start.regions)
    guard let units = UnitOrder(start.regions, forEachSource: unmerged.forEachSource) else {
      cycle = merged.witness
      return
    }
    self = start
    self.units = units
    merge()
  }

  private mutating func merge() {
    var walk = PostorderWalk(module, from: [regions.function.body])
    while let step = walk.next() {
      switch step {
      case .met(let id): visitDependencies(of: id, &walk)
      case .done(let id): visit(id)
      }
    }
    regions.shortenWays()
  }

  private mutating func visit(_ id: ID<Node>) {
    guard let region = regions.region(of: id) else {
      if regions.side(of: id) != .end { visit(outside: id) }
      return
    }
    if !isDone[region], regions.side(of: id) == .end { visit(region) }
  }

  /// Visits what has to be visited before `id`: for an end, all that its region reads.
  private func visitDependencies(of id: ID<Node>, _ walk: inout PostorderWalk) {
    if !regions.bound.isEmpty, let value = regions.bound[id] { return walk.visit([value]) }
    guard regions.side(of: id) == .end, let region = regions.region(of: id), !isDone[region] else {
      return walk.visitOuterDependencies(of: id, in: module)
    }
    var found = [regions.marked(by: id)]
    let read = regions.regions[region].begins.map { regions.marked(by: $0) }
    for value in read where regions.region(of: value) != nil { found.append(value) }
    for value in read where regions.region(of: value) == nil { found.append(value) }
    walk.visit(found)
  }

  private mutating func visit(outside id: ID<Node>) {
    var found: NumberSet?
    let bound = regions.bound.isEmpty ? nil : regions.bound[id]
    for operand in bound.map({ [$0] }) ?? module.dependenciesOutsideComposites(of: id) {
      guard var set = origins(of: operand) else { continue }
      if let found { set.formUnion(found) }
      found = set
    }
    if let found { ancestors[id.index] = found }
  }

  /// The regions on which the value `id` depends.
  private func origins(of id: ID<Node>) -> NumberSet? {
    var id = id
    while let begin = regions.passing(id) { id = begin.operand }
    guard let region = regions.region(of: id) else { return ancestors[id.index] }
    var set = restrictions[region]
    set.formUnion(holes[region])
    set.formUnion(parts[region])
    return set
  }

  /// Whether the variables that one of both reads are bound wherever the values of the other are
  /// read: what reads a value is where those are bound that the value was computed from.
  ///
  /// - Parameter isAlone: whether nothing has become part of `region` yet.
  private func fit(_ region: Int, _ parent: Int, isAlone: Bool) -> Bool {
    scopes[region] == scopes[parent] || isAlone && scopes[region].isSubset(of: scopes[parent])
  }

  private mutating func visit(_ region: Int) {
    var parents: [(region: Int, value: ID<Node>)] = []
    lastReaders[region] = region
    for begin in regions.regions[region].begins {
      let value = regions.marked(by: begin)
      guard let parent = regions.region(of: value) else {
        if let set = ancestors[value.index] { holes[region].formUnion(set) }
        continue
      }
      guard lastReaders[parent] != region else { continue }
      lastReaders[parent] = region
      parents.append((parent, value))
    }
    for (parent, _) in parents {
      restrictions[region].formUnion(restrictions[parent])
      holes[region].formUnion(holes[parent])
    }
    let target = regions.regions[region].target
    for (parent, _) in parents where regions.regions[parent].target != target {
      restrictions[region].formUnion(parts[parent])
    }
    var merged: [Int] = []
    for (parent, value) in parents where regions.regions[parent].target == target {
      guard fit(region, parent, isAlone: merged.isEmpty) else { continue }
      if closed.contains(region) || closed.contains(parent) {
        restrictions[region].formUnion(parts[parent])
        continue
      }
      let split = split(region, parent)
      if split != nil { restrictions[region].formUnion(parts[parent]) }
      let isRestricted = restrictions[region].intersects(parts[parent])
      let isHole = !isRestricted && holes[region].intersects(parts[parent])
      guard !isRestricted, !isHole, keepsOrder(parent, region) else {
        refusals.append(
          Refusal(
            region: region, other: parent, isHole: isHole, value: value, split: split))
        continue
      }
      merged.append(parent)
      scopes[region] = scopes[parent]
      // Nobody asks for the sets of a region that is a part of another.
      parts[region].formUnion(parts[parent])
      if !edits.isEmpty { sides[region].formUnion(sides[parent]) }
      (parts[parent], restrictions[parent], holes[parent]) = (NumberSet(), NumberSet(), NumberSet())
    }
    if !merged.isEmpty { regions.merge(merged, into: region) }
    isDone[region] = true
    if answer == .nothing, (units?.steps ?? 0) > mostSteps { units = nil }
  }

  /// Whether nothing depends on itself once `parent` is part of `region`, as far as that is asked.
  private mutating func keepsOrder(_ parent: Int, _ region: Int) -> Bool {
    guard let hasMerged = units?.merge(parent, into: region), !hasMerged else { return true }
    guard answer == .nothing else { return false }
    let between = units?.between(parent, region) ?? []
    answer = between.contains { staysApart($0, from: parent) } ? .needed : .doubtful
    return false
  }

  /// Whether what `id` is in never becomes part of what `region` is in.
  private func staysApart(_ id: ID<Node>, from region: Int) -> Bool {
    guard let other = regions.region(of: id) else { return true }
    // Whatever takes in the other one has its restrictions before it may take in `region`.
    return isDone[other]
      && (restrictions[other].intersects(parts[region]) || holes[other].intersects(parts[region]))
  }

}
