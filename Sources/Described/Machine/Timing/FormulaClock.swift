import Effects
import Simulation
import Support
import TargetKit

/// When each instruction runs by a clock that says how many cycles it takes: units work at the same
/// time as far as the order of the machine allows.
///
/// What a program computes does not depend on it.
struct FormulaClock: Sendable {

  /// One instruction, in the order in which instructions finished where one ran at a time.
  struct Entry: Sendable {
    var instruction: Int
    var begin: Int
    var end: Int

    /// What it waited for since its unit was free, and until when; in order of time.
    var waits: [(use: CycleUse, until: Int)]
  }

  private let program: MachineProgram
  private let timing: FormulaTiming
  private(set) var entries: [Entry] = []

  /// By instruction: its place among the entries.
  private var places: [Int?]

  /// When each unit is free.
  private var free: [Int]

  /// When the last instruction of all before ended, and when the stream began.
  private var last = 0
  private(set) var streamBegins: [Int] = []
  private var stream = -1

  /// How many instructions of the program have been fetched, and when the last was.
  private var fetched = 0
  private var fetchTime = 0

  /// For each later instruction those of other units that it has to wait for.
  private var edges: [Int: [Int]] = [:]

  /// When what comes behind the last instruction that held back the stream may begin, what that one
  /// waited for, and who signalled on each queue.
  private var issueTime = 0
  private var issueUse = CycleUse.instruction
  private var signals: [String: CountedWork] = [:]

  /// - Cost: O(instructions × units); with interlocks that of finding what depends on what.
  init(
    _ program: MachineProgram, _ timing: FormulaTiming, _ records: ArraySlice<AccessHistory.Record>
  ) {
    self.program = program
    self.timing = timing
    places = Array(repeating: nil, count: program.instructions.count)
    free = program.units.map { _ in 0 }
    if case .interlocks = program.description.order { findEdges(records) }
    var poll = Poll()
    for record in records {
      if poll.isRequested(after: 64) { return }
      add(record)
    }
  }

  /// The cycle behind the last that anything ran in.
  var cycles: Int { entries.reduce(0) { max($0, $1.end) } }

  private mutating func findEdges(_ records: ArraySlice<AccessHistory.Record>) {
    let list = records.map {
      (unit: program.instructions[$0.instruction].unit, footprint: $0.footprint)
    }
    for edge in DependenceEdges(list).edges {
      edges[records[edge.later].instruction, default: []].append(
        records[edge.earlier].instruction)
    }
  }

  // MARK: One instruction

  private mutating func add(_ record: AccessHistory.Record) {
    let index = record.instruction
    let unit = program.instructions[index].unit
    enterStream(of: index)
    var needs = needs(of: index)
    for event in record.events { note(event, of: index) }
    if issueTime > free[unit] { needs.append((issueUse, issueTime)) }
    var waits: [(use: CycleUse, until: Int)] = []
    var begin = free[unit]
    for need in needs.sorted(by: { $0.until < $1.until }) where need.until > begin {
      waits.append(need)
      begin = need.until
    }
    let (end, overflow) = begin.addingReportingOverflow(cycles(of: record))
    places[index] = entries.count
    entries.append(
      Entry(instruction: index, begin: begin, end: overflow ? .max : end, waits: waits))
    free[unit] = overflow ? .max : end
    last = max(last, free[unit])
  }

  private mutating func enterStream(of index: Int) {
    let own = program.stream(of: index)
    guard own != stream else { return }
    stream = own
    streamBegins.append(last)
    free = free.map { max($0, last) }
    fetched = program.indices(ofStream: own).lowerBound
    (fetchTime, issueTime, issueUse) = (last, last, .instruction)
    signals = [:]
  }

  /// How many cycles it takes.
  private func cycles(of record: AccessHistory.Record) -> Int {
    let instruction = program.instructions[record.instruction]
    guard let form = instruction.form, timing.cycles.indices.contains(form) else { return 0 }
    let frame = record.counts.numbers + instruction.fields
    return max(0, (try? timing.cycles[form].value(in: frame)) ?? 0)
  }

  // MARK: Order

  /// What has to be before an instruction begins, besides the end of the one before it in its unit.
  private mutating func needs(of index: Int) -> [(use: CycleUse, until: Int)] {
    switch program.description.order {
    case .inOrder: return [(.instruction, last)]
    case .none: return []
    case .interlocks:
      return (edges[index] ?? []).map { (.instruction, end(of: $0)) }
    // What held back the stream.
    case .waits, .barriers: return []
    case .tokens, .counted: return [(.instruction, fetchTime(of: index))] + queueNeeds(of: index)
    }
  }

  private func queueNeeds(of index: Int) -> [(use: CycleUse, until: Int)] {
    let instruction = program.instructions[index]
    var needs: [(use: CycleUse, until: Int)] = []
    for use in instruction.pops {
      guard let pusher = program.tokens.pusher(for: use, of: index) else { continue }
      needs.append((.token(queue: use.queue), end(of: pusher)))
    }
    for use in instruction.pushes {
      let queue = program.queues[use.queue]
      guard let depth = queue.depth,
        let popper = program.tokens.popper(makingRoomFor: use, of: index, depth: depth)
      else { continue }
      let time = queue.keepsUntilEnd ? end(of: popper) : begin(of: popper)
      needs.append((.room(queue: use.queue), time))
    }
    return needs
  }

  /// When an instruction is in the queue of its unit: all before it are, and there is room.
  private mutating func fetchTime(of index: Int) -> Int {
    while fetched <= index {
      let unit = program.instructions[fetched].unit
      if let depth = program.units[unit].queueDepth {
        let earlier = program.ranks[fetched] - depth
        if earlier >= 0 { fetchTime = max(fetchTime, end(of: program.lists[unit][earlier])) }
      }
      fetched += 1
    }
    return fetchTime
  }

  private func end(of index: Int) -> Int { places[index].map { entries[$0].end } ?? 0 }
  private func begin(of index: Int) -> Int { places[index].map { entries[$0].begin } ?? 0 }

  // MARK: Waits

  private mutating func note(_ event: QueueEvent, of index: Int) {
    switch event {
    case .queue(.signal, let queue, let count):
      let most = program.description.order.most(outstandingOn: queue)
      hold(queue, leaving: most - min(most, count)) { .room(queue: $0) }
      signals[queue, default: CountedWork()].signal(by: index, count)
    case .queue(.wait, let queue, let count): hold(queue, leaving: count) { .token(queue: $0) }
    case .barrier(let names):
      for (unit, time) in free.enumerated()
      where names.isEmpty || names.contains(program.units[unit].name) {
        issueTime = max(issueTime, time)
      }
    case .queue: break
    }
  }

  /// Holds back the stream until at most so much of a queue is outstanding.
  private mutating func hold(_ queue: String, leaving count: Int, _ use: (Int) -> CycleUse) {
    guard case .waits(let queues) = program.description.order,
      let place = queues.firstIndex(where: { $0.name == queue }),
      let last = signals[queue]?.last(leaving: count), end(of: last) > issueTime
    else { return }
    (issueTime, issueUse) = (end(of: last), use(place))
  }

}
