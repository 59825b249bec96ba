import Described
import Diagnostics
import Effects
import ISA
import Simulation
import Support
import TargetKit
import Tensors
import Testing

/// A described machine as front ends use it.
@Suite struct DeviceTests {

  private func bench() throws -> Bench {
    try Bench(Machines.pico()).with(Array(1 ... 96), at: 4096).with(
      Array(repeating: 0, count: 64), at: 8192)
  }

  /// Bases, then two rows of data and one block of weights, multiplied and stored.
  private func product(_ bench: Bench) throws -> [Word] {
    [
      try bench.word("base", ["which": 0, "value": 1024]),
      try bench.word("base", ["which": 1, "value": 1040]),
      try bench.word("base", ["which": 3, "value": 2048]),
      try bench.word("ldw", ["to": 2, "n": 1]),
      try bench.word("ldi", ["n": 2, "push_next": 1]),
      try bench.word("mm", ["dst": 4, "w": 2, "n": 2, "pop_prev": 1, "push_next": 1]),
      try bench.word("st", ["at": 4, "n": 2, "to": 1, "pop_prev": 1]),
      try bench.word("stop"),
    ]
  }

  /// Data are 65 and so on, weights 1 to 16, those of one output after the other.
  private func sum(_ row: Int, _ output: Int) -> Int {
    (0 ..< 4).reduce(0) { $0 + (65 + 4 * row + $1) * (4 * output + $1 + 1) }
  }

  @Test func aProductIsComputed() throws {
    let bench = try bench()
    var device = try bench.device(product(bench))
    #expect(device.stop == .start)
    #expect(device.run() == .end)
    let sums = (0 ..< 2).flatMap { row in (0 ..< 4).map { sum(row, $0) } }
    let tensor = try device.read("acc", elements: 4 ..< 6)
    #expect(tensor.shape == [2, 4])
    #expect(tensor.doubles == sums.map { Double($0) })
    let bytes = try device.readDRAM(at: 8196, count: 8)
    #expect(bytes == sums.map { UInt8(truncatingIfNeeded: $0) })
    #expect(device.counters.map(\.value) == [4096, 4160, 0, 8192])
    #expect(device.order.map(\.value) == Array(100 ..< 108))
  }

  @Test func instructionsHaveTheNumbersOfTheWorkload() throws {
    let bench = try bench()
    let device = try bench.device(product(bench))
    #expect(device.nextInstruction == 100)
    let states = device.instructions(104 ..< 107)
    #expect(states.map(\.format) == ["ldi", "mm", "st"])
    #expect(states.map(\.unit) == ["load", "compute", "store"])
    #expect(states.map(\.pops) == [[], ["l2c"], ["c2s"]])
    #expect(states.map(\.pushes) == [["l2c"], ["c2s"], []])
    #expect(device.instructions(ofFormat: "base").numbers.map(\.value) == [100, 101, 102])
    #expect(device.unit(of: 102) == "store")
  }

  // MARK: Time

  @Test func goingBackIsExact() throws {
    let bench = try bench()
    var device = try bench.device(product(bench))
    var hashes: [StateHash] = []
    for instruction in 0 ... 8 {
      device.seek(to: Mark(instruction: instruction))
      hashes.append(device.stateHash)
    }
    #expect(Set(hashes).count == hashes.count)
    for instruction in (0 ... 8).reversed() {
      device.seek(to: Mark(instruction: instruction))
      #expect(device.stateHash == hashes[instruction])
    }
  }

  @Test func aStreamBehindAnother() throws {
    let bench = try bench()
    let stop = try bench.word("stop")
    let first = try product(bench) + [bench.word("mm", ["n": 33])]
    var device = try bench.device(first, [stop])
    #expect(device.run() == .streamEnd(0))
    // What stands behind the end of a stream does not run.
    #expect(device.mark == Mark(instruction: 8))
    #expect(device.nextInstruction == 109)
    #expect(device.run() == .end)
    #expect(device.order.map(\.value) == Array(100 ..< 108) + [109])
    #expect(device.position(of: 109) == 8)
    #expect(device.position(of: 108) == nil)
    #expect(device.instructions(106 ..< 110).map(\.isDone) == [true, true, false, true])
  }

  @Test func anEditIsAPartOfTheHistory() throws {
    let bench = try bench()
    var device = try bench.device(product(bench))
    device.seek(to: Mark(instruction: 4))
    try device.writeDRAM(at: 4160, [1, 0, 0, 0])
    #expect(device.newestMark == Mark(instruction: 4))
    device.run()
    #expect(try device.read("acc", elements: 4 ..< 5).doubles == [1, 5, 9, 13])
    device.seek(to: Mark(instruction: 3))
    #expect(try device.readDRAM(at: 4160, count: 1) == [65])
    device.run()
    #expect(try device.read("acc", elements: 4 ..< 5).doubles == [1, 5, 9, 13])
  }

  @Test func stopsAtPlacesAndEvents() throws {
    let bench = try bench()
    let stream = try product(bench)
    func stop(_ condition: StopCondition) throws -> Int? {
      var device = try bench.device(stream)
      guard device.run(to: nil, until: [condition]) == .condition else { return nil }
      #expect(device.holding([condition]) == [0])
      return device.mark.instruction
    }
    #expect(try stop(.instruction(103)) == 3)
    #expect(try stop(.format("mm")) == 5)
    #expect(try stop(.unit("store")) == 2)
    #expect(try stop(.push("l2c")) == 4)
    #expect(try stop(.pop("c2s")) == 6)
    #expect(try stop(.level(queue: "l2c", 1)) == 5)
    #expect(try stop(.write(memory: "acc", 5 ..< 6)) == 6)
    #expect(try stop(.read(memory: "acc", 4 ..< 5)) == 6)
    #expect(try stop(.read(memory: "wgt", 2 ..< 3)) == 6)
    #expect(try stop(.write(memory: "acc", 6 ..< 7)) == nil)
    #expect(try stop(.readDRAM(4160 ..< 4161)) == 5)
    #expect(try stop(.writeDRAM(8203 ..< 8204)) == 7)
    #expect(try stop(.writeDRAM(8204 ..< 8205)) == nil)
    #expect(try stop(.write(memory: "base", 3 ..< 4)) == 3)
  }

  @Test func lookingBackFindsWhatHeld() throws {
    let bench = try bench()
    var device = try bench.device(product(bench))
    device.run()
    let found = device.lookBack(
      before: device.mark, for: [.format("mm"), .write(memory: "acc", 4 ..< 5)],
      interruption: .never)
    #expect(found?.boundaries.map(\.mark.instruction) == [5])
    #expect(found?.boundaries.map(\.held) == [[0, 1]])
  }

  @Test func memoriesSayWhatWasWritten() throws {
    let bench = try bench()
    var device = try bench.device(product(bench))
    device.run()
    func state(_ name: String) -> MemoryState? { device.memories.first { $0.name == name } }
    #expect(state("acc")?.written == 2)
    #expect(state("acc")?.lastWrite == .init(instruction: 105, ranges: [4 ..< 6]))
    #expect(state("acc")?.lastRead == .init(instruction: 106, ranges: [4 ..< 6]))
    #expect(state("inp")?.lastWrite == .init(instruction: 104, ranges: [0 ..< 2]))
    #expect(device.occupancy(of: "acc", parts: 8) == [0, 2, 0, 0, 0, 0, 0, 0])
    device.seek(to: Mark(instruction: 5))
    #expect(state("acc")?.written == 0)
    #expect(state("acc")?.lastWrite == nil)
  }

  // MARK: Faults

  @Test func anOpcodeThatIsNotDefinedIsAFaultWhenItRuns() throws {
    var bench = try Bench(
      describing: """
        name: two
        version: 1.0.0
        kind: effects
        summary: a machine of two instructions
        numbers: {data: int8, weight: int8, sum: int32}
        state: {x: "int32[8]"}
        words: {width: 32, opcode: "op@0:4"}
        instructions:
          set: {code: 0, fields: "at@4:8 to@12:8", does: "x[at] = to"}
          stop: {code: 1, does: stop}
        """)
    bench.segments = []
    var device = try bench.device([
      bench.word("set", ["at": 1, "to": 7]), Word(low: 9), bench.word("stop"),
    ])
    guard case .fault(let fault) = device.run() else {
      Issue.record("it went on")
      return
    }
    #expect(device.mark == Mark(instruction: 1))
    #expect(fault.kind == .undefinedOpcode)
    #expect(fault.instruction == 101)
    #expect(fault.message.text == "opcode 9 is not defined")
    #expect(fault.notes.map(\.text) == ["what is defined is set (0), stop (1)"])
  }

  @Test func aFaultSaysWhere() throws {
    let bench = try bench()
    func fault(_ words: Word...) throws -> Fault? {
      var device = try bench.device(words)
      guard case .fault(let fault) = device.run() else { return nil }
      return fault
    }
    let outside = try #require(try fault(bench.word("mm", ["dst": 30, "n": 4, "reset": 1])))
    #expect(outside.kind == .memoryRange)
    #expect(outside.message.text == "30..33 is not in axis 0 of `acc`, which has 32 places")
    #expect(outside.notes.map(\.text) == ["in `acc[30:34] = 0`"])
    #expect(outside.unit == "compute")
    let missing = try #require(try fault(bench.word("ldw", ["n": 1])))
    #expect(missing.kind == .address)
    #expect(missing.message.text == "the host has no memory of 16 bytes at 0x0")
    #expect(missing.notes.last?.text == "the image has 0x1000 to 0x105f, 0x2000 to 0x203f")
    let high = EffectFault.Reason.noHostMemory(address: -16, byteCount: 32)
    #expect(
      high.message(MachineForm(state: [], instructions: []))
        == "the host has no memory of 32 bytes at 0xfffffffffffffff0")
  }

}
