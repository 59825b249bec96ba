import Effects
import Tensors

/// Functions of sums, by one instruction or by several.
extension Selector {

  /// - Units: instructions into which one addition or one shift is cut.
  private static let mostPieces = 8

  mutating func apply(
    _ step: Operation.Step, _ rows: Rows, _ known: Known, _ refusals: inout Refusals
  ) -> Plan? {
    if let plan = plan(.apply([step], rows), known, &refusals) { return plan }
    for spelling in spellings(of: step, rows) {
      if let plan = plans(spelling, rows, known, &refusals) { return plan }
    }
    return nil
  }

  /// One step after the other, each by itself.
  mutating func plans(
    _ steps: some Sequence<Operation.Step>, _ rows: Rows, _ known: Known,
    _ refusals: inout Refusals
  ) -> Plan? {
    var plan = Plan(known: known)
    for step in steps {
      guard let next = self.plan(.apply([step], rows), plan.known, &refusals) else { return nil }
      plan = plan.then(next)
    }
    return plan
  }

  /// Other steps that do the same to whole numbers.
  private func spellings(of step: Operation.Step, _ rows: Rows) -> [[Operation.Step]] {
    let type = abilities.machine.form[rows.part].type.element
    guard let range = type.integerRange else { return [] }
    switch step {
    case .apply(let function, .integer(let number)):
      switch function {
      case .add, .subtract, .shiftLeft, .shiftRight: return pieces(function, number)
      default: return []
      }
    case .apply(_, .real): return []
    case .narrow(let target):
      guard let own = target.element.integerRange else { return [] }
      if target.saturates {
        let low = max(own.lowerBound, range.lowerBound)
        let high = min(own.upperBound, range.upperBound)
        return [
          [.apply(.maximum, constant: .integer(low)), .apply(.minimum, constant: .integer(high))]
        ]
      }
      // The low bits go up to the sign and come back.
      let count = type.bitWidth - target.element.bitWidth
      guard count > 0, target.element.isSigned, type.isSigned else { return [] }
      return [
        [
          .apply(.shiftLeft, constant: .integer(count)),
          .apply(.shiftRight, constant: .integer(count)),
        ]
      ]
    }
  }

  /// The same in smaller steps.
  private func pieces(_ function: ValueBinary, _ number: Int) -> [[Operation.Step]] {
    var spellings: [[Operation.Step]] = []
    var count = 2
    while count <= Selector.mostPieces, count <= number.magnitude {
      let least = number / count
      let rest = Int((number % count).magnitude)
      let more = number < 0 ? least - 1 : least + 1
      spellings.append(
        (0 ..< count).map { .apply(function, constant: .integer($0 < rest ? more : least)) })
      count *= 2
    }
    return spellings
  }

}

/// Steps on the way to the host: as many as a store does, the others before.
extension Selector {

  mutating func store(
    _ rows: Rows, _ host: HostRows, _ steps: [Operation.Step], _ known: Known,
    _ refusals: inout Refusals
  ) -> Plan? {
    let form = abilities.machine.form
    let job = Job.store(rows, host, steps: steps, before: [])
    // Where nothing stores such rows at all, it does not matter what is done before.
    if offers(job.rows(0, count: 1).based(in: form).job).isEmpty { return nil }
    let all = self.divisions(of: steps, rows)
    let key = job.based(in: form).job
    // What did it before comes first: it was found where all were tried in their order.
    let last = divisions[key]
    let order = (last.map { [$0] } ?? []) + all.indices.filter { $0 != last }
    for index in order {
      let (before, behind) = all[index]
      if let plan = plan(before, behind, rows, host, known, &refusals) {
        divisions[key] = index
        return plan
      }
    }
    return nil
  }

  private mutating func plan(
    _ before: [Operation.Step], _ behind: [Operation.Step], _ rows: Rows, _ host: HostRows,
    _ known: Known, _ refusals: inout Refusals
  ) -> Plan? {
    guard let first = prepare(before, rows, known, &refusals) else { return nil }
    let job = Job.store(rows, host, steps: behind, before: before)
    return plan(job, first.known, &refusals).map(first.then)
  }

  /// Steps one after the other, by instructions of which each does as many as it can.
  private mutating func prepare(
    _ steps: [Operation.Step], _ rows: Rows, _ known: Known, _ refusals: inout Refusals
  ) -> Plan? {
    var plan = Plan(known: known)
    var first = 0
    while first < steps.count {
      var next: Plan?
      var end = steps.count
      while next == nil, end > first + 1 {
        next = self.plan(.apply(Array(steps[first ..< end]), rows), plan.known, &refusals)
        if next == nil { end -= 1 }
      }
      if next == nil { next = apply(steps[first], rows, plan.known, &refusals) }
      guard let found = next else { return nil }
      plan = plan.then(found)
      first = end
    }
    return plan
  }

  /// Steps before a store and those that are left to it, with fewer before first. What is done
  /// before as limits goes before all others, where these grow.
  private func divisions(
    of steps: [Operation.Step], _ rows: Rows
  ) -> [(before: [Operation.Step], behind: [Operation.Step])] {
    var divisions: [([Operation.Step], [Operation.Step])] = [([], steps)]
    let limits = limits(of: steps, rows)
    divisions += limits.map { ([$0], steps) }
    if limits.count > 1 { divisions.append((limits, steps)) }
    for count in steps.indices {
      divisions.append((Array(steps[...count]), Array(steps[(count + 1)...])))
    }
    return divisions
  }

  /// Limits on sums that are limits on what growing steps make of them.
  private func limits(of steps: [Operation.Step], _ rows: Rows) -> [Operation.Step] {
    let type = abilities.machine.form[rows.part].type.element
    var sum = StepSum(type)
    sum.append(steps, of: type)
    guard case .limit(let range)? = sum.finished.items.last else { return [] }
    var (low, high) = (range.lowerBound, range.upperBound)
    for item in sum.finished.items.dropLast().reversed() {
      guard case .whole(let function, let constant) = item else { return [] }
      switch function {
      case .add: (low, high) = (Saturated.sum(low, -constant), Saturated.sum(high, -constant))
      case .shiftRight:
        low = Saturated.product(low, 1 << constant)
        high = Saturated.product(high, 1 << constant)
      default: return []
      }
    }
    return [
      .apply(.maximum, constant: .integer(low)), .apply(.minimum, constant: .integer(high)),
    ]
  }

}
