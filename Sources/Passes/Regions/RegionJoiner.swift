import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Makes regions one because the user wants it, before neighbours are merged.
///
/// What lies between the two comes with them; a region that would depend on itself through something
/// else is refused, with the way.
struct RegionJoiner {

  private let module: GraphModule

  /// Who reads what in the function.
  private var readers: [ID<Node>: [ID<Node>]] = [:]

  /// The node of the function in which each operator is: itself, or the call of its composite.
  private var carriers: [ID<Node>: ID<Node>] = [:]

  private(set) var regions: AnnotatedRegions

  init(_ regions: AnnotatedRegions) {
    self.regions = regions
    module = regions.module
    var walk = GraphWalk(module)
    for id in regions.nodes {
      for operand in sources(of: id) { readers[operand, default: []].append(id) }
      carriers[id] = id
      guard case .apply = module[id].kind, let function = module[module[id].operands[0]].function
      else { continue }
      for member in walk.postorder(from: [function.body]) { carriers[member] = id }
    }
  }

  /// The regions that operators are in.
  func regions(of ids: Set<ID<Node>>) -> Set<Int> {
    Set(ids.compactMap { carriers[$0].flatMap { regions.region(of: $0) } })
  }

  /// Makes the regions of both sides of `pair` one; of a side that is not there any more nothing is
  /// said.
  /// - Errors: they are on the host or of two targets, it would depend on itself, or `splits` keep
  ///   some of it apart.
  mutating func join(
    _ pair: AnnotationPlan.Pair, keeping splits: [AnnotationPlan.Pair]
  ) throws(Diagnostic) {
    let (hasFirst, hasSecond) = (isHere(pair.first), isHere(pair.second))
    guard hasFirst || hasSecond, !pair.first.isEmpty, !pair.second.isEmpty else { return }
    guard hasFirst, hasSecond else {
      throw refused(pair.edit, "they are in two functions", hints: [])
    }
    let first = try accelerated(pair.first, pair.edit)
    let second = try accelerated(pair.second, pair.edit)
    let target = regions.regions[first.first ?? 0].target
    if let other = (first.union(second)).first(where: { regions.regions[$0].target != target }) {
      throw refused(
        pair.edit, "one is on \(target), the other on \(regions.regions[other].target)",
        hints: ["`annotate NODE \(target)` gives both to one target"])
    }
    let joined = try hull(first.union(second), pair.edit)
    if let split = splits.first(where: {
      !regions(of: $0.first).isDisjoint(with: joined)
        && !regions(of: $0.second).isDisjoint(with: joined)
    }) {
      throw refused(pair.edit, "`\(split.edit)` keeps them apart", hints: [])
    }
    let order = joined.sorted()
    for source in order.dropFirst() { regions.unite(source, into: order[0]) }
  }

  private func isHere(_ ids: Set<ID<Node>>) -> Bool { ids.contains { carriers[$0] != nil } }

  /// The regions of accelerators that operators are in.
  /// - Errors: there are none.
  private func accelerated(
    _ ids: Set<ID<Node>>, _ edit: AnnotationEdit
  ) throws(Diagnostic) -> Set<Int> {
    let found = regions(of: ids).filter { regions.regions[$0].target != Annotation.host }
    guard found.isEmpty else { return found }
    let words = ids.sorted().first.map { module.words(for: $0) } ?? "one of them"
    throw refused(
      edit, "\(words) is on the host, and in no region",
      hints: ["`why NODE` says why an operator stays on the host"])
  }

  /// `joined` with every region that lies between them.
  /// - Errors: something lies between them that is in no region of their target.
  private func hull(_ start: Set<Int>, _ edit: AnnotationEdit) throws(Diagnostic) -> Set<Int> {
    var joined = start
    let target = start.first.map { regions.regions[$0].target }
    while true {
      try Interruption.current.check()
      let between = between(joined)
      guard !between.isEmpty else { return joined }
      let before = joined.count
      for id in between {
        guard let region = regions.region(of: id), regions.regions[region].target == target else {
          throw selfDependence(joined, through: id, edit)
        }
        joined.insert(region)
      }
      if joined.count == before { return joined }
    }
  }

  /// The nodes outside of `joined` that need something of it and that it needs.
  private func between(_ joined: Set<Int>) -> [ID<Node>] {
    let needing = reached(from: joined, along: regions.nodes) { sources(of: $0) }
    let needed = reached(from: joined, along: regions.nodes.reversed()) { readers[$0] ?? [] }
    return regions.nodes.filter { needing.contains($0) && needed.contains($0) }
  }

  /// The nodes outside of `joined` that are reached from it; with one node of a region all of it is.
  /// - Cost: O(nodes) for each region that is reached against `order`.
  private func reached(
    from joined: Set<Int>, along order: some Collection<ID<Node>>,
    _ previous: (ID<Node>) -> [ID<Node>]
  ) -> Set<ID<Node>> {
    var reached: Set<ID<Node>> = []
    var whole: Set<Int> = []
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for id in order where !isInside(id, joined) && !reached.contains(id) {
        let region = accelerated(id)
        guard
          region.map(whole.contains) == true
            || previous(id).contains(where: { isInside($0, joined) || reached.contains($0) })
        else { continue }
        reached.insert(id)
        if let region { hasChanged = whole.insert(region).inserted || hasChanged }
      }
    }
    return reached
  }

  private func isInside(_ id: ID<Node>, _ joined: Set<Int>) -> Bool {
    regions.region(of: id).map { joined.contains($0) } ?? false
  }

  private func sources(of id: ID<Node>) -> [ID<Node>] {
    if let value = regions.bound[id], module[value].function == nil { return [value] }
    return module.dependenciesOutsideComposites(of: id)
  }

  // MARK: Refusals

  private func selfDependence(
    _ joined: Set<Int>, through id: ID<Node>, _ edit: AnnotationEdit
  ) -> Diagnostic {
    let back = way(from: id, joined) { sources(of: $0) }
    let on = way(from: id, joined) { readers[$0] ?? [] }
    var path = Array(back.reversed()) + Array(on.dropFirst())
    while let last = path.last, module.annotation(last)?.side == .begin,
      let reader = readers[last]?.first(where: { isInside($0, joined) })
    {
      path.append(reader)
    }
    let error = refused(
      edit, "their region would depend on itself",
      notes: ["through \(module.words(forPath: path))"],
      hints: ["what lies between them has to be on their target, or one of them on the host"])
    return module.locating(error, at: module.unmarked(id))
  }

  /// A shortest way from `id` to a node of `joined`.
  private func way(
    from id: ID<Node>, _ joined: Set<Int>, _ next: (ID<Node>) -> [ID<Node>]
  ) -> [ID<Node>] {
    let mates = Dictionary(grouping: regions.nodes.filter { accelerated($0) != nil }) {
      accelerated($0) ?? 0
    }
    var previous: [ID<Node>: ID<Node>] = [:]
    var queue = [id]
    var position = 0
    while position < queue.count {
      let current = queue[position]
      position += 1
      if isInside(current, joined) {
        var path = [current]
        while let last = path.last, last != id, let before = previous[last] { path.append(before) }
        return path.reversed()
      }
      for other in next(current) + (accelerated(current).flatMap { mates[$0] } ?? [])
      where other != id && previous[other] == nil {
        previous[other] = current
        queue.append(other)
      }
    }
    return [id]
  }

  /// The region of an accelerator that `id` is in: what one node of it needs, all need.
  private func accelerated(_ id: ID<Node>) -> Int? {
    regions.region(of: id).flatMap { region in
      regions.regions[region].target == Annotation.host ? nil : region
    }
  }

  private func refused(
    _ edit: AnnotationEdit, _ reason: String, notes: [String] = [], hints: [String]
  ) -> Diagnostic {
    .error("`\(edit)`: \(reason)", notes: notes, hints: hints)
  }

}
