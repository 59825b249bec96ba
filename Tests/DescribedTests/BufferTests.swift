import Described
import ISA
import Simulation
import Support
import TargetKit
import Tensors
import Testing

/// Units that put tiles into buffers for each other.
@Suite struct BufferTests {

  private struct Step {
    var name: String
    var numbers: [String: Int]
    var unit: Int { ["seta", "give", "room", "fill"].contains(name) ? 0 : 1 }

    /// What it moves, and what it needs before it begins.
    var moves: Int {
      switch name {
      case "give", "drop": numbers["n"] ?? 0
      case "fill", "sums": 1
      default: 0
      }
    }
    var needs: Int { ["room", "look"].contains(name) ? numbers["n"] ?? 0 : moves }

    /// The places of `x` that it touches.
    var places: Range<Int> {
      guard ["seta", "fill", "addb", "sums"].contains(name) else { return 0 ..< 0 }
      let first = numbers[unit == 0 ? "at" : "from"] ?? 0
      return first ..< first + (numbers["n"] ?? 0)
    }
  }

  private func random(_ count: Int, _ random: inout SplitMix64) -> [Step] {
    (0 ..< count).map { _ in
      let name =
        ["seta", "give", "room", "fill", "fill", "addb", "drop", "look", "sums", "sums"]
        .randomElement(using: &random) ?? "fill"
      let first = Int.random(in: 0 ..< 6, using: &random)
      var numbers = ["n": Int.random(in: 1 ... 2, using: &random)]
      if ["seta", "fill"].contains(name) { numbers["at"] = first }
      if ["addb", "sums"].contains(name) {
        numbers["from"] = first
        numbers["at"] = 8
      }
      return Step(name: name, numbers: numbers)
    }
  }

  private func grid(_ steps: [Step], depth: Int) -> OrderGrid {
    let lists = [0, 1].map { unit in steps.indices.filter { steps[$0].unit == unit } }
    return OrderGrid(lists) { place, ended in
      let moved = [0, 1].map { unit in
        lists[unit].prefix(ended[unit]).reduce(0) { $0 + steps[$1].moves }
      }
      let level = moved[0] - moved[1]
      let step = steps[place]
      return step.needs <= (step.unit == 0 ? depth - level : level)
    }
  }

  @Test("what races is what tiles and room leave open", arguments: 0 ..< 60)
  func races(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let depth = 1 + seed % 3
    let bench = try SmallMachines.buffers(depth)
    let steps = self.random(10, &random)
    var device = try bench.device(try steps.map { try bench.word($0.name, $0.numbers) })
    let grid = grid(steps, depth: depth)
    let races = try #require(device.races(interruption: .never))
    let found = Set(
      races.map { [$0.first.instruction.value - 100, $0.second.instruction.value - 100].sorted() })
    let stop = device.run()
    if races.isEmpty {
      if case .deadlock = stop { #expect(!grid.isWhole) } else { #expect(grid.isWhole) }
    }
    device = try bench.device(
      try steps.map { try bench.word($0.name, $0.numbers) },
      options: RunOptions(stopsAtRaces: false))
    _ = device.run()
    let done = Set(device.order.map { $0.value - 100 })
    var expected: Set<[Int]> = []
    for (rank, first) in grid.lists[0].enumerated() where done.contains(first) {
      for (other, second) in grid.lists[1].enumerated() where done.contains(second) {
        guard steps[first].places.overlaps(steps[second].places) else { continue }
        if !grid.isOrdered((0, rank), (1, other)), !grid.isOrdered((1, other), (0, rank)) {
          expected.insert([first, second].sorted())
        }
      }
    }
    #expect(found == expected)
  }

  @Test func roomIsFreeOnceAnInstructionHasEnded() throws {
    let bench = try SmallMachines.buffers(1)
    var device = try bench.device([
      bench.word("fill", ["n": 1, "to": 3]), bench.word("fill", ["n": 1, "to": 5]),
      bench.word("sums", ["n": 1]), bench.word("sums", ["n": 1, "at": 1]), bench.word("stop"),
    ])
    #expect(try #require(device.races(interruption: .never)) == [])
    #expect(device.run() == .end)
    #expect(device.order.map(\.value) == [100, 102, 101, 103, 104])
    #expect(try device.read("y", elements: 0 ..< 2).doubles == [3, 5])
    let trace = try device.trace(ClockChoice(device.clocks[0]), interruption: .never)
    let begins = trace.instructions.sorted { $0.number < $1.number }.map(\.begin)
    #expect(begins == [0, 17, 10, 27, 34])
    #expect(trace.tokens.map(\.cycle) == [10, 17, 27, 34])
  }

  @Test func aUnitThatWaitsSaysForHowMuch() throws {
    let bench = try SmallMachines.buffers()
    var device = try bench.device([
      bench.word("give", ["n": 2]), bench.word("give", ["n": 2]), bench.word("drop", ["n": 3]),
    ])
    guard case .deadlock(let deadlock) = device.run() else {
      Issue.record("it stopped because of \(device.stop)")
      return
    }
    #expect(deadlock.waits.circle.sorted() == ["a", "b"])
    let lines = device.explanation().lines
    #expect(lines.contains { $0.hasSuffix("it needs room for 2 tiles in ab, which holds 2 of 3.") })
    #expect(lines.contains { $0.hasSuffix("it needs 3 tiles in ab, which holds 2.") })
    #expect(lines.contains("  ab has had 2 pushes and 0 pops."))
    #expect(device.units[0].activity == .blocked(queue: "ab"))
    #expect(device.units[1].activity == .waiting(queue: "ab"))
    #expect(device.counters.last?.name == "ab_tiles")
    #expect(device.counters.last?.value == 2)
    let queue = try #require(device.tokenQueues.first)
    #expect(queue.level == 2 && queue.capacity == 3 && queue.pushers == [100])
  }

  @Test func moreThanABufferHoldsNeverComes() throws {
    let bench = try SmallMachines.buffers()
    var device = try bench.device([bench.word("give", ["n": 4]), bench.word("drop", ["n": 1])])
    _ = device.run()
    let lines = device.explanation().lines
    #expect(
      lines.contains {
        $0.hasSuffix("it needs room for 4 tiles in ab, which never holds more than 3.")
      })
    let findings = try #require(device.lint(HardwareLimits(), interruption: .never))
    #expect(findings.map(\.kind).contains(.deadlock))
  }

  @Test func tilesThatAreLeftAreSaid() throws {
    let bench = try SmallMachines.buffers()
    let device = try bench.device([bench.word("give", ["n": 2]), bench.word("stop")])
    let findings = try #require(device.lint(HardwareLimits(), interruption: .never))
    #expect(findings.map(\.message.text).contains("2 tiles are left in `ab`"))
  }

  @Test("any time is the same from both sides", arguments: 0 ..< 10)
  func goesBack(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let bench = try SmallMachines.buffers()
    let steps = self.random(12, &random)
    var device = try bench.device(
      try steps.map { try bench.word($0.name, $0.numbers) },
      options: RunOptions(stopsAtRaces: false))
    _ = device.run()
    let count = device.order.count
    var hashes: [StateHash] = []
    for place in 0 ... count {
      device.seek(to: Mark(instruction: place))
      hashes.append(device.stateHash)
    }
    for place in (0 ... count).shuffled(using: &random) {
      device.seek(to: Mark(instruction: place))
      #expect(device.stateHash == hashes[place])
    }
    #expect(Set(hashes).count == hashes.count)
  }

}
