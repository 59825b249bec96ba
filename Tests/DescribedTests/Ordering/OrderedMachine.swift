import Diagnostics
import ISA
import Support

@testable import Described

/// A machine made for a test: units that copy rows between three memories, as a description says
/// it.
///
/// The test knows what each instruction touches without asking the description.
struct OrderedMachine {

  let description: MachineDescription

  /// For each instruction its unit, and the memories that it copies from and to; nil for the last
  /// one, which stops.
  let instructions: [(unit: Int, copies: (from: Int, to: Int)?)]

  /// The unit that stops.
  let last: Int

  /// From and to which units token queues go, and how much each of them holds.
  let queues: [(from: Int, to: Int, depth: Int?)]

  var unitCount: Int { description.units.count }

  enum Topology: CaseIterable { case full, chain, ring, star }

  /// A machine with token queues.
  init(_ topology: Topology, hasDepths: Bool, _ random: inout SplitMix64) throws {
    let units = Int.random(in: 2 ... 4, using: &random)
    let queues = Self.pairs(topology, units).map { from, to in
      (from, to, hasDepths ? [nil, 1, 2, 3].randomElement(using: &random) ?? nil : nil)
    }
    var flags = ""
    var order = "tokens:"
    for (index, queue) in queues.enumerated() {
      flags += " push_q\(index)@\(5 + 2 * index) pop_q\(index)@\(6 + 2 * index)"
      order += "\n    q\(index): {from: u\(queue.0), to: u\(queue.1)"
      order += queue.2.map { ", depth: \($0)}" } ?? "}"
    }
    try self.init(units, "\n  \(order)", flags: flags, queues: queues, &random)
  }

  /// - Parameter order: as the description has it, from `order:` on.
  init(
    _ units: Int, _ order: String, flags: String = "", does: String = "", more: String = "",
    queues: [(Int, Int, Int?)] = [], _ random: inout SplitMix64
  ) throws {
    var instructions: [(unit: Int, copies: (from: Int, to: Int)?)] = []
    for unit in 0 ..< units {
      for _ in 0 ..< 3 {
        let from = Int.random(in: 0 ..< 3, using: &random)
        instructions.append((unit, (from, Int.random(in: 0 ..< 3, using: &random))))
      }
    }
    last = Int.random(in: 0 ..< units, using: &random)
    instructions.append((last, nil))
    var text = """
      name: made
      version: 1.0.0
      kind: effects
      clock: 1 MHz
      numbers: {data: int8, weight: int8, sum: int32}
      state: {m0: "int8[40, 4]", m1: "int8[40, 4]", m2: "int8[40, 4]"}
      units: [\((0 ..< units).map { "u\($0)" }.joined(separator: ", "))]
      words: {width: 64, opcode: "op@0:5"\(flags.isEmpty ? "" : ", flags:\(flags)")}
      order: \(order)
      instructions:

      """
    for (index, each) in instructions.enumerated() {
      guard let (from, to) = each.copies else {
        text += "  halt: {code: \(index), unit: u\(each.unit), does: stop}\n"
        continue
      }
      let action = does.replacing("U", with: "u\(each.unit)")
      text += "  i\(index): {code: \(index), unit: u\(each.unit), "
      text += "fields: \"dst@32:5 src@37:5 n@42:3\", "
      text += "does: \"m\(to)[dst:dst+n] = m\(from)[src:src+n]\(action)\"}\n"
    }
    self.instructions = instructions
    self.queues = queues.map { ($0.0, $0.1, $0.2) }
    description = try MachineDescription(
      reading: SourceText(name: "made.yaml", text: text + more))
  }

  private static func pairs(_ topology: Topology, _ units: Int) -> [(Int, Int)] {
    let all = (0 ..< units).flatMap { from in (0 ..< units).map { (from, $0) } }
    return all.filter { from, to in
      switch topology {
      case .full: from != to
      case .chain: abs(from - to) == 1
      case .ring: to == (from + 1) % units
      case .star: from != to && (from == 0 || to == 0)
      }
    }
  }

  // MARK: - Programs

  /// Copies of few rows, so that many of them meet, and what stops.
  func program(_ count: Int, _ random: inout SplitMix64) -> [Call] {
    let flags = description.instructionSet.formats[0].fields.count - 3
    let zeros = Array(repeating: 0, count: flags)
    let calls = (0 ..< count).map { _ in
      let index = Int.random(in: 0 ..< instructions.count - 1, using: &random)
      let rows = (0 ..< 2).map { _ in Int.random(in: 0 ..< 24, using: &random) }
      return Call(index, rows + [Int.random(in: 1 ... 4, using: &random)] + zeros)
    }
    return calls + [Call(instructions.count - 1, zeros)]
  }

  struct Row: Hashable {
    var memory: Int
    var place: Int
  }

  /// The rows that an instruction reads and writes.
  func rows(of call: Call) -> (reads: Set<Row>, writes: Set<Row>) {
    guard let (from, to) = instructions[call.instruction].copies else { return ([], []) }
    let (dst, src, count) = (call.fields[0], call.fields[1], call.fields[2])
    return (
      Set((src ..< src + count).map { Row(memory: from, place: $0) }),
      Set((dst ..< dst + count).map { Row(memory: to, place: $0) })
    )
  }

  /// Which instructions of other units each has to come behind: all of them, if it stops.
  func dependences(of calls: [Call]) -> [(earlier: Int, later: Int)] {
    let rows = calls.map { self.rows(of: $0) }
    return calls.indices.flatMap { later in
      (0 ..< later).filter { earlier in
        let (a, b) = (rows[earlier], rows[later])
        let isOther =
          instructions[calls[earlier].instruction].unit
          != instructions[calls[later].instruction].unit
        let stops = instructions[calls[later].instruction].copies == nil
        return isOther
          && (stops || !a.writes.isDisjoint(with: b.reads.union(b.writes))
            || !a.reads.isDisjoint(with: b.writes))
      }.map { ($0, later) }
    }
  }

}
