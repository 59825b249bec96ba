import Described
import Effects
import ISA
import Simulation
import Support
import TargetKit
import Tensors
import Testing

/// What makes the instructions of a described machine wait, and what is told of it.
@Suite struct DeviceOrderTests {

  // MARK: Tokens

  @Test func aDeadlockNamesWhoWouldPush() throws {
    let bench = try SmallMachines.tokens()
    var device = try bench.device([
      bench.word("addb", ["n": 1, "pop_prev": 1]), bench.word("seta", ["n": 1]),
      bench.word("stop"),
    ])
    guard case .deadlock(let deadlock) = device.run() else {
      Issue.record("it stopped because of \(device.stop)")
      return
    }
    #expect(device.order == [101])
    #expect(deadlock.waits.first?.unit == "b")
    #expect(deadlock.waits.first?.instruction == 100)
    #expect(deadlock.waits.starvedQueue == "ab")
    let lines = device.explanation().lines
    #expect(lines.first == "Nothing can run any more, and 2 instructions have not run.")
    #expect(lines.contains { $0.hasSuffix("it pops a token from ab, which is empty.") })
    #expect(
      lines.contains("  No instruction that is left of the a unit would push."),
      "\(lines.joined(separator: "\n"))")
    #expect(
      device.lint(HardwareLimits(), interruption: .never)?.map(\.kind).contains(.deadlock) == true)
  }

  @Test func aUnitThatWaitsSaysForWhom() throws {
    let bench = try SmallMachines.tokens()
    let device = try bench.device([
      bench.word("addb", ["n": 1, "pop_prev": 1]), bench.word("seta", ["n": 1, "push_next": 1]),
    ])
    #expect(device.units[1].activity == .waiting(queue: "ab"))
    let lines = device.explanation(ofUnit: "b").lines
    #expect(lines.count == 3)
    #expect(lines[0].contains("waits at #100"))
    #expect(lines[1].hasPrefix("  The next that would push is #101 seta"))
    #expect(device.pusher(ofPopBy: 100, queue: "ab") == 101)
    #expect(device.popper(ofPushBy: 101, queue: "ab") == 100)
  }

  @Test func theScheduleChangesTheOrderAndNotTheResult() throws {
    let bench = try SmallMachines.tokens()
    let stream = [
      try bench.word("seta", ["n": 1, "to": 3]),
      try bench.word("loop", ["at": 4, "n": 2, "m": 2]),
      try bench.word("seta", ["at": 1, "n": 1, "to": 5, "push_next": 1]),
      try bench.word("addb", ["n": 2, "pop_prev": 1]),
      try bench.word("stop"),
    ]
    func run(_ schedule: SchedulePolicy) throws -> DescribedDevice {
      var device = try bench.device(stream, options: RunOptions(schedule: schedule))
      #expect(device.run() == .end)
      return device
    }
    let (first, worst) = (try run(.fifo), try run(.worstFirst))
    #expect(first.order.map(\.value) == [100, 101, 102, 103, 104])
    #expect(worst.order.map(\.value) == [101, 100, 102, 103, 104])
    let all = try first.read("y", elements: 0 ..< 16)
    #expect(all.doubles.prefix(6) == [3, 5, 0, 0, 1, 21])
    #expect(try worst.read("y", elements: 0 ..< 16) == all)
    for seed in 0 ..< UInt64(8) {
      #expect(try run(.random(seed: seed)).read("y", elements: 0 ..< 16) == all)
    }
  }

  @Test func stepsAreRoundsOfLoops() throws {
    let bench = try SmallMachines.tokens()
    var device = try bench.device([
      bench.word("seta", ["n": 1]), bench.word("loop", ["at": 2, "n": 3, "m": 4]),
    ])
    device.seek(to: Mark(instruction: 1))
    #expect(device.stepCount == 12)
    device.seek(to: Mark(instruction: 1, step: 6))
    #expect(device.units[1].activity == .running(step: 6, of: 12))
    #expect(try device.read("y", elements: 2 ..< 5).doubles == [6, 21, 0])
    let hash = device.stateHash
    device.seek(to: Mark(instruction: 2))
    device.seek(to: Mark(instruction: 1, step: 6))
    #expect(device.stateHash == hash)
  }

  @Test func aFaultInALoopSaysTheStep() throws {
    let bench = try SmallMachines.tokens()
    var device = try bench.device([bench.word("loop", ["at": 14, "n": 3, "m": 2])])
    guard case .fault(let fault) = device.run() else {
      Issue.record("it went on")
      return
    }
    #expect(device.mark == Mark(instruction: 0, step: 4))
    #expect(fault.message.text == "16 is not in axis 0 of `y`, which has 16 places")
    #expect(fault.notes.map(\.text).contains("in step 4 of 6, where i = 2, j = 0"))
    #expect(device.explanation().lines.contains("4 steps of it were done before."))
  }

  // MARK: Interlocks

  @Test func anInterlockNamesTheHazard() throws {
    let bench = try SmallMachines.pair("interlocks")
    let device = try bench.device([
      bench.word("seta", ["at": 2, "n": 3]), bench.word("addb", ["from": 4, "n": 2]),
      bench.word("seta", ["at": 5, "n": 1]),
    ])
    let lines = device.explanation(ofUnit: "b").lines
    #expect(lines.count == 1)
    #expect(lines.first?.hasSuffix("it reads `x[4]`, which #100 writes (RAW).") == true, "\(lines)")
    #expect(device.races(interruption: .never) == [])
  }

  @Test func theNextInstructionIsSpelledWithItsNumbers() throws {
    let bench = try SmallMachines.pair("in-order")
    let device = try bench.device([bench.word("addb", ["at": 1, "from": 4, "n": 2])])
    #expect(device.explanation().lines.last == "  y[1:3] += x[4:6]")
  }

  // MARK: Races

  /// Pairs of instructions of different units and one stream that touch the same number, one of them
  /// writing, found number by number.
  private func conflicts(_ device: DescribedDevice) throws -> Set<[Int]> {
    var pairs: Set<[Int]> = []
    let states = device.instructions(device.workload.numbers)
    func access(_ state: InstructionState) -> (reads: Set<String>, writes: Set<String>) {
      let word = device.workload.streams[0].words[state.number.value - 100]
      let set = device.description.instructionSet
      guard let format = set.format(of: word) else { return ([], []) }
      let numbers = Dictionary(
        uniqueKeysWithValues: zip(format.fields.map(\.name), format.decode(word)))
      func cells(_ name: String, _ first: String, _ count: String) -> Set<String> {
        let start = numbers[first] ?? 0
        return Set((start ..< start + (numbers[count] ?? 0)).map { "\(name)\($0)" })
      }
      switch format.name {
      case "seta": return ([], cells("x", "at", "n"))
      case "addb":
        return (cells("x", "from", "n").union(cells("y", "at", "n")), cells("y", "at", "n"))
      case "loop": return (cells("y", "at", "n"), cells("y", "at", "n"))
      default: return ([], [])
      }
    }
    for (place, first) in states.enumerated() {
      for second in states[(place + 1)...] where first.unit != second.unit {
        let (a, b) = (access(first), access(second))
        guard
          !a.writes.isDisjoint(with: b.reads.union(b.writes)) || !a.reads.isDisjoint(with: b.writes)
        else { continue }
        pairs.insert([first.number.value, second.number.value])
      }
    }
    return pairs
  }

  private func randomStream(_ bench: Bench, _ random: inout SplitMix64) throws -> [Word] {
    try (0 ..< 12).map { _ in
      let n = Int.random(in: 1 ... 4, using: &random)
      let at = Int.random(in: 0 ... 12, using: &random)
      switch Int.random(in: 0 ..< 3, using: &random) {
      case 0:
        return try bench.word(
          "seta", ["at": at, "n": n, "to": Int.random(in: 0 ..< 100, using: &random)])
      case 1:
        return try bench.word(
          "addb", ["at": at, "from": Int.random(in: 0 ... 12, using: &random), "n": n])
      default: return try bench.word("loop", ["at": at, "n": n, "m": 2])
      }
    }
  }

  @Test func racesAreAllPairsThatNothingOrders() throws {
    let bench = try SmallMachines.pair("none")
    for seed in UInt64(0) ..< 40 {
      var random = SplitMix64(seed: seed)
      let device = try bench.device(randomStream(bench, &random))
      let races = try #require(device.races(interruption: .never))
      let pairs = Set(races.map { [$0.first.instruction.value, $0.second.instruction.value] })
      #expect(pairs.count == races.count)
      let conflicts = try self.conflicts(device)
      #expect(pairs == conflicts, "seed \(seed)")
    }
  }

  @Test func aTokenEndsARace() throws {
    let bench = try SmallMachines.tokens()
    func races(_ push: Int, _ pop: Int) throws -> [Race] {
      var device = try bench.device([
        bench.word("seta", ["n": 2, "push_next": push]),
        bench.word("addb", ["from": 1, "n": 1, "pop_prev": pop]), bench.word("stop"),
      ])
      let races = try #require(device.races(interruption: .never))
      let stop = device.run()
      #expect(races.isEmpty ? stop == .end : stop == .race(races[0]))
      return races
    }
    #expect(try races(1, 1) == [])
    let found = try races(0, 0)
    #expect(found.count == 1)
    #expect(
      found.first?.message.text
        == "#100 (a) writes x[1] and #101 (b) reads it, and nothing orders them")
    #expect(found.first?.missing.map(\.queue) == ["ab"])
  }

  // MARK: Waits

  @Test func aWaitOrdersWhatIsBehindIt() throws {
    let bench = try SmallMachines.waits()
    func device(_ left: Int) throws -> DescribedDevice {
      try bench.device([
        bench.word("addq", ["from": 0, "n": 1]), bench.word("addq", ["from": 1, "n": 1]),
        bench.word("wait", ["n": left]), bench.word("seta", ["at": 0, "n": 2]),
      ])
    }
    func pairs(_ left: Int) throws -> [[Int]] {
      try #require(try device(left).races(interruption: .never)).map {
        [$0.first.instruction.value, $0.second.instruction.value]
      }
    }
    #expect(try pairs(0) == [])
    #expect(try pairs(1) == [[101, 103]])
    #expect(try pairs(2) == [[101, 103], [100, 103]])
    // Each `addq` takes 5 cycles of b, a wait one of a.
    func begin(_ left: Int) throws -> Int? {
      let device = try device(left)
      let trace = try device.trace(ClockChoice(device.clocks[0]), interruption: .never)
      return trace.instructions.first { $0.number == 103 }?.begin
    }
    #expect(try begin(0) == 11)
    #expect(try begin(1) == 6)
    #expect(try begin(2) == 1)
  }

  /// Work that a full queue holds back holds back what is behind it, until the oldest is done.
  @Test(arguments: [1, 2, 3])
  func aFullQueueOrdersWhatIsBehindIt(_ most: Int) throws {
    let bench = try SmallMachines.waits(most: most)
    let device = try bench.device([
      bench.word("addq", ["from": 0, "n": 1]), bench.word("addq", ["from": 1, "n": 1]),
      bench.word("addq", ["from": 2, "n": 1]), bench.word("seta", ["at": 0, "n": 3]),
    ])
    let free = 3 - most
    #expect(
      try #require(device.races(interruption: .never)).map(\.first.instruction.value)
        == (100 + free ..< 103).reversed())
    // Each `addq` takes 5 cycles of b.
    let trace = try device.trace(ClockChoice(device.clocks[0]), interruption: .never)
    let set = try #require(trace.instructions.first { $0.number == 103 })
    #expect(set.begin == free * 5)
    let waits = trace.spans[set.unit][set.waits ..< set.first].map(\.use)
    #expect(waits == (free == 0 ? [] : [.room(queue: 0)]))
  }

  @Test func whatIsOutstandingIsSaid() throws {
    let bench = try SmallMachines.waits()
    var device = try bench.device([
      bench.word("addq", ["n": 1]), bench.word("addq", ["n": 1]), bench.word("wait", ["n": 0]),
    ])
    device.seek(to: Mark(instruction: 2))
    #expect(device.counters.map(\.value) == [0, 2])
    let reason = try #require(device.explanation().last)
    #expect(reason.sentence.text == "On q 2 instructions are outstanding.")
    #expect(reason.details.map(\.text).map { $0.prefix(4) } == ["#100", "#101"])
    device.seek(to: Mark(instruction: 3))
    #expect(device.counters.map(\.value) == [0, 0])
  }

  // MARK: Time

  @Test func randomProgramsGoBackExactly() throws {
    let bench = try SmallMachines.pair("in-order")
    for seed in UInt64(0) ..< 10 {
      var random = SplitMix64(seed: seed)
      var device = try bench.device(randomStream(bench, &random))
      var hashes: [(Mark, StateHash)] = [(device.mark, device.stateHash)]
      while device.stop != .end {
        var next = device.mark
        next.step += 1
        if next.step >= device.stepCount { next = Mark(instruction: next.instruction + 1) }
        device.seek(to: next)
        hashes.append((device.mark, device.stateHash))
      }
      for (mark, hash) in hashes.shuffled(using: &random) {
        device.seek(to: mark)
        #expect(device.mark == mark)
        #expect(device.stateHash == hash, "seed \(seed) at \(mark)")
      }
    }
  }

}
