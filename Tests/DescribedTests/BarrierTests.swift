import Described
import ISA
import Simulation
import Support
import TargetKit
import Tensors
import Testing

/// Instructions that hold back what comes behind them.
@Suite struct BarrierTests {

  private struct Step {
    var name: String
    var numbers: [String: Int]
    var unit: Int { ["seta", "sync"].contains(name) ? 0 : 1 }

    /// The units that it waits for.
    var barred: Set<Int> {
      switch (name, numbers["which"]) {
      case ("sync", 1), ("addr", _): [0]
      case ("sync", 2): [1]
      case ("sync", _): [0, 1]
      default: []
      }
    }

    /// The places of `x` that it touches.
    var places: Range<Int> {
      guard name != "sync" else { return 0 ..< 0 }
      let first = numbers[unit == 0 ? "at" : "from"] ?? 0
      return first ..< first + (numbers["n"] ?? 0)
    }
  }

  private func random(_ count: Int, _ random: inout SplitMix64) -> [Step] {
    (0 ..< count).map { _ in
      let first = Int.random(in: 0 ..< 5, using: &random)
      switch Int.random(in: 0 ..< 7, using: &random) {
      case 0: return Step(name: "sync", numbers: ["which": first % 4])
      case 1: return Step(name: "addr", numbers: ["from": first, "n": 2, "at": 8])
      case 2 ... 4: return Step(name: "seta", numbers: ["at": first, "n": 2])
      default: return Step(name: "addb", numbers: ["from": first, "n": 1, "at": 8])
      }
    }
  }

  @Test("what races is what barriers leave open", arguments: 0 ..< 60)
  func races(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let bench = try SmallMachines.barriers()
    let steps = self.random(14, &random)
    let device = try bench.device(try steps.map { try bench.word($0.name, $0.numbers) })
    let lists = [0, 1].map { unit in steps.indices.filter { steps[$0].unit == unit } }
    let grid = OrderGrid(lists) { place, ended in
      steps[...place].indices.allSatisfy { barrier in
        steps[barrier].barred.allSatisfy { unit in
          lists[unit].filter { $0 < barrier }.count <= ended[unit]
        }
      }
    }
    #expect(grid.isWhole)
    let races = try #require(device.races(interruption: .never))
    let found = Set(
      races.map { [$0.first.instruction.value - 100, $0.second.instruction.value - 100].sorted() })
    var expected: Set<[Int]> = []
    for (rank, first) in lists[0].enumerated() {
      for (other, second) in lists[1].enumerated()
      where steps[first].places.overlaps(steps[second].places) {
        if !grid.isOrdered((0, rank), (1, other)), !grid.isOrdered((1, other), (0, rank)) {
          expected.insert([first, second].sorted())
        }
      }
    }
    #expect(found == expected)
  }

  @Test func timeIsThatOfTheSlowestBefore() throws {
    let bench = try SmallMachines.barriers()
    func begin(_ which: Int) throws -> Int? {
      let device = try bench.device([
        bench.word("seta", ["n": 2]), bench.word("addb", ["n": 5]),
        bench.word("sync", ["which": which]), bench.word("addb", ["n": 1]),
      ])
      let trace = try device.trace(ClockChoice(device.clocks[0]), interruption: .never)
      return trace.instructions.first { $0.number == 103 }?.begin
    }
    // `seta` takes 12 cycles of a, `addb` 5 of b.
    #expect(try begin(0) == 12)
    #expect(try begin(1) == 12)
    #expect(try begin(2) == 5)
  }

  @Test func whatRunsSinceABarrierIsSaid() throws {
    let bench = try SmallMachines.barriers()
    var device = try bench.device([
      bench.word("seta", ["n": 1]), bench.word("addb", ["n": 1]), bench.word("addb", ["n": 1]),
      bench.word("sync", ["which": 2]), bench.word("addb", ["n": 1]),
    ])
    device.seek(to: Mark(instruction: 3))
    #expect(device.counters.suffix(2).map(\.name) == ["a_outstanding", "b_outstanding"])
    #expect(device.counters.suffix(2).map(\.value) == [1, 2])
    let reason = try #require(device.explanation().last)
    #expect(reason.sentence.text == "On the b unit 2 instructions are outstanding.")
    #expect(reason.details.map(\.text).map { $0.prefix(4) } == ["#101", "#102"])
    let why = device.explanation(ofUnit: "b").lines
    #expect(why.first?.contains("comes before it in the program") == true, "\(why)")
    device.seek(to: Mark(instruction: 4))
    #expect(device.counters.suffix(2).map(\.value) == [1, 0])
  }

  @Test("any time is the same from both sides", arguments: 0 ..< 6)
  func goesBack(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let bench = try SmallMachines.barriers()
    let steps = self.random(12, &random)
    var device = try bench.device(try steps.map { try bench.word($0.name, $0.numbers) })
    var hashes: [StateHash] = []
    for place in 0 ... steps.count {
      device.seek(to: Mark(instruction: place))
      hashes.append(device.stateHash)
    }
    for place in (0 ... steps.count).shuffled(using: &random) {
      device.seek(to: Mark(instruction: place))
      #expect(device.stateHash == hashes[place])
    }
  }

}
