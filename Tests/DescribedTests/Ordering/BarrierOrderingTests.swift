import Diagnostics
import Effects
import ISA
import Support
import TargetKit
import Testing

@testable import Described

@Suite("Barriers before what depends on others")
struct BarrierOrderingTests {

  private func machine(
    _ units: Int, _ barriers: [[Int]], _ random: inout SplitMix64
  ) throws -> OrderedMachine {
    var more = ""
    for (index, own) in barriers.enumerated() {
      let names = own.map { "u\($0)" }.joined(separator: ", ")
      more += "  bar\(index): {code: \(20 + index), unit: u\(index % units), "
      more += "does: \"barrier\(own.isEmpty ? "" : "(\(names))")\"}\n"
    }
    return try OrderedMachine(units, "barriers", more: more, &random)
  }

  /// Whether barriers between two instructions wait for the earlier one.
  private func isKept(
    _ earlier: Int, _ later: Int, _ ordered: [OrderedCall], _ barriers: [[Int]],
    _ machine: OrderedMachine
  ) -> Bool {
    let unit = machine.description.unit(of: ordered[earlier].call)
    return ordered[earlier ..< later].contains { each in
      let name = machine.description.instructionSet.formats[each.call.instruction].name
      guard name.hasPrefix("bar"), let index = name.last?.wholeNumberValue else { return false }
      return barriers[index].isEmpty || barriers[index].contains(unit)
    }
  }

  /// How many units, and of which of them each barrier is; all where none is named.
  static let machines: [(units: Int, barriers: [[Int]])] = [
    (2, [[]]), (3, [[]]), (2, [[], [0], [1]]), (3, [[0, 1], [1, 2], [0, 2], []]),
  ]

  @Test("every dependence has its barrier, and none is too many", arguments: 0 ..< 24)
  func waits(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let (units, own) = Self.machines[seed % Self.machines.count]
    let machine = try machine(units, own, &random)
    let calls = machine.program(30, &random)
    let ordered = try Ordering(machine.description).ordered(calls, image: MemoryImage())
    #expect(ordered.filter { !$0.isAdded }.map(\.call) == calls)
    let places = ordered.indices.filter { !ordered[$0].isAdded }
    let needed = machine.dependences(of: calls)
    #expect(!needed.isEmpty)
    for edge in needed {
      #expect(isKept(places[edge.earlier], places[edge.later], ordered, own, machine))
    }
    // Where all barriers are of all units, none can be left out.
    guard own == [[]] else { return }
    for place in ordered.indices where ordered[place].isAdded {
      var less = ordered
      less[place].call = Call(calls[0].instruction, [0, 0, 0])
      let isMissed = needed.contains { edge in
        !isKept(places[edge.earlier], places[edge.later], less, own, machine)
      }
      #expect(isMissed)
    }
  }

  @Test("a unit that no barrier waits for is said")
  func refusal() throws {
    var random = SplitMix64(seed: 1)
    let machine = try machine(3, [[0], [1]], &random)
    let error = #expect(throws: Diagnostic.self) {
      try Ordering(machine.description).ordered(machine.program(30, &random), image: MemoryImage())
    }
    #expect(error?.message.contains("has to wait for") == true)
    #expect(error?.notes.first?.hasPrefix("no instruction is a barrier of") == true)
    #expect(error?.hints.isEmpty == false)
  }

}
