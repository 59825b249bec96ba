import Diagnostics
import Effects
import ISA
import Support
import TargetKit
import Testing

@testable import Described

@Suite("Tiles and room that carry dependences")
struct BufferOrderingTests {

  /// Units with buffers between them, and instructions that say all there is to each.
  private func machine(
    _ ends: [(from: Int, to: Int, depth: Int)], _ units: Int,
    can: [String] = ["push", "pop", "reserve"],
    does: String = "", _ random: inout SplitMix64
  ) throws -> OrderedMachine {
    var order = "\n  counted:"
    var more = ""
    var code = 3 * units + 1
    for (index, end) in ends.enumerated() {
      order += "\n    b\(index): \(end.depth)"
      for (verb, unit) in [("push", end.from), ("pop", end.to), ("reserve", end.from)]
      where can.contains(verb) {
        more += "  \(verb)\(index): {code: \(code), unit: u\(unit), fields: \"n@8:4\", "
        more += "does: \"\(verb)(b\(index), n)\"}\n"
        code += 1
      }
    }
    return try OrderedMachine(units, order, does: does, more: more, &random)
  }

  private func decoded(_ calls: [Call], _ machine: OrderedMachine) -> [BufferRun.Instruction] {
    calls.map { call in
      let unit = machine.description.unit(of: call)
      var one = BufferRun.Instruction(unit: unit)
      let name = machine.description.instructionSet.formats[call.instruction].name
      guard let buffer = name.last?.wholeNumberValue else { return one }
      switch name.dropLast() {
      case "push": one.pushes[buffer] = call.fields[0]
      case "pop": one.pops[buffer] = call.fields[0]
      case "reserve": one.reserves[buffer] = call.fields[0]
      default: break
      }
      return one
    }
  }

  static let topologies: [[(from: Int, to: Int, depth: Int)]] = [
    [(0, 1, 2)], [(0, 1, 1), (1, 0, 1)], [(0, 1, 4), (1, 2, 2)], [(0, 1, 2), (2, 1, 3)],
    [(0, 1, 1), (1, 2, 1), (2, 0, 1)], [(1, 0, 3), (1, 2, 8), (3, 2, 2)],
  ]

  @Test("every dependence is carried, whatever time units take", arguments: 0 ..< 48)
  func carries(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let ends = Self.topologies[seed % Self.topologies.count]
    let units = (ends.flatMap { [$0.from, $0.to] }.max() ?? 0) + 1
    let machine = try machine(ends, units, &random)
    let calls = machine.program(20, &random)
    let ordered = try Ordering(machine.description).ordered(calls, image: MemoryImage())
    #expect(ordered.filter { !$0.isAdded }.map(\.call) == calls)
    #expect(ordered.filter { !$0.isAdded }.map(\.source) == Array(calls.indices))
    let program = decoded(ordered.map(\.call), machine)
    let places = ordered.indices.filter { !ordered[$0].isAdded }
    let needed = machine.dependences(of: calls)
    #expect(!needed.isEmpty)
    for _ in 0 ..< 4 {
      var run = BufferRun(program, depths: ends.map(\.depth))
      let isDone = run.run(&random)
      #expect(isDone)
      #expect(run.tiles.allSatisfy { $0.isEmpty })
      for edge in needed {
        #expect(
          run.isKnown(places[edge.earlier], before: places[edge.later]),
          "\(edge) of \(ends), seed \(seed)")
      }
    }
  }

  @Test("what is reserved for nothing would be seen", arguments: 0 ..< 12)
  func needsEach(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let ends = Self.topologies[seed % 2 * 2]
    let units = (ends.flatMap { [$0.from, $0.to] }.max() ?? 0) + 1
    let machine = try machine(ends, units, &random)
    let calls = machine.program(16, &random)
    let ordered = try Ordering(machine.description).ordered(calls, image: MemoryImage())
    let program = decoded(ordered.map(\.call), machine)
    let places = ordered.indices.filter { !ordered[$0].isAdded }
    let needed = machine.dependences(of: calls)
    var isSeen = false
    for place in program.indices where !program[place].reserves.isEmpty {
      var less = program
      less[place].reserves = [:]
      var run = BufferRun(less, depths: ends.map(\.depth))
      let isDone = run.run(&random)
      #expect(isDone)
      if needed.contains(where: { !run.isKnown(places[$0.earlier], before: places[$0.later]) }) {
        isSeen = true
      }
    }
    #expect(isSeen || !program.contains { !$0.reserves.isEmpty })
  }

  @Test("what can not be carried is refused with what to do")
  func refusals() throws {
    var random = SplitMix64(seed: 3)
    func refusal(
      _ ends: [(from: Int, to: Int, depth: Int)], _ units: Int, can: [String],
      does: String = ""
    ) throws -> Diagnostic? {
      let machine = try machine(ends, units, can: can, does: does, &random)
      return #expect(throws: Diagnostic.self) {
        try Ordering(machine.description).ordered(
          machine.program(20, &random), image: MemoryImage())
      }
    }
    let all = ["push", "pop", "reserve"]
    let apart = try refusal([(0, 1, 2)], 3, can: all)
    #expect(apart?.notes.first?.hasPrefix("no buffers lead from") == true)
    let mute = try refusal([(0, 1, 2)], 2, can: ["push", "pop"])
    #expect(mute?.message.hasPrefix("no instruction of unit `u0` does `reserve(b0, ") == true)
    for each in [apart, mute] { #expect(each?.hints.isEmpty == false) }
  }

}
