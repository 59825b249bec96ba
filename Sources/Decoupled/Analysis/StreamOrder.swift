import Support

/// Which instructions are certain to have finished when another begins.
///
/// What comes before is what a unit did itself, what leads through tokens, and with queues of
/// tokens that have a depth, what took the token out whose room is used. A stream comes before the
/// next as far as its end waits for it. None of that depends on how fast units are.
struct StreamOrder: Sendable {

  /// For each unit, how many of its instructions come before, those of earlier streams included.
  typealias Clock = [Int32]

  /// For each instruction one number for each unit; the instruction itself counts. All 0 for one
  /// that never runs.
  private(set) var clocks: [Int32]
  let unitCount: Int

  /// Whether it was interrupted: nothing follows from it then.
  private(set) var isUnfinished = false

  /// - Cost: O(instructions × units).
  init(_ program: TokenProgram, _ simulation: TokenSimulation, _ pairs: TokenPairs) {
    let units = program.unitCount
    unitCount = units
    clocks = Array(repeating: 0, count: program.count * units)
    var now = Array(repeating: Clock(repeating: 0, count: units), count: units)
    var pushed = program.from.map { _ in 0 }
    var popped = pushed
    var stream = 0
    var poll = Poll()
    for (place, next) in simulation.sequence.enumerated() {
      isUnfinished = poll.isRequested(after: 16)
      if isUnfinished { break }
      let index = Int(next)
      while place == program.streamEnds[stream] {
        now = awaited(stream, program, now)
        stream += 1
      }
      let unit = Int(program.units[index])
      for queue in program.pops[index].bits {
        if let pusher = pairs.pusher(ofPop: popped[queue], queue: queue) {
          join(&now[unit], pusher)
        }
        popped[queue] += 1
      }
      for queue in program.pushes[index].bits {
        let depth = program.tokenDepths[queue] - program.initialTokens[queue]
        if pushed[queue] >= depth {
          join(&now[unit], before: Int(pairs.pops[queue][pushed[queue] - depth]), program)
        }
        pushed[queue] += 1
      }
      now[unit][unit] = program.ranks[index]
      for other in 0 ..< units { clocks[index * units + other] = now[unit][other] }
    }
  }

  /// How many instructions of `unit` have finished when `index` begins, itself counted.
  func count(of unit: Int, before index: Int) -> Int32 { clocks[index * unitCount + unit] }

  func clock(of index: Int) -> Clock {
    Clock(clocks[index * unitCount ..< (index + 1) * unitCount])
  }

  /// Whether `first` has finished when `second` begins, on any machine.
  func precedes(_ first: Int, _ second: Int, _ program: TokenProgram) -> Bool {
    program.ranks[first] <= count(of: Int(program.units[first]), before: second)
  }

  private func join(_ clock: inout Clock, _ index: Int) {
    for unit in clock.indices { clock[unit] = max(clock[unit], clocks[index * unitCount + unit]) }
  }

  /// Joins what comes before the beginning of `index`.
  private func join(_ clock: inout Clock, before index: Int, _ program: TokenProgram) {
    for unit in clock.indices {
      let own: Int32 = Int(program.units[index]) == unit ? 1 : 0
      clock[unit] = max(clock[unit], clocks[index * unitCount + unit] - own)
    }
  }

  /// What is known to each unit when the host has seen the end of a stream.
  private func awaited(_ stream: Int, _ program: TokenProgram, _ now: [Clock]) -> [Clock] {
    guard program.hasFinish, let finish = program.finishes[stream] else {
      let all = now.indices.map { now[$0][$0] }
      return now.map { _ in all }
    }
    return now.map { clock in
      var joined = clock
      join(&joined, finish)
      return joined
    }
  }

}

extension StreamOrder {

  /// The last instruction of each unit that the end of a stream does not wait for: a machine with
  /// another pace may be late with it.
  func unawaited(_ stream: Int, _ program: TokenProgram, _ simulation: TokenSimulation) -> [Int] {
    guard program.hasFinish, let end = program.finishes[stream], simulation.runs(end, program)
    else { return [] }
    let range = program.stream(stream)
    return program.lists.indices.compactMap { unit in
      let count = program.rank(of: unit, before: range.upperBound)
      guard count > program.rank(of: unit, before: range.lowerBound),
        Int(self.count(of: unit, before: end)) < count
      else { return nil }
      return Int(program.lists[unit][count - 1])
    }
  }

}
