public import Diagnostics

/// Runs the instructions of a machine by what their effects say.
///
/// Effects are worked out once; running is then a table of numbers and loops over cells of known
/// types. It is a value without a state of its own: what changes is the `EffectState`.
public struct EffectEngine: Sendable {

  public let form: MachineForm
  public let layout: StateLayout
  private let plans: [EffectPlan]

  /// - Parameter host: the addresses where the host has memory.
  /// - Errors: the state has no layout, or an effect does something that there is not: a part, a
  ///   variable that has no number yet, axes that a part does not have, bits of floats.
  public init(_ form: MachineForm, host: [Range<Int>] = []) throws(Diagnostic) {
    self.form = form
    let layout = try StateLayout(form.state, host: host)
    self.layout = layout
    var plans: [EffectPlan] = []
    for instruction in form.instructions {
      do {
        plans.append(EffectPlan(try PlanBuilder(instruction.effect, form.state, layout)))
      } catch {
        var error = error
        error.message = "instruction `\(instruction.name)`: \(error.message)"
        throw error
      }
    }
    self.plans = plans
  }

  /// A state that is all 0.
  public func makeState() -> EffectState { EffectState(layout) }

  // MARK: Running

  /// What steps did besides writing numbers.
  public struct Outcome: Hashable, Sendable {

    /// Whether the machine stands still behind the instruction.
    public var isStopped = false

    /// What was said to queues, in order.
    public var events: [QueueEvent] = []

    /// What was read and written, in order; none unless it was asked for.
    public var accesses: [EffectAccess] = []

    /// Nothing was done.
    public init() {}

    /// Takes over what a run did.
    mutating func take(_ run: EffectRun) {
      if run.isStopped { isStopped = true }
      if !run.events.isEmpty { events += run.events }
      if !run.accesses.isEmpty { accesses += run.accesses }
    }
  }

  /// An instruction whose loops have begun.
  public struct Call: Hashable, Sendable {

    /// Its place among the instructions of the form.
    public let instruction: Int

    /// The numbers of the fields, in their order.
    public let fields: [Int]

    /// For each loop the number that it begins with, and how many there are.
    fileprivate let loops: [LoopBounds]

    public let stepCount: Int
  }

  fileprivate struct LoopBounds: Hashable, Sendable {
    let lower: Int
    let count: Int
  }

  /// Begins an instruction: computes where its loops go, once for all of its steps.
  /// - Parameter fields: in the order of the effect's variables; those that are missing are 0.
  /// - Errors: the bounds of loops are nowhere, or too far apart.
  /// - Before: there is such an instruction.
  public func begin(
    _ instruction: Int, _ fields: [Int], on state: inout EffectState
  ) throws(EffectFault) -> Call {
    let plan = plans[instruction]
    if plan.loops.isEmpty {
      return Call(instruction: instruction, fields: fields, loops: [], stepCount: 1)
    }
    return try state.run(plan, observed: false) { run throws(EffectFault) in
      run.enter(fields)
      let count = try counted(instruction, &run)
      return Call(
        instruction: instruction, fields: fields,
        loops: plan.loops.map {
          LoopBounds(lower: run.number($0.lower), count: run.number($0.count))
        },
        stepCount: count)
    }
  }

  private func counted(
    _ instruction: Int, _ run: inout EffectRun
  ) throws(EffectFault) -> Int {
    do {
      return try run.countSteps()
    } catch {
      throw EffectFault(error, instruction: instruction)
    }
  }

  /// Does steps of an instruction that has begun, in order. Those before are not needed for it.
  /// - Parameters:
  ///   - outcome: gets what steps do besides writing numbers, those before one that fails too.
  ///   - done: grows with each step that is done, so that it tells which one failed.
  ///   - work: grows by about the nanoseconds that the steps take, as far as the numbers tell.
  /// - Errors: a step asks for what there is not; it has changed nothing.
  /// - Before: the call has all of these steps.
  public func run(
    _ steps: Range<Int>, of call: Call, on state: inout EffectState, observed: Bool = false,
    outcome: inout Outcome, done: inout Int, work: inout Int
  ) throws(EffectFault) {
    precondition(steps.lowerBound >= 0 && steps.upperBound <= call.stepCount)
    guard !steps.isEmpty else { return }
    let plan = plans[call.instruction]
    try state.run(plan, observed: observed) { run throws(EffectFault) in
      run.enter(call.fields)
      if !plan.loops.isEmpty {
        for (loop, bounds) in zip(plan.loops, call.loops) {
          run.setBounds(of: loop, bounds.lower, bounds.count)
        }
        run.seek(to: steps.lowerBound)
      }
      defer {
        work += run.work
        outcome.take(run)
      }
      try finish(call.instruction, steps, &run, &done)
    }
  }

  /// The same without what it is not asked for.
  public func run(
    _ steps: Range<Int>, of call: Call, on state: inout EffectState, observed: Bool = false,
    done: inout Int
  ) throws(EffectFault) -> Outcome {
    var (outcome, work) = (Outcome(), 0)
    try run(
      steps, of: call, on: &state, observed: observed, outcome: &outcome, done: &done,
      work: &work)
    return outcome
  }

  /// The same for a single step.
  public func run(
    step: Int, of call: Call, on state: inout EffectState, observed: Bool = false
  ) throws(EffectFault) -> Outcome {
    var done = 0
    return try run(step ..< step + 1, of: call, on: &state, observed: observed, done: &done)
  }

  /// Does a whole instruction.
  /// - Errors: as `begin` and `run`; the steps before the one that failed are done.
  public func run(
    _ instruction: Int, _ fields: [Int], on state: inout EffectState, observed: Bool = false
  ) throws(EffectFault) -> Outcome {
    try state.run(plans[instruction], observed: observed) { run throws(EffectFault) in
      run.enter(fields)
      let count = try counted(instruction, &run)
      guard count > 0 else { return Outcome() }
      run.seek(to: 0)
      var (outcome, done) = (Outcome(), 0)
      try finish(instruction, 0 ..< count, &run, &done)
      outcome.take(run)
      return outcome
    }
  }

  @inline(__always)
  private func finish(
    _ instruction: Int, _ steps: Range<Int>, _ run: inout EffectRun, _ done: inout Int
  ) throws(EffectFault) {
    do {
      for _ in steps {
        try run.step()
        run.next()
        done += 1
      }
    } catch {
      throw EffectFault(
        error, instruction: instruction, step: steps.lowerBound + done, caseIndex: run.caseIndex,
        action: run.actionIndex)
    }
  }

}
