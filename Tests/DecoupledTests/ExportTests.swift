import Simulation
import Support
import Testing

@testable import Decoupled

/// What is written of a trace, read back by readers that know nothing of it.
@Suite struct ExportTests {

  static let cases = ["rand_003_mix", "hw_051", "insn_test_gemm_run0001", "edge_finish_only"]
  static let timings = ["rtl-2021", "pipelined"]

  private func trace(_ name: String, _ clock: String) throws -> ExecutionTrace {
    try CycleClock.trace(plan(GoldenCase.carried + "/" + name), timing(clock))
  }

  /// With what a text format has to escape.
  private func text(_ number: InstructionNumber) -> String { "i\(number.value), \"x\"\ty\n$end" }

  /// For each unit by its name the cycles of each use by its name, without those that are 0.
  private func totals(_ trace: ExecutionTrace) -> [String: [String: Int]] {
    var totals: [String: [String: Int]] = [:]
    for unit in trace.units.indices {
      for (index, count) in trace.totals(of: unit).enumerated() where count > 0 {
        totals[trace.units[unit], default: [:]][
          CycleUse(index: index).name(queues: trace.queues)] = count
      }
    }
    return totals
  }

  @Test(arguments: cases, timings)
  func chromeTracesHoldTheTotals(_ name: String, _ clock: String) throws {
    let trace = try trace(name, clock)
    let json = try JSON(parsing: ChromeTrace.text(of: trace, instruction: text))
    let events = try #require(json["traceEvents"]?.elements)
    var names: [Int: String] = [:]
    for event in events where event["name"]?.text == "thread_name" && event["pid"]?.integer == 1 {
      names[event["tid"]?.integer ?? 0] = event["args"]?["name"]?.text
    }
    var found: [String: [String: Int]] = [:]
    var instructions: [Int: [Int]] = [:]
    for event in events where event["ph"]?.text == "X" && event["pid"]?.integer == 1 {
      let unit = names[event["tid"]?.integer ?? 0] ?? ""
      let begin = event["ts"]?.integer ?? 0
      let duration = event["dur"]?.integer ?? 0
      if event["cat"]?.text == "instruction" {
        instructions[event["args"]?["instruction"]?.integer ?? -1] = [begin, begin + duration]
      } else {
        found[unit, default: [:]][event["name"]?.text ?? "", default: 0] += duration
      }
    }
    for unit in trace.units {
      let rest = trace.cycles - (found[unit] ?? [:]).values.reduce(0, +)
      if rest > 0 { found[unit, default: [:]]["idle"] = rest }
    }
    #expect(found == totals(trace))
    let expected = trace.instructions.map { ($0.number.value, [$0.begin, $0.end]) }
    #expect(instructions == Dictionary(uniqueKeysWithValues: expected))
    func count(_ phase: String) -> Int { events.count { $0["ph"]?.text == phase } }
    #expect(count("s") == trace.tokens.count { !$0.isPush })
    #expect(count("f") == count("s"))
    #expect(count("C") == trace.tokens.count)
    #expect(events.count { $0["cat"]?.text == "burst" } == trace.bursts.count)
  }

  @Test(arguments: cases, timings)
  func valueChangesHoldTheTotals(_ name: String, _ clock: String) throws {
    let trace = try trace(name, clock)
    let dump = try #require(DumpReader(ValueChangeDump.text(of: trace, instruction: text)))
    #expect(dump.end == trace.cycles)
    for (unit, name) in trace.units.enumerated() {
      let expected = trace.totals(of: unit).enumerated().filter { $0.element > 0 }
      let found = dump.durations(name + ".use")
      #expect(found == Dictionary(uniqueKeysWithValues: expected.map { ($0.offset, $0.element) }))
      let runs = trace.instructions.filter { $0.unit == unit }.map {
        ($0.number.value, $0.end - $0.begin)
      }
      #expect(dump.durations(name + ".instruction") == Dictionary(uniqueKeysWithValues: runs))
    }
    for (queue, name) in trace.queues.enumerated() {
      let left = trace.tokens.filter { $0.queue == queue }.reduce(0) { $0 + ($1.isPush ? 1 : -1) }
      #expect(dump.changes["tokens." + name]?.last?.value == left)
    }
    for (name, isWrite) in [("ports.read", false), ("ports.write", true)] {
      let bursts = trace.bursts.filter { $0.isWrite == isWrite }
      #expect(dump.durations(name)[1] ?? 0 == bursts.reduce(0) { $0 + $1.end - $1.data })
    }
  }

  @Test(arguments: cases, timings)
  func konataLogsHoldTheTotals(_ name: String, _ clock: String) throws {
    let trace = try trace(name, clock)
    let log = try #require(KonataReader(KonataLog.text(of: trace, instruction: text)))
    for unit in trace.units.indices {
      var expected: [String: Int] = [:]
      for slice in trace.slices(of: unit) where slice.instruction != nil && slice.span.use != .idle
      {
        expected[KonataLog.stage(slice.span.use, trace.queues), default: 0] += slice.span.count
      }
      #expect(log.durations[unit] ?? [:] == expected)
    }
    let ends = trace.instructions.map { ($0.number.value, $0.end) }
    #expect(log.retired == Dictionary(uniqueKeysWithValues: ends))
    #expect(log.labels[0] == "0 i0, \"x\" y $end")
    #expect(log.wakes == trace.tokens.count { !$0.isPush })
  }

  @Test(arguments: cases, timings)
  func tablesHoldTheTotals(_ name: String, _ clock: String) throws {
    let trace = try trace(name, clock)
    let rows = commaSeparated(SpanTable.text(of: trace, instruction: text))
    #expect(rows.first == SpanTable.columns)
    var found: [String: [String: Int]] = [:]
    for row in rows.dropFirst() {
      #expect(row.count == SpanTable.columns.count)
      found[row[0], default: [:]][row[4], default: 0] += Int(row[7]) ?? 0
      if let number = Int(row[1]) { #expect(row[2] == text(InstructionNumber(number))) }
    }
    #expect(found == totals(trace))
  }

}
