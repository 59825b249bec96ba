import Diagnostics
import Effects
import ISA
import Support
import TargetKit
import Testing

@testable import Described

@Suite("Counts of outstanding work")
struct WaitOrderingTests {

  /// Units each of whose instructions is counted, and that wait for any queue.
  private func machine(
    _ units: Int, most: Int, _ random: inout SplitMix64
  ) throws -> OrderedMachine {
    var order = "\n  waits:"
    var more = ""
    for unit in 0 ..< units {
      order += "\n    u\(unit): \(most)"
      for queue in 0 ..< units where queue != unit {
        more += "  w\(unit)\(queue): {code: \(20 + unit * 4 + queue - unit), unit: u\(unit), "
        more += "fields: \"left@8:3\", does: \"wait(u\(queue), left)\"}\n"
      }
    }
    return try OrderedMachine(units, order, does: "; signal(U, 1)", more: more, &random)
  }

  /// What instructions of the machine above are to a run.
  private func decoded(
    _ calls: [Call], _ machine: OrderedMachine
  ) -> [OrderedRun.Instruction] {
    calls.map { call in
      let name = machine.description.instructionSet.formats[call.instruction].name
      guard name.hasPrefix("w"), name.count == 3 else {
        let own = machine.instructions[call.instruction]
        let signals = (0 ..< machine.unitCount).map { own.copies != nil && $0 == own.unit ? 1 : 0 }
        return OrderedRun.Instruction(unit: own.unit, signals: signals)
      }
      let digits = name.dropFirst().compactMap(\.wholeNumberValue)
      return OrderedRun.Instruction(
        unit: digits[0], waits: [(queue: digits[1], most: call.fields[0])])
    }
  }

  @Test("every dependence is waited for, and none twice", arguments: 0 ..< 16)
  func waits(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let machine = try machine(2 + seed % 2, most: 4, &random)
    let calls = machine.program(30, &random)
    let ordered = try Ordering(machine.description).ordered(calls, image: MemoryImage())
    #expect(ordered.filter { !$0.isAdded }.map(\.call) == calls)
    let needed = machine.dependences(of: calls)
    let program = decoded(ordered.map(\.call), machine)
    let places = ordered.indices.filter { !ordered[$0].isAdded }
    func unkept(_ program: [OrderedRun.Instruction]) -> Int? {
      var run = OrderedRun(program)
      guard run.run(.atEnd, &random) else { return nil }
      return needed.count { !run.isKnown(places[$0.earlier], before: places[$0.later]) }
    }
    #expect(!needed.isEmpty)
    for _ in 0 ..< 4 {
      let count = unkept(program)
      #expect(count == 0)
    }
    // Without any of the waits something is not waited for.
    for (place, each) in ordered.enumerated() where each.isAdded {
      var less = program
      less[place].waits = []
      let count = unkept(less)
      #expect(count != 0)
    }
    let edges = try CallDependences(calls, on: machine.description, image: MemoryImage()).edges
    #expect(ordered.count - calls.count <= edges.count)
  }

  /// A wait lets as much be outstanding as it can.
  @Test("a wait for one more would be too little", arguments: 0 ..< 8)
  func waitsForNoMore(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let machine = try machine(2, most: 4, &random)
    let calls = machine.program(20, &random)
    let ordered = try Ordering(machine.description).ordered(calls, image: MemoryImage())
    let needed = machine.dependences(of: calls)
    let places = ordered.indices.filter { !ordered[$0].isAdded }
    for (place, each) in ordered.enumerated() where each.isAdded && each.call.fields[0] < 7 {
      var program = decoded(ordered.map(\.call), machine)
      program[place].waits[0].most += 1
      var run = OrderedRun(program)
      let isDone = run.run(.atEnd, &random)
      #expect(isDone)
      #expect(needed.contains { !run.isKnown(places[$0.earlier], before: places[$0.later]) })
    }
  }

  /// A machine of the samples, whose addresses stand in registers.
  @Test("commands that registers describe are waited for", arguments: 0 ..< 8)
  func commands(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let counted = try CountedPrograms()
    let calls = counted.program(25, &random)
    let ordered = try Ordering(counted.description).ordered(calls, image: counted.image)
    #expect(ordered.filter { !$0.isAdded }.map(\.call) == calls)
    let all = ordered.map(\.call)
    let needed = try counted.dependences(of: all)
    let program = counted.decoded(all)
    #expect(needed.count > 1)
    for _ in 0 ..< 3 {
      var run = OrderedRun(program)
      let isDone = run.run(.atEnd, &random)
      #expect(isDone)
      for edge in needed { #expect(run.isKnown(edge.earlier, before: edge.later)) }
    }
    for (place, each) in ordered.enumerated() where each.isAdded {
      var less = program
      less[place].waits = []
      var run = OrderedRun(less)
      let isDone = run.run(.atEnd, &random)
      #expect(isDone)
      #expect(needed.contains { !run.isKnown($0.earlier, before: $0.later) })
    }
  }

  @Test("what is not counted, or not waited for, is refused with what to do")
  func refusals() throws {
    var random = SplitMix64(seed: 1)
    let order = "\n  waits:\n    u0: 4\n    u1: 4"
    for (does, note) in [
      ("", "nothing signals that the earlier one is done"),
      ("; signal(U, 1)", "no instruction of the later one's unit waits for"),
    ] {
      let machine = try OrderedMachine(2, order, does: does, &random)
      let error = #expect(throws: Diagnostic.self) {
        try Ordering(machine.description).ordered(
          machine.program(20, &random), image: MemoryImage())
      }
      #expect(error?.message.contains("has to wait for") == true)
      #expect(error?.notes.first?.hasPrefix(note) == true)
      #expect(error?.hints.isEmpty == false)
    }
  }

}
