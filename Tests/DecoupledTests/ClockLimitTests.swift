import Diagnostics
import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

/// Streams that do not end, are long, or fill a queue.
@Suite struct ClockLimitTests {

  private func ending(_ words: [Word], _ timing: TimingDescription) throws -> CycleClock.Event {
    var clock = CycleClock(try plan([words]), timing)
    var events = 0
    while clock.ending == nil, events < 1_000_000 {
      _ = clock.next()
      events += 1
    }
    return try #require(clock.ending)
  }

  @Test(arguments: ["rtl-2021", "pipelined"])
  func aMissingTokenIsADeadlock(_ name: String) throws {
    let word = try WordMaker()
    let words = [word("load", ["memory_type": 2, "pop_next": 1]), word("finish")]
    #expect(try ending(words, timing(name)) == .deadlock)
    let trace = try CycleClock.trace(plan([words]), timing(name))
    #expect(trace.ending == .deadlock)
    let queue = try #require(trace.queues.firstIndex(of: "g2l"))
    #expect(trace.spans[0].last?.use == .token(queue: queue))
  }

  /// Loads that wait for a token which an instruction behind them pushes.
  private func loads(_ count: Int) throws -> [Word] {
    let word = try WordMaker()
    let load = word("load", ["memory_type": 2])
    return [word("load", ["memory_type": 2, "pop_next": 1])]
      + [Word](repeating: load, count: count - 1)
      + [word("load", ["memory_type": 3, "push_prev": 1]), word("finish")]
  }

  /// Fetch dispatches in order, so a full queue of one unit keeps the others from going on.
  @Test func aFullQueueKeepsWhatIsBehindItFromRunning() throws {
    let timing = try timing("rtl-2021")
    #expect(try ending(loads(512), timing) == .end)
    #expect(try ending(loads(513), timing) == .deadlock)
    #expect(try ending(loads(513), timing.setting("queue-depth", to: 513)) == .end)
    #expect(try ending(loads(2000), timing.setting("queue-depth", to: 0)) == .end)
    var clock = CycleClock(try plan([loads(513)]), timing)
    while clock.ending == nil { _ = clock.next() }
    #expect(clock.use(of: 3, at: clock.cycle) == .queueFull)
  }

  @Test func aFullTokenQueueKeepsItsPusherFromRunning() throws {
    let word = try WordMaker()
    let push = word("load", ["memory_type": 2, "push_next": 1])
    let words = [Word](repeating: push, count: 4) + [word("finish")]
    let timing = try timing("rtl-2021").setting("token-depth", to: 3)
    #expect(try ending(words, timing) == .deadlock)
    #expect(try ending(words, timing.setting("token-depth", to: 4)) == .end)
  }

  /// Tokens that are left by a stream are there for the next one.
  @Test func tokensLastFromStreamToStream() throws {
    let word = try WordMaker()
    let first = [word("load", ["memory_type": 2, "push_next": 1]), word("finish")]
    let second = [word("load", ["memory_type": 3, "pop_prev": 1]), word("finish")]
    let trace = try CycleClock.trace(plan([first, second]), timing("rtl-2021"))
    #expect(trace.ending == .finished)
    #expect(trace.streams.count == 2)
    #expect(trace.streams[1].begin == trace.streams[0].end)
    let alone = try CycleClock.trace(plan([[word("finish")]]), timing("rtl-2021"))
    #expect(alone.streams[0].cycles == 8)
  }

  /// Of a million instructions nothing is kept unless asked, and a trace can be stopped.
  @Test func longStreamsAreBoundedAndCanBeStopped() throws {
    let word = try WordMaker()
    let gemm = word("gemm", ["uop_end": 4, "iter_out": 1, "iter_in": 1])
    let machine = try plan([[Word](repeating: gemm, count: 1_000_000) + [word("finish")]])
    let timing = try timing("rtl-2021")
    var clock = CycleClock(machine, timing)
    while clock.ending == nil { clock.advance(to: clock.cycle + 1_000_000) }
    #expect(clock.finished == 1_000_001)
    #expect(clock.totals(at: clock.cycle).allSatisfy { $0.reduce(0, +) == clock.cycle })
    #expect(clock.events.isEmpty && clock.units.allSatisfy { $0.planned.count < 4 })
    let trace = try CycleClock.trace(machine, timing, interruption: .whenAsked(3))
    #expect(trace.ending == .interrupted)
    #expect(trace.cycles < clock.cycle)
    #expect(throws: Diagnostic.self) {
      try CycleClock.trace(machine, timing, limit: 100_000)
    }
  }

  /// The clock counts uses by the numbers that they have for everybody.
  @Test func codesOfUsesAreTheirIndices() {
    let codes: [(UseCode, CycleUse)] = [
      (.computing, .computing), (.moving, .moving), (.latency, .latency), (.port, .port),
      (.instruction, .instruction), (.overhead, .overhead), (.dispatching, .dispatching),
      (.queueFull, .queueFull), (.idle, .idle), (.token(queue: 3), .token(queue: 3)),
      (.room(queue: 2), .room(queue: 2)),
    ]
    #expect(codes.allSatisfy { $0.index == $1.index && $0.use == $1 })
  }

  /// The most cycles that sizes of instructions can ask for do not overflow a counter.
  @Test func theLargestNestsAreCounted() throws {
    let word = try WordMaker()
    let gemm = word(
      "gemm", ["uop_end": 16383, "iter_out": 16383, "iter_in": 16383])
    let words = [Word](repeating: gemm, count: 100_000) + [word("finish")]
    let timing = try timing("rtl-2021").setting("compute.gemm-interval", to: 4096)
    #expect(try ending(words, timing) == .endless)
  }

  /// Micro-ops are done one after the other, and none before its time.
  @Test func progressIsThatOfTheInstruction() throws {
    let word = try WordMaker()
    let gemm = word("gemm", ["uop_end": 5, "iter_out": 2, "iter_in": 1])
    var clock = CycleClock(try plan([[gemm, word("finish")]]), try timing("rtl-2021"))
    while clock.next() != .began(0) {}
    let start = clock.cycle
    let steps = (0 ... 44).map { clock.progress(of: 1, at: start + $0)?.steps }
    #expect(steps == (0 ... 44).map { max(0, min(10, ($0 - 1) / 4)) })
    #expect(clock.next() == .finished(0))
    #expect(clock.cycle == start + 44)
  }

}
