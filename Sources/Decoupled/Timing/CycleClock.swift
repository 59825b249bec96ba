import Simulation

/// Counts the cycles that streams take: units that run beside each other, one port to DRAM, queues
/// of instructions and of tokens. A value in constant space, whose copies go on alike.
///
/// Time goes from one moment in which anything changes to the next one; what a cycle changes is seen
/// in a later cycle, so the order in which units are looked at does not matter.
/// - Cost: a moment is O(units); an instruction takes a few, and one for each burst.
struct CycleClock: Sendable {

  /// What happens at `cycle`.
  enum Event: Sendable, Hashable {

    /// An instruction has popped its tokens.
    case began(Int)

    /// An instruction has done its work and pushes its tokens.
    case finished(Int)
    case streamEnd(Int)

    /// Nothing can go on any more.
    case deadlock

    /// Cycles can not be counted any more.
    case endless

    /// All streams have ended.
    case end
  }

  /// What ends the count; far from where numbers end.
  static let mostCycles = 1 << 60

  let plan: ClockPlan

  /// The cycle up to which everything has happened.
  var cycle = 0

  /// The stream that runs, when it was launched, and when its last instruction ended it.
  var stream = 0
  var launch = 0
  var finishedAt: Int?

  /// How many instructions have finished.
  var finished = 0
  var units: [UnitClock]
  var fetch = FetchClock()

  /// For each unit, how many of its instructions have been dispatched.
  var dispatched: [Int]

  /// How many instructions can be begun, and when those that were dispatched after them can.
  var visible = 0
  var arriving: [Int] = []

  /// The tokens, and those that can't be popped yet.
  var queues: TokenQueues
  var coming: [(queue: Int, cycle: Int)] = []

  /// The ends of the reads that are granted, in order, and when the last one leaves the bus.
  var reads: [Int] = []
  var busFree = 0
  var writeFree = 0

  /// The next cycle to look at because of what has changed in this one.
  var poke = Int.max

  /// For each unit, and for fetch, how many cycles had each use.
  var totals: [[Int]]

  /// What has happened at `cycle` and has not been told.
  var events: [Event] = []
  var ending: Event?

  /// Before the first stream is launched.
  init(_ machine: MachinePlan, _ timing: TimingDescription) {
    self.init(ClockPlan(machine, timing))
  }

  init(_ plan: ClockPlan) {
    self.plan = plan
    let count = plan.unitCount
    units = [UnitClock](repeating: UnitClock(), count: count)
    dispatched = [Int](repeating: 0, count: count)
    queues = TokenQueues(depths: plan.tokenDepths, initial: plan.machine.initialTokens)
    let uses = [Int](repeating: 0, count: CycleUse.count(queues: plan.queueCount))
    totals = [[Int]](repeating: uses, count: count + (plan.hasFetch ? 1 : 0))
    launchStream()
  }

  /// The next thing that happens. At the end it is the same one again and again.
  mutating func next() -> Event {
    var recorder = NoRecorder()
    return next(&recorder)
  }

  mutating func next<R: ClockRecorder>(_ recorder: inout R) -> Event {
    while events.isEmpty {
      if let ending { return ending }
      step(&recorder)
    }
    return events.removeFirst()
  }

  /// Lets everything happen up to `end`, and forgets to tell it.
  mutating func advance(to end: Int) {
    var recorder = NoRecorder()
    while ending == nil, let moment = nextMoment, moment <= end { step(&recorder, at: moment) }
    events.removeAll()
  }

  /// Lets everything happen in the next cycle in which anything does.
  mutating func step<R: ClockRecorder>(_ recorder: inout R) {
    guard let moment = nextMoment else {
      close(.deadlock, &recorder)
      return
    }
    step(&recorder, at: moment)
  }

  private mutating func step<R: ClockRecorder>(_ recorder: inout R, at moment: Int) {
    cycle = moment
    guard moment < Self.mostCycles else {
      close(.endless, &recorder)
      return
    }
    if poke <= moment { poke = .max }
    while let first = reads.first, first <= moment { reads.removeFirst() }
    for unit in units.indices where units[unit].wake <= moment { proceed(unit, &recorder) }
    arrive()
    beginInstructions(&recorder)
    proceedFetch(&recorder)
    grantRead(&recorder)
    if finished == streamEnd { endStream(&recorder) }
  }

  /// The first instruction behind the stream.
  var streamEnd: Int {
    stream < plan.machine.streamEnds.count ? plan.machine.streamEnds[stream] : 0
  }

  /// The next cycle in which anything happens; nil if nothing ever does.
  var nextMoment: Int? {
    var moment = min(poke, fetch.clock.wake)
    for unit in units.indices { moment = min(moment, units[unit].wake) }
    if let first = arriving.first { moment = min(moment, first) }
    for token in coming { moment = min(moment, token.cycle) }
    return moment == .max ? nil : max(moment, cycle)
  }

  /// Makes tokens and instructions seen whose time has come.
  private mutating func arrive() {
    while let first = arriving.first, first <= cycle {
      arriving.removeFirst()
      visible += 1
    }
    guard !coming.isEmpty else { return }
    for token in coming where token.cycle <= cycle { queues.arrive(token.queue) }
    coming.removeAll { $0.cycle <= cycle }
  }

  /// Asks for a look at the next cycle.
  mutating func pokeNext() { poke = min(poke, cycle + 1) }

}
