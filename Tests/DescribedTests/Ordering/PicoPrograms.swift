import Effects
import ISA
import Support
import TargetKit

@testable import Described

/// Random programs of a machine with base registers and units in a chain.
struct PicoPrograms {

  let description: MachineDescription
  let queues: [OrderDescription.TokenQueue]
  let image = MemoryImage(segments: [.init(address: 0, bytes: Array(repeating: 0, count: 1 << 16))])

  init() throws {
    description = try Machines.pico()
    guard case .tokens(let queues) = description.order else {
      self.queues = []
      return
    }
    self.queues = queues
  }

  func call(_ name: String, _ values: [String: Int] = [:]) -> Call {
    let index = description.instructionSet.formats.firstIndex { $0.name == name } ?? 0
    let fields = description.instructionSet.formats[index].fields
    return Call(index, fields.map { values[$0.name] ?? 0 })
  }

  /// - Returns: with all base registers set first, and what stops last.
  func program(_ count: Int, _ random: inout SplitMix64) -> [Call] {
    func below(_ end: Int) -> Int { Int.random(in: 0 ..< end, using: &random) }
    var calls = (0 ..< 4).map { call("base", ["which": $0, "value": 64 * $0]) }
    for _ in 0 ..< count {
      let rows = ["to": below(20), "n": 1 + below(8), "at": below(20)]
      switch below(9) {
      case 0: calls.append(call("ldw", ["to": below(8), "n": 1 + below(4), "at": below(20)]))
      case 1: calls.append(call("ldi", rows))
      case 2: calls.append(call("ldb", rows))
      case 3: calls.append(call("st", rows))
      case 4: calls.append(call("base", ["which": below(4), "value": below(500)]))
      case 5:
        calls.append(call("vec", ["f": below(2), "dst": below(20), "src": below(20), "n": 5]))
      case 6: calls.append(call("alu", ["f": below(4), "dst": below(20), "n": 1 + below(8)]))
      default:
        calls.append(
          call("mm", ["dst": below(20), "src": below(20), "w": below(16), "n": 1 + below(8)]))
      }
    }
    return calls + [call("stop")]
  }

  /// The instructions with the queues whose flags they have set.
  func decoded(_ calls: [Call]) -> [OrderedRun.Instruction] {
    calls.map { call in
      let unit = unit(of: call)
      let format = description.instructionSet.formats[call.instruction]
      let flags = zip(format.fields, call.fields).filter { $0.1 != 0 }.map(\.0.name)
      return OrderedRun.Instruction(
        unit: unit,
        pops: queues.indices.filter { queues[$0].to == unit && flags.contains(queues[$0].pop) },
        pushes: queues.indices.filter {
          queues[$0].from == unit && flags.contains(queues[$0].push)
        })
    }
  }

  /// As the description says it: bases belong to the unit that uses them.
  private func unit(of call: Call) -> Int {
    switch description.instructionSet.formats[call.instruction].name {
    case "base": [0, 0, 1, 2][call.fields[0]]
    case "ldw", "ldi": 0
    case "st": 2
    default: 1
    }
  }

  /// All pairs of instructions of different units of which one writes what the other touches.
  func dependences(of calls: [Call]) throws -> [(earlier: Int, later: Int)] {
    var bases = [0, 0, 0, 0]
    var footprints: [Footprint] = []
    for call in calls {
      let now = bases
      footprints.append(
        try Footprint(
          of: description.form.instructions[call.instruction].effect, in: description.form,
          fields: call.fields
        ) { _, places in now[places[0]] })
      if description.instructionSet.formats[call.instruction].name == "base" {
        bases[call.fields[0]] = call.fields[1] * 4
      }
    }
    return calls.indices.flatMap { later in
      (0 ..< later).filter { earlier in
        unit(of: calls[earlier]) != unit(of: calls[later])
          && (later == calls.count - 1 || footprints[earlier].conflicts(with: footprints[later]))
      }.map { ($0, later) }
    }
  }

}
