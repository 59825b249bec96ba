import Diagnostics
import Effects
import ISA
import Support
import TargetKit
import Testing

@testable import Described

@Suite("Orders other than tokens, and what can not be ordered")
struct OrderingTests {

  @Test("a machine that waits by itself gets what there is", arguments: ["interlocks", "in-order"])
  func unchanged(_ order: String) throws {
    var random = SplitMix64(seed: 4)
    let machine = try OrderedMachine(3, order, &random)
    let calls = machine.program(20, &random)
    let ordered = try Ordering(machine.description).ordered(calls, image: MemoryImage())
    #expect(ordered == calls.enumerated().map { OrderedCall($1, source: $0) })
  }

  @Test("without an order a program of two units is refused, and one of one unit is not")
  func none() throws {
    var random = SplitMix64(seed: 5)
    let machine = try OrderedMachine(2, "none", &random)
    let calls = machine.program(30, &random)
    let error = #expect(throws: Diagnostic.self) {
      try Ordering(machine.description).ordered(calls, image: MemoryImage())
    }
    #expect(error?.message.contains("nothing makes it wait") == true)
    #expect(error?.hints.isEmpty == false)
    let own = calls.filter { machine.instructions[$0.instruction].unit == machine.last }
    let ordered = try Ordering(machine.description).ordered(own, image: MemoryImage())
    #expect(ordered.map(\.call) == own)
  }

  /// Two units with a queue in one direction alone.
  private func oneWay(_ more: String = "") throws -> MachineDescription {
    try MachineDescription(
      reading: SourceText(
        name: "one.yaml",
        text: """
          name: one
          version: 1.0.0
          kind: effects
          clock: 1 MHz
          numbers: {data: int8, weight: int8, sum: int32}
          state: {m: "int8[8, 4]", r: "register uint32[2]"}
          units: [a, b, c]
          words: {width: 32, opcode: "op@0:4", flags: push_q@4 pop_q@5 push_p@6 pop_p@7}
          order: {tokens: {q: a -> b, p: b -> c}}
          instructions:
            set: {code: 0, unit: a, fields: "at@8:3", does: "m[at] = 1"}
            inc: {code: 1, unit: c, fields: "at@8:3", does: "m[at] = m[at] + 1"}
            halt: {code: 2, unit: c, does: stop}
          \(more)
          """))
  }

  private func call(_ index: Int, _ own: [Int]) -> Call { Call(index, own + [0, 0, 0, 0]) }

  @Test("a way that does not lead there is refused with both instructions")
  func noWay() throws {
    let machine = try oneWay()
    let error = #expect(throws: Diagnostic.self) {
      try Ordering(machine).ordered(
        [call(1, [3]), call(0, [3]), call(2, [])], image: MemoryImage())
    }
    let text = error?.description ?? ""
    #expect(text.contains("`set at=3` of unit `a` has to wait for `inc at=3` of unit `c`"))
    #expect(text.contains("WAR") || text.contains("WAW"))
    #expect(text.contains("no token queues lead from `c` to `a`"))
  }

  @Test("a way through a unit that can do nothing is refused, and one that can is gone")
  func idle() throws {
    let calls = [call(0, [3]), call(1, [3]), call(2, [])]
    let machine = try oneWay()
    let error = #expect(throws: Diagnostic.self) {
      try Ordering(machine).ordered(calls, image: MemoryImage())
    }
    #expect(error?.notes.first?.contains("stands no instruction of unit `b`") == true)
    // A store of no rows and one of one row: only the first does nothing.
    for (count, isIdle) in [("n", true), ("n + 1", false)] {
      let other = try oneWay(
        "  fill: {code: 3, unit: b, fields: \"at@8:3 n@11:3\", does: \"m[at:at+\(count)] = 2\"}")
      guard isIdle else {
        #expect(throws: Diagnostic.self) {
          try Ordering(other).ordered(calls, image: MemoryImage())
        }
        continue
      }
      let ordered = try Ordering(other).ordered(calls, image: MemoryImage())
      #expect(ordered.map(\.call.instruction) == [0, 3, 1, 2])
      #expect(ordered.map(\.source) == [0, 1, 1, 2])
      #expect(
        ordered.map(\.call.fields) == [
          [3, 1, 0, 0, 0], [0, 0, 0, 1, 1, 0], [3, 0, 0, 0, 1], [0, 0, 0, 0],
        ])
      #expect(ordered.map(\.isAdded) == [false, true, false, false])
    }
  }

  /// Places that come from the memory of the host, as those of micro-programs do.
  @Test("addresses are read from constants, and not from what the program stores")
  func addressesOnTheHost() throws {
    let machine = try oneWay(
      """
        load: {code: 3, unit: a, fields: "w@8:1 from@9:8", does: "r[w] = dram(uint32, from)"}
        fill: {code: 4, unit: b, fields: "which@8:1", does: "m[r[which]] = 2"}
        put: {code: 5, unit: a, fields: "at@8:3 to@12:8", does: "dram(int8, to, 4) = m[at]"}
      """)
    let image = MemoryImage(segments: [.init(address: 0, bytes: [3, 0, 0, 0, 5, 0, 0, 0])])
    // `inc` of c has to wait for `fill` of b where that writes the same row alone.
    for (from, waits) in [(0, true), (4, false)] {
      let calls = [call(3, [1, from]), call(4, [1]), call(1, [3]), call(2, [])]
      let ordered = try Ordering(machine).ordered(calls, image: image)
      #expect(ordered[2].call.fields.last == (waits ? 1 : 0))
      #expect(ordered[1].call.fields == [1, 0, 1, 1, 0])
    }
    let calls = [call(5, [0, 0]), call(3, [1, 0]), call(4, [1]), call(2, [])]
    let error = #expect(throws: Diagnostic.self) {
      try Ordering(machine).ordered(calls, image: image)
    }
    #expect(error?.message.hasPrefix("addresses depend on what instruction 1") == true)
    let beyond = [call(3, [1, 8]), call(2, [])]
    #expect(throws: Diagnostic.self) { try Ordering(machine).ordered(beyond, image: image) }
  }

}
