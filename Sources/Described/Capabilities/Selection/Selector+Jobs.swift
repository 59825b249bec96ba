import Effects

/// One job, by one instruction or, cut into rows, by several.
extension Selector {

  mutating func plan(_ job: Job, _ known: Known, _ refusals: inout Refusals) -> Plan? {
    if let plan = direct(job, known, &refusals) { return plan }
    // What can not be done to one row can not be done to several.
    guard let rows = job.rows, rows.count > 1,
      direct(job.rows(0, count: 1), known, &refusals) != nil
    else { return nil }
    for count in pieces(of: job, rows.count) {
      if let plan = cut(job, rows.count, by: count, known, &refusals) { return plan }
    }
    return nil
  }

  /// By one instruction with those that prepare it: the fewest.
  private mutating func direct(
    _ job: Job, _ known: Known, _ refusals: inout Refusals
  ) -> Plan? {
    let (base, offsets) = job.based(in: abilities.machine.form)
    var best: Plan?
    for offer in offers(base) {
      var obstacle: Obstacle?
      let plan = abilities.planner.plan(
        offer, at: offsets, from: known, &memory, obstacle: &obstacle)
      if let plan {
        if plan.calls.count == 1 { return plan }
        if best.map(plan.isBetter) ?? true { best = plan }
      } else {
        refusals.insert(obstacle, way: offer.claim.way)
      }
    }
    return best
  }

  /// All that ways offer for a job, which is the same wherever its places are.
  mutating func offers(_ job: Job) -> [Planner.Offer] {
    if let offers = memory.offers[job] { return offers }
    let planner = abilities.planner
    let found = planner.ways.enumerated().flatMap { index, way in
      abilities.matcher.claims(job, way, index).map(planner.offer)
    }
    memory.offers[job] = found
    return found
  }

  private mutating func cut(
    _ job: Job, _ count: Int, by size: Int, _ known: Known, _ refusals: inout Refusals
  ) -> Plan? {
    var plan = Plan(known: known)
    var first = 0
    while first < count {
      let piece = job.rows(first, count: min(size, count - first))
      let next =
        direct(piece, plan.known, &refusals)
        ?? (size > 1 && first > 0 ? self.plan(piece, plan.known, &refusals) : nil)
      guard let next else { return nil }
      plan = plan.then(next)
      first += size
    }
    return plan
  }

  /// How many rows to try at once: as many as fields can say, then one.
  private mutating func pieces(of job: Job, _ count: Int) -> [Int] {
    let one = job.rows(0, count: 1).based(in: abilities.machine.form).job
    var sizes: Set<Int> = [1]
    for offer in offers(one) {
      let way = abilities.planner.ways[offer.claim.way]
      sizes.formUnion(abilities.planner.counts(of: way).filter { $0 < count })
    }
    return sizes.sorted(by: >)
  }

}

extension Planner {

  /// The most places that each window of a way can have.
  func counts(of way: Way) -> Set<Int> {
    let ranges = Ranges(of: machine.instructions[way.instruction].effect, in: machine)
    let placements = way.forms.flatMap(\.placements)
    let counts = placements.flatMap { $0.axes.prefix(1).map(\.count) }
    return Set((counts + (way.loops ?? []).map(\.count)).map { ranges.range(of: $0).upperBound })
      .filter { $0 > 1 }
  }

}

extension NormalForm {

  /// The windows of memories that it writes or reads.
  fileprivate var placements: [Placement] {
    switch kind {
    case .move(let move): [move.part]
    case .contract(let contract): [contract.target, contract.a.source]
    case .map(let map): [map.target]
    case .reduce(let reduce): [reduce.target]
    case .fill(let target, _): [target]
    case .set, .queue, .barrier, .stop, .other: []
    }
  }

}
