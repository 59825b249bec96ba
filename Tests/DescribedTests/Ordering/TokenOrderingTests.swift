import Diagnostics
import Effects
import ISA
import Support
import TargetKit
import Testing

@testable import Described

@Suite("Tokens that carry dependences")
struct TokenOrderingTests {

  struct Case: CustomTestStringConvertible {
    var topology: OrderedMachine.Topology
    var hasDepths: Bool
    var seed: Int
    var testDescription: String { "\(topology)\(hasDepths ? " with depths" : "") \(seed)" }
  }

  static let cases = OrderedMachine.Topology.allCases.flatMap { topology in
    [false, true].flatMap { hasDepths in
      (0 ..< 3).map { Case(topology: topology, hasDepths: hasDepths, seed: $0) }
    }
  }

  /// The instructions with the queues whose flags they have set.
  private func decoded(
    _ calls: [Call], _ machine: OrderedMachine
  ) -> [OrderedRun.Instruction] {
    calls.map { call in
      let unit = machine.instructions[call.instruction].unit
      let format = machine.description.instructionSet.formats[call.instruction]
      var instruction = OrderedRun.Instruction(unit: unit)
      for (field, number) in zip(format.fields, call.fields) where number != 0 {
        for (queue, ends) in machine.queues.enumerated() {
          if field.name == "push_q\(queue)" {
            #expect(ends.from == unit)
            instruction.pushes.append(queue)
          }
          if field.name == "pop_q\(queue)" {
            #expect(ends.to == unit)
            instruction.pops.append(queue)
          }
        }
      }
      return instruction
    }
  }

  /// What is wrong with a program, if anything is: runs in many orders find it.
  private func problem(
    _ program: [OrderedRun.Instruction], _ machine: OrderedMachine, _ calls: [Call],
    _ random: inout SplitMix64
  ) -> String? {
    let needed = machine.dependences(of: calls)
    for room in OrderedRun.Room.allCases {
      for _ in 0 ..< 3 {
        var run = OrderedRun(program, depths: machine.queues.map(\.depth))
        guard run.run(room, &random) else { return "it gets stuck" }
        if run.tokens.contains(where: { !$0.isEmpty }) { return "tokens are left" }
        for edge in needed {
          if !run.isKnown(edge.earlier, before: edge.later) { return "\(edge) is not carried" }
          guard let end = run.done[edge.earlier], let begin = run.begun[edge.later], end < begin
          else { return "\(edge) is not kept" }
        }
        for (queue, highest) in zip(machine.queues, run.highest) where highest > queue.depth ?? .max
        {
          return "a queue holds \(highest)"
        }
      }
    }
    return nil
  }

  /// Each dependence that the test finds by itself is kept in every order of events that it tries.
  @Test("every dependence is carried, whatever time units take", arguments: cases)
  func carries(_ each: Case) throws {
    var random = SplitMix64(seed: UInt64(each.seed))
    let machine = try OrderedMachine(each.topology, hasDepths: each.hasDepths, &random)
    for count in [4, 30] {
      let calls = machine.program(count, &random)
      let ordered = try Ordering(machine.description).ordered(calls, image: MemoryImage())
      #expect(ordered.filter { !$0.isAdded }.map(\.source) == Array(calls.indices))
      for one in ordered {
        if one.isAdded {
          #expect(machine.rows(of: one.call).writes.isEmpty && one.call.fields[2] == 0)
        } else {
          let own = calls[one.source]
          let kept = machine.instructions[own.instruction].copies == nil ? 0 : 3
          #expect(one.call.fields.prefix(kept) == own.fields.prefix(kept))
          #expect(one.call.instruction == own.instruction)
        }
      }
      let program = decoded(ordered.map(\.call), machine)
      let found = problem(program, machine, ordered.map(\.call), &random)
      #expect(found == nil)
      try checkCount(program, ordered.map(\.call), machine)
    }
  }

  /// No more tokens than dependences, each as often as it goes from one unit to the next.
  private func checkCount(
    _ program: [OrderedRun.Instruction], _ calls: [Call], _ machine: OrderedMachine
  ) throws {
    let edges = try CallDependences(calls, on: machine.description, image: MemoryImage()).edges
    let most = edges.reduce(0) { sum, edge in
      sum + machine.hops(from: program[edge.earlier].unit, to: program[edge.later].unit)
    }
    #expect(program.reduce(0) { $0 + $1.pushes.count } <= most)
  }

  /// Where each pair of units has its queue, no token can be left out.
  @Test("no token is there for nothing", arguments: 0 ..< 6)
  func needsEach(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let machine = try OrderedMachine(.full, hasDepths: false, &random)
    let calls = machine.program(25, &random)
    let ordered = try Ordering(machine.description).ordered(calls, image: MemoryImage())
    #expect(ordered.allSatisfy { !$0.isAdded })
    let program = decoded(ordered.map(\.call), machine)
    #expect(program.contains { !$0.pushes.isEmpty })
    for queue in machine.queues.indices {
      let pushes = program.indices.filter { program[$0].pushes.contains(queue) }
      let pops = program.indices.filter { program[$0].pops.contains(queue) }
      for (push, pop) in zip(pushes, pops) {
        var less = program
        less[push].pushes.removeAll { $0 == queue }
        less[pop].pops.removeAll { $0 == queue }
        let found = problem(less, machine, calls, &random)
        #expect(found != nil)
      }
    }
  }

  /// Programs of a machine whose addresses depend on registers that other units may set.
  @Test("registers that say where things stand are waited for", arguments: 0 ..< 8)
  func registers(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let pico = try PicoPrograms()
    let calls = pico.program(40, &random)
    let ordered = try Ordering(pico.description).ordered(calls, image: pico.image)
    let needed = try pico.dependences(of: ordered.map(\.call))
    let program = pico.decoded(ordered.map(\.call))
    for _ in 0 ..< 3 {
      var run = OrderedRun(program, depths: pico.queues.map(\.depth))
      let isDone = run.run(.atEnd, &random)
      #expect(isDone)
      #expect(run.tokens.allSatisfy { $0.isEmpty })
      for edge in needed { #expect(run.isKnown(edge.earlier, before: edge.later)) }
    }
    #expect(!needed.isEmpty)
  }

}

extension OrderedMachine {

  /// How many queues lead from one unit to another.
  fileprivate func hops(from: Int, to: Int) -> Int {
    var reached: Set<Int> = [from]
    var count = 0
    while !reached.contains(to), count < 9 {
      reached.formUnion(queues.filter { reached.contains($0.from) }.map(\.to))
      count += 1
    }
    return count
  }

}
