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
    let found = memory(of: base)
    let circumstances = Circumstances(known, for: found, at: offsets)
    if let precedent = found.precedents[circumstances] {
      let moved = movable(precedent, to: offsets, found)
      if let moved { memory.jobs[base]?.keep(moved, in: circumstances) }
      let plan = abilities.planner.plan(moved ?? precedent, at: offsets, from: known)
      if let plan { return plan }
    }
    if found.refused.contains(circumstances) {
      hasSkipped = true
      return nil
    }
    guard let (plan, claim) = best(found.offers, at: offsets, known, &refusals) else {
      memory.jobs[base]?.refuse(in: circumstances)
      return nil
    }
    memory.jobs[base]?.keep(Precedent(plan, claim, at: offsets, from: known), in: circumstances)
    return plan
  }

  /// A precedent that knows how its fields move; nil where it knew that before.
  private mutating func movable(
    _ precedent: Precedent, to offsets: [Int], _ job: JobMemory
  ) -> Precedent? {
    let slots = precedent.unknownSlots(at: offsets)
    if slots.isEmpty { return nil }
    var precedent = precedent
    for slot in slots {
      let moved = precedent.offsets(with: slot, at: offsets[slot])
      // What arrays hold of the job goes with it.
      let wishes = job.wishes.filter { $0.slot == slot }.map(\.wish)
      let known = precedent.known.moving(
        wishes, from: precedent.offsets[slot], to: offsets[slot])
      var refusals = Refusals()
      let found = best(job.offers, at: moved, known, &refusals)
      precedent.learn(found?.plan, slot: slot, at: offsets[slot])
    }
    return precedent
  }

  /// The best plan of all that is offered, and what it was offered for.
  private mutating func best(
    _ offers: [Planner.Offer], at offsets: [Int], _ known: Known, _ refusals: inout Refusals
  ) -> (plan: Plan, claim: Claim)? {
    var best: (plan: Plan, claim: Claim)?
    for offer in offers {
      var obstacle: Obstacle?
      let plan = abilities.planner.plan(
        offer, at: offsets, from: known, &memory, obstacle: &obstacle)
      if let plan {
        if plan.steps.count == 1 { return (plan, offer.claim) }
        if best.map({ plan.isBetter(than: $0.plan) }) ?? true { best = (plan, offer.claim) }
      } else {
        refusals.insert(obstacle, way: offer.claim.way)
      }
    }
    return best
  }

  /// All that ways offer for a job, which is the same wherever its places are.
  mutating func offers(_ job: Job) -> [Planner.Offer] { memory(of: job).offers }

  private mutating func memory(of job: Job) -> JobMemory {
    if let found = memory.jobs[job] { return found }
    let planner = abilities.planner
    let offers = planner.ways.enumerated().flatMap { index, way in
      abilities.matcher.claims(job, way, index).map(planner.offer)
    }
    let found = JobMemory(offers, concerning: planner.concerns(of: Set(offers.map(\.claim.way))))
    memory.jobs[job] = found
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
