import Effects
import ISA
import Support
import TargetKit

@testable import Described

/// Random programs of a machine that is programmed by registers and waits for counted work.
struct CountedPrograms {

  let description: MachineDescription
  let image = MemoryImage(segments: [.init(address: 0, bytes: Array(repeating: 0, count: 1 << 14))])

  /// The registers by the names of the instructions that set them.
  private let registers: [String: Int]

  init() throws {
    description = try Machines.named("counted-waits")
    registers = Dictionary(
      uniqueKeysWithValues: description.form.state.enumerated().filter { $1.role == .register }.map
      {
        ("set_\($1.name)", $0)
      })
  }

  func call(_ name: String, _ values: [Int] = []) -> Call {
    let index = description.instructionSet.formats.firstIndex { $0.name == name } ?? 0
    return Call(index, values)
  }

  func name(of call: Call) -> String { description.instructionSet.formats[call.instruction].name }

  private func below(_ end: Int, _ random: inout SplitMix64) -> Int {
    Int.random(in: 0 ..< end, using: &random)
  }

  /// All registers first, commands with some of them changed, and what stops last.
  func program(_ count: Int, _ random: inout SplitMix64) -> [Call] {
    let names = registers.keys.sorted()
    var calls = names.map { call($0, [$0 == "set_block" ? 0 : 4]) }
    for _ in 0 ..< count {
      let name = names[below(names.count, &random)]
      calls.append(call(name, [1 + below(name == "set_address" ? 4000 : 40, &random)]))
      switch below(6, &random) {
      case 0: calls.append(call("fetch"))
      case 1: calls.append(call("fetch_sums"))
      case 2: calls.append(call("scale", [3, -100, 100]))
      case 3: calls.append(call("write"))
      default: calls.append(call("product", [below(2, &random)]))
      }
    }
    return calls + [call("stop")]
  }

  private static let kernel: Set = [
    "set_source", "set_target", "set_block", "set_rows", "product", "scale", "wait_dma", "stop",
  ]

  private func unit(of call: Call) -> Int { Self.kernel.contains(name(of: call)) ? 1 : 0 }

  /// What instructions are to a run.
  func decoded(_ calls: [Call]) -> [OrderedRun.Instruction] {
    calls.map { call in
      let (name, unit) = (name(of: call), unit(of: call))
      var instruction = OrderedRun.Instruction(unit: unit)
      if name.hasPrefix("wait") { instruction.waits = [(queue: 1 - unit, most: call.fields[0])] }
      let isCounted = ["fetch", "write", "product", "scale"].contains { name.hasPrefix($0) }
      instruction.signals = [0, 1].map { isCounted && $0 == unit ? 1 : 0 }
      return instruction
    }
  }

  /// All pairs of instructions of different units of which one writes what the other touches.
  ///
  /// What stops comes behind all that is counted.
  func dependences(of calls: [Call]) throws -> [(earlier: Int, later: Int)] {
    var numbers: [Int: Int] = [:]
    var footprints: [Footprint] = []
    for call in calls {
      let now = numbers
      footprints.append(
        try Footprint(
          of: description.form.instructions[call.instruction].effect, in: description.form,
          fields: call.fields
        ) { part, _ in now[part.index] ?? 0 })
      if let register = registers[name(of: call)] { numbers[register] = call.fields[0] }
    }
    let program = decoded(calls)
    return calls.indices.flatMap { later in
      (0 ..< later).filter { earlier in
        let isCounted = program[earlier].signals.contains(1)
        return program[earlier].unit != program[later].unit
          && (footprints[earlier].conflicts(with: footprints[later])
            || isCounted && name(of: calls[later]) == "stop")
      }.map { ($0, later) }
    }
  }

}
