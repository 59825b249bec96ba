import Diagnostics
import Effects
import Tensors

/// Chooses instructions for operations, one after the other, and knows what registers and hidden
/// arrays hold in between: what is there already is not written again.
///
/// A call is taken only if it is proven to do what is asked: its windows are the right numbers in
/// the right order, and the bytes of memories that it touches are these and no others.
struct Selector: Sendable {

  let abilities: Abilities

  /// What registers and arrays hold behind all calls so far.
  private(set) var known: Known

  /// What has been worked out before, apart from places.
  var memory: Planner.Memory

  /// For steps before a store, how they were divided between it and other instructions.
  var divisions: [Job: Int] = [:]

  /// Whether something was not tried, since nothing did it where its places were others.
  var hasSkipped = false

  init(_ abilities: Abilities, known: Known = Known()) {
    self.abilities = abilities
    self.known = known
    memory = abilities.memory
  }

  /// Forgets what registers hold, as where another program may have run.
  mutating func forget() { known = Known() }

  /// The instructions that do an operation, in their order, those that set registers among them.
  ///
  /// Rows that are more than an instruction takes are cut; steps before a store that it can not do
  /// are done to the sums themselves, which are gone then.
  /// - Errors: there are none, with the form that is missing or the field that does not reach.
  mutating func calls(for operation: Operation) throws(Diagnostic) -> [Call] {
    if operation.isEmpty { return [] }
    var refusals = Refusals()
    guard let plan = completePlan(of: operation.kind, known, &refusals) else {
      throw refusals.diagnostic(operation, abilities)
    }
    known = plan.known
    return plan.calls
  }

  /// Whether there are instructions that do an operation, whatever registers hold before.
  mutating func does(_ operation: Operation) -> Bool {
    var refusals = Refusals()
    return operation.isEmpty || completePlan(of: operation.kind, Known(), &refusals) != nil
  }

  // MARK: - Operations

  /// Tries all there is before there is no plan.
  private mutating func completePlan(
    of kind: Operation.Kind, _ known: Known, _ refusals: inout Refusals
  ) -> Plan? {
    hasSkipped = false
    if let plan = plan(of: kind, known, &refusals) { return plan }
    guard hasSkipped else { return nil }
    for job in memory.jobs.keys { memory.jobs[job]?.forgetRefusals() }
    refusals = Refusals()
    return plan(of: kind, known, &refusals)
  }

  private mutating func plan(of kind: Operation.Kind, _ known: Known, _ refusals: inout Refusals)
    -> Plan?
  {
    switch kind {
    case .load(let rows, let host, let adds):
      return plan(.load(rows, host, adds: adds), known, &refusals)
    case .loadWeights(let rows, let address):
      return plan(.load(rows, row(of: rows.part, at: address), adds: false), known, &refusals)
    case .spread(let rows, let address):
      var host = row(of: rows.part, at: address)
      host.stride = 0
      return plan(.load(rows, host, adds: false), known, &refusals)
    case .fill(let rows, let number): return fill(rows, number, known, &refusals)
    case .multiply(let sums, let data, let weights, let begins):
      return multiply(sums, data, weights, begins, known, &refusals)
    case .apply(let function, let rows, let constant):
      return apply(.apply(function, constant: constant), rows, known, &refusals)
    case .combine(let function, let a, let b):
      return plan(.combine(function, a, b), known, &refusals)
    case .applyRow(let function, let rows, let row):
      return plan(.applyRow(function, rows, row: row), known, &refusals)
    case .store(let rows, let host, let steps): return store(rows, host, steps, known, &refusals)
    case .stop: return plan(.stop, known, &refusals)
    }
  }

  /// Numbers of a part that lie one behind the other on the host.
  private func row(of part: StateID, at address: Int) -> HostRows {
    let form = abilities.machine.form
    let (lanes, element) = (form.rowNumbers(of: part), form[part].type.element)
    return HostRows(
      address: address, stride: Saturated.product(lanes, element.byteSize), lanes: lanes,
      element: element)
  }

  private mutating func fill(
    _ rows: Rows, _ number: Int, _ known: Known, _ refusals: inout Refusals
  ) -> Plan? {
    if let plan = plan(.fill(rows, number), known, &refusals) { return plan }
    // What is not greater than a number and not less is the number.
    guard abilities.machine.form[rows.part].type.element.isInteger else { return nil }
    let steps: [Operation.Step] = [
      .apply(.minimum, constant: .integer(number)), .apply(.maximum, constant: .integer(number)),
    ]
    return plans(steps, rows, known, &refusals)
  }

  private mutating func multiply(
    _ sums: Rows, _ data: Rows, _ weights: Rows, _ begins: Bool, _ known: Known,
    _ refusals: inout Refusals
  ) -> Plan? {
    let job = Job.multiply(sums: sums, data: data, weights: weights, begins: begins)
    if let plan = plan(job, known, &refusals) { return plan }
    guard begins, let first = fill(sums, 0, known, &refusals),
      let next = plan(
        .multiply(sums: sums, data: data, weights: weights, begins: false), first.known, &refusals)
    else { return nil }
    return first.then(next)
  }

}
