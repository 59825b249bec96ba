import FoundationEssentials
import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

@Suite struct ClockTests {

  /// How far the clock is from the measurement of a case, relative to it, by latency.
  private func errors(_ measured: MeasuredCase, in folder: String) throws -> [(Int, Double)] {
    let machine = try plan(folder + "/" + measured.name)
    return try measured.cycles.sorted { $0.key < $1.key }.map { latency, cycles in
      let timing = try timing("rtl-2021", ["dram-latency": Double(latency)])
      let trace = try CycleClock.trace(machine, timing)
      let counted = try #require(trace.streams.first).cycles
      return (latency, Double(abs(counted - cycles)) / Double(cycles))
    }
  }

  @Test(arguments: [1, 20])
  func cyclesAreThoseOfTheHardware(_ latency: Int) throws {
    guard let shared = GoldenCase.shared else { return }
    var all: [(name: String, error: Double)] = []
    for measured in MeasuredCase.all {
      let errors = try errors(measured, in: shared + "/golden/vta")
      all += errors.filter { $0.0 == latency }.map { (measured.name, $0.1) }
    }
    #expect(all.count >= 61)
    let mean = all.reduce(0) { $0 + $1.error } / Double(all.count)
    let worst = all.max { $0.error < $1.error }
    print("latency \(latency): mean error \(mean), worst \(String(describing: worst))")
    #expect(mean <= 0.001)
    #expect(all.filter { $0.error > 0.005 }.map(\.name) == [])
  }

  /// The bursts and beats of all reads and writes.
  private func traffic(_ trace: ExecutionTrace) -> [Int] {
    [false, true].flatMap { isWrite in
      let bursts = trace.bursts.filter { $0.isWrite == isWrite }
      return [bursts.count, bursts.reduce(0) { $0 + $1.beats }]
    }
  }

  @Test func burstsAndBeatsAreThoseOfTheHardware() throws {
    guard let shared = GoldenCase.shared else { return }
    let timing = try timing("rtl-2021")
    var failed: [String] = []
    for measured in MeasuredCase.all {
      let machine = try plan(shared + "/golden/vta/" + measured.name)
      let found = traffic(try CycleClock.trace(machine, timing))
      let expected = [
        measured.readBursts, measured.readBeats, measured.writeBursts, measured.writeBeats,
      ]
      if found != expected { failed.append("\(measured.name): \(found), not \(expected)") }
    }
    #expect(failed == [])
  }

  /// Cases that come with the tests, with what the hardware took for them.
  @Test func carriedCasesTakeWhatTheyTookThere() throws {
    let path = GoldenCase.carried + "/rtl_cycles.csv"
    let cases = MeasuredCase.read(try String(contentsOfFile: path, encoding: .utf8))
    #expect(cases.count >= 3)
    for measured in cases {
      let errors = try errors(measured, in: GoldenCase.carried)
      #expect(errors.map(\.1) == [0, 0], "\(measured.name)")
    }
  }

  // MARK: Attribution

  /// What is wrong with the spans of a trace: for each unit they follow each other from 0 to the
  /// end, and those of its instructions are a part of them in order.
  private func holes(_ trace: ExecutionTrace) -> [String] {
    var found: [String] = []
    for (unit, spans) in trace.spans.enumerated() {
      var cycle = 0
      for span in spans {
        if span.begin != cycle || span.end <= span.begin { found.append("\(unit): \(span)") }
        cycle = span.end
      }
      if cycle != trace.cycles {
        found.append("unit \(unit) ends at \(cycle), not \(trace.cycles)")
      }
      if trace.totals(of: unit).reduce(0, +) != trace.cycles { found.append("sum of unit \(unit)") }
    }
    for instruction in trace.instructions {
      let uses = trace.uses(of: instruction)
      if uses.first?.begin != instruction.begin || uses.last?.end != instruction.end {
        found.append("instruction \(instruction.number)")
      }
      if let last = trace.waits(of: instruction).last, last.end != instruction.begin {
        found.append("waits of instruction \(instruction.number)")
      }
    }
    return found
  }

  /// Totals of the engine without a trace.
  private func totals(_ machine: MachinePlan, _ timing: TimingDescription) -> [[Int]] {
    var clock = CycleClock(machine, timing)
    while clock.ending == nil { _ = clock.next() }
    return clock.totals(at: clock.cycle)
  }

  @Test(arguments: ["rtl-2021", "pipelined"])
  func everyCycleHasOneUse(_ name: String) throws {
    let timing = try timing(name)
    var failed: [String] = []
    let kinds = ["random", "random_hw", "test_lib", "runtime", "tvm", "edge", "negative"]
    for golden in kinds.flatMap({ GoldenCase.all($0) }) + GoldenCase.cases(in: GoldenCase.carried) {
      let machine = try plan(golden.path)
      let trace = try CycleClock.trace(machine, timing)
      let found = holes(trace)
      if !found.isEmpty { failed.append("\(golden.name): \(found.prefix(3))") }
      if totals(machine, timing) != trace.units.indices.map({ trace.totals(of: $0) }) {
        failed.append("\(golden.name): totals")
      }
    }
    #expect(failed == [])
  }

  @Test(arguments: 0 ..< 60)
  func everyCycleOfRandomStreamsHasOneUse(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let machine = try plan([try randomStream(&random), try randomStream(&random)])
    for name in ["rtl-2021", "pipelined"] {
      let changes = [
        "dram-latency": Double(Int.random(in: 0 ... 40, using: &random)),
        "bus-bytes": Double([4, 8, 16, 64].randomElement(using: &random) ?? 8),
        "token-latency": Double(Int.random(in: 1 ... 5, using: &random)),
        "dispatch-latency": Double(Int.random(in: 1 ... 4, using: &random)),
        "fetch-burst": Double([0, 1, 7, 128].randomElement(using: &random) ?? 0),
        "store.burst": 2, "load.row": 3,
      ]
      let timing = try timing(name, changes)
      let trace = try CycleClock.trace(machine, timing)
      #expect(holes(trace) == [], "\(name) \(changes)")
      #expect(totals(machine, timing) == trace.units.indices.map { trace.totals(of: $0) })
    }
  }

  /// Instructions of all kinds with random sizes and flags; most of them end in a deadlock.
  private func randomStream(_ random: inout SplitMix64) throws -> [Word] {
    let word = try WordMaker()
    func number(_ most: Int) -> Int { Int.random(in: 0 ... most, using: &random) }
    func flags() -> [String: Int] {
      Dictionary(
        uniqueKeysWithValues: ["pop_prev", "pop_next", "push_prev", "push_next"].map {
          ($0, number(9) == 0 ? 1 : 0)
        })
    }
    return (0 ..< 40).map { _ in
      switch number(4) {
      case 0, 1:
        let fields = [
          "memory_type": number(3), "sram_base": number(100), "dram_base": number(5000),
          "y_size": number(4), "x_size": number(20), "x_stride": number(30),
          "y_pad_0": number(2), "y_pad_1": number(2), "x_pad_0": number(2), "x_pad_1": number(2),
        ]
        return word("load", fields.merging(flags()) { $1 })
      case 2:
        let fields = [
          "memory_type": 4, "dram_base": number(5000), "y_size": number(4), "x_size": number(20),
          "x_stride": number(30),
        ]
        return word("store", fields.merging(flags()) { $1 })
      default:
        let fields = [
          "uop_bgn": number(3), "uop_end": number(9), "iter_out": number(5), "iter_in": number(5),
          "reset_reg": number(1), "use_imm": number(1),
        ]
        return word(number(1) == 0 ? "gemm" : "alu", fields.merging(flags()) { $1 })
      }
    } + [word("finish")]
  }

  // MARK: The engine as a value

  private func events(_ clock: inout CycleClock, _ count: Int) -> [String] {
    var found: [String] = []
    while found.count < count, clock.ending == nil {
      let event = clock.next()
      found.append("\(clock.cycle) \(event)")
    }
    return found
  }

  @Test(arguments: 0 ..< 10)
  func copiesGoOnAlike(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let machine = try plan([try randomStream(&random)])
    let timing = try timing(seed % 2 == 0 ? "rtl-2021" : "pipelined")
    var whole = CycleClock(machine, timing)
    let all = events(&whole, .max)
    var clock = CycleClock(machine, timing)
    let half = events(&clock, all.count / 2)
    var copy = clock
    #expect(half + events(&clock, .max) == all)
    #expect(half + events(&copy, .max) == all)
    #expect(copy.totals(at: copy.cycle) == whole.totals(at: whole.cycle))
  }

  /// At any cycle what has been counted and what is under way is all there has been.
  @Test func totalsAreWholeAtEveryCycle() throws {
    let golden = try #require(
      GoldenCase.cases(in: GoldenCase.carried).first { $0.name.contains("rand") })
    let machine = try plan(golden.path)
    for name in ["rtl-2021", "pipelined"] {
      var clock = CycleClock(machine, try timing(name))
      var wrong: [Int] = []
      for cycle in 0 ..< 3000 {
        clock.advance(to: cycle)
        if clock.ending != nil { break }
        if clock.totals(at: cycle).contains(where: { $0.reduce(0, +) != cycle }) {
          wrong.append(cycle)
        }
      }
      #expect(wrong == [])
    }
  }

}
