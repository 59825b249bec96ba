import Described
import ISA
import Simulation
import Support
import TargetKit
import Tensors
import Testing

/// Where values of a described machine come from, and what its clocks count.
@Suite struct DeviceQueryTests {

  // MARK: Origins

  @Test func aSumComesFromARowAndAColumn() throws {
    let bench = try Bench(Machines.pico()).with(Array(1 ... 96), at: 4096).with(
      Array(repeating: 0, count: 64), at: 8192)
    var device = try bench.device([
      bench.word("base", ["which": 0, "value": 1024]),
      bench.word("base", ["which": 1, "value": 1040]),
      bench.word("base", ["which": 3, "value": 2048]),
      bench.word("ldw", ["to": 2, "n": 1]), bench.word("ldi", ["n": 2]),
      bench.word("mm", ["dst": 4, "n": 2, "reset": 1]),
      bench.word("mm", ["dst": 4, "w": 2, "n": 2]),
      bench.word("st", ["at": 4, "n": 2, "to": 1]),
    ])
    while device.run() != .end {}
    let origin = try device.origin(of: CellPlace("dram", 8202 ..< 8203), interruption: .never)
    // The number is that of row 1 and output 2.
    #expect(origin.steps.map(\.instruction.value) == [107, 106, 105, 104, 103])
    #expect(origin.steps[0].isCopy)
    #expect(origin.steps[0].read == [CellPlace("acc", 5 ..< 6, lane: 2)])
    #expect(
      origin.steps[1].read == [
        CellPlace("wgt", 2 ..< 3), CellPlace("inp", 1 ..< 2),
        CellPlace("acc", 5 ..< 6, lane: 2),
      ])
    #expect(!origin.steps[1].isCopy)
    #expect(origin.steps[2].constant == 0)
    #expect(origin.dram == [4104 ..< 4108, 4164 ..< 4168])
    #expect(origin.unwritten == [])
    let writers = try device.writers(of: CellPlace("acc", 3 ..< 7))
    #expect(writers.map(\.instruction) == [nil, 106, nil])
    #expect(writers.map(\.place.elements) == [3 ..< 4, 4 ..< 6, 6 ..< 7])
    device.seek(to: Mark(instruction: 6))
    #expect(try device.writers(of: CellPlace("acc", 4 ..< 5)).map(\.instruction) == [105])
  }

  @Test func inTheMidstOfALoop() throws {
    let bench = try SmallMachines.pair("in-order")
    var device = try bench.device([
      bench.word("seta", ["at": 2, "n": 1, "to": 7]),
      bench.word("addb", ["at": 3, "from": 2, "n": 1]),
      bench.word("loop", ["at": 3, "n": 2, "m": 2]),
    ])
    device.seek(to: Mark(instruction: 2, step: 1))
    #expect(
      try device.writers(of: CellPlace("y", 3 ..< 5)).map(\.instruction) == [102, nil])
    let origin = try device.origin(of: CellPlace("y", 3 ..< 4), interruption: .never)
    #expect(origin.steps.map(\.instruction.value) == [102, 101, 100])
    #expect(origin.unwritten == [CellPlace("y", 3 ..< 4)])
  }

  @Test func whatThereIsNotIsSaid() throws {
    let device = try SmallMachines.pair("in-order").device([])
    #expect(throws: (any Error).self) { try device.writers(of: CellPlace("z", 0 ..< 1)) }
    #expect(throws: (any Error).self) { try device.writers(of: CellPlace("x", 15 ..< 17)) }
    #expect(throws: (any Error).self) {
      try device.origin(of: CellPlace("dram", 0 ..< 4), interruption: .never)
    }
  }

  // MARK: Clocks

  private func stream(_ bench: Bench) throws -> [Word] {
    [
      try bench.word("seta", ["n": 4]),  // 14 cycles of a
      try bench.word("addb", ["at": 8, "from": 2, "n": 3]),  // 3 of b, reads x[2:5]
      try bench.word("seta", ["at": 4, "n": 2]),  // 12 of a, writes x[4:6]
      try bench.word("loop", ["at": 0, "n": 2, "m": 5]),  // 10 of b
      try bench.word("stop"),  // 1 of b
    ]
  }

  private func times(_ bench: Bench) throws -> [String] {
    let device = try bench.device(stream(bench))
    let name = try #require(device.clocks.first)
    let trace = try device.trace(ClockChoice(name), interruption: .never)
    #expect(trace.cycles == trace.instructions.map(\.end).max())
    for unit in trace.units.indices {
      var cycle = 0
      for span in trace.spans[unit] {
        #expect(span.begin == cycle)
        cycle = span.end
      }
      #expect(cycle == trace.cycles)
    }
    return trace.instructions.sorted { $0.number < $1.number }.map { "\($0.begin)-\($0.end)" }
  }

  @Test func cyclesByHand() throws {
    #expect(
      try times(SmallMachines.pair("in-order")) == ["0-14", "14-17", "17-29", "29-39", "39-40"])
    #expect(try times(SmallMachines.pair("none")) == ["0-14", "0-3", "14-26", "3-13", "13-14"])
    // The second reads what the first writes, and the third writes what the second reads.
    #expect(
      try times(SmallMachines.pair("interlocks"))
        == ["0-14", "14-17", "17-29", "17-27", "27-28"])
  }

  @Test func tokensDelay() throws {
    let bench = try SmallMachines.tokens()
    let device = try bench.device([
      bench.word("seta", ["n": 4, "push_next": 1]),
      bench.word("addb", ["at": 8, "from": 2, "n": 3, "pop_prev": 1, "push_prev": 1]),
      bench.word("seta", ["at": 4, "n": 2, "pop_next": 1]), bench.word("stop"),
    ])
    let trace = try device.trace(ClockChoice(device.clocks[0]), interruption: .never)
    let ends = trace.instructions.sorted { $0.number < $1.number }.map(\.end)
    #expect(ends == [14, 17, 29, 18])
    let waits = trace.instructions.map { trace.waits(of: $0).map(\.use) }
    #expect(waits.contains([.token(queue: 0)]))
    #expect(waits.contains([.token(queue: 1)]))
    #expect(trace.tokens.map(\.cycle) == [14, 14, 17, 17])
    #expect(device.work(of: device.workload.numbers).map(\.laneOperations) == [4, 3, 2, 0])
  }

  @Test func productsAndBytesAreCounted() throws {
    let bench = try Bench(Machines.pico()).with(Array(1 ... 96), at: 4096)
    let device = try bench.device([
      bench.word("base", ["which": 0, "value": 1024]), bench.word("ldw", ["to": 2, "n": 2]),
      bench.word("mm", ["dst": 4, "w": 2, "n": 5]),
      bench.word("mm", ["dst": 4, "n": 5, "reset": 1]),
    ])
    let work = device.work(of: device.workload.numbers)
    #expect(work.map(\.bytes) == [0, 32, 0, 0])
    #expect(work.map(\.memory) == [nil, "wgt", nil, nil])
    #expect(work.map(\.multiplications) == [0, 0, 5 * 4 * 4, 0])
    let reads = device.operandReads(of: device.workload.numbers)
    #expect(reads.map(\.memory) == ["wgt", "inp"])
    #expect(reads.map(\.bytes) == [16, 20])
  }

  @Test func whatIsWrongIsSaidBefore() throws {
    let bench = try SmallMachines.pair("in-order")
    let device = try bench.device([
      bench.word("addb", ["at": 15, "n": 2]), Word(low: 9), bench.word("addb", ["n": 1]),
      bench.word("stop"), bench.word("seta", ["n": 1]),
    ])
    let findings = try #require(device.lint(HardwareLimits(), interruption: .never))
    let faults = findings.filter { $0.kind == .fault }
    #expect(faults.map(\.instruction) == [100, 101])
    #expect(
      faults.map(\.message.text) == [
        "it reaches 15 to 16 of axis 0 of `y`, which has 16 places", "opcode 9 is not defined",
      ])
    #expect(findings.filter { $0.kind == .finishNotLast }.map(\.instruction) == [103])
  }

}
