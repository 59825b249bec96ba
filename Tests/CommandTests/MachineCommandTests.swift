import Commands
import Diagnostics
import Foundation
import Support
import Testing

/// Clocks, orders, races and questions about values, as commands.
@Suite struct MachineCommandTests {

  private func replies(_ lines: [String], in scene: CommandInfo.Scene = .stream) -> [Reply] {
    var interpreter = Headless.interpreter(in: scene)
    return lines.map { interpreter.perform($0) }
  }

  private func last(_ lines: [String], in scene: CommandInfo.Scene = .stream) -> Reply {
    replies(lines, in: scene).last ?? Reply()
  }

  @Test func racesStopARunAndSayWhatIsMissing() {
    let reply = last(["assemble samples/streams/gemm/race.asm", "run"])
    #expect(reply.failure == .hazard)
    #expect(reply.result["stop"]?["kind"]?.text == "race")
    #expect(reply.terminalText.contains("#3 has to push l2g"), "\(reply.terminalText)")
    let on = last(["assemble samples/streams/gemm/race.asm", "run", "c"])
    #expect(on.result["stop"]?["kind"]?.text == "end")
    let off = last(["set stop-at-races off", "assemble samples/streams/gemm/race.asm", "run"])
    #expect(off.failure == nil)
    #expect(last(["assemble samples/streams/gemm/race.asm", "lint"]).failure == .hazard)
  }

  @Test func deadlocksAreToldWhenTheyAreCertain() {
    let reply = last(["stream load samples/streams/deadlock", "run"])
    #expect(reply.failure == .deadlock)
    #expect(last(["stream load samples/streams/deadlock", "lint"]).failure == .deadlock)
    #expect(reply.terminalText.contains("To mend it"), "\(reply.terminalText)")
  }

  /// Every order, and every clock, ends in the same state.
  @Test(arguments: [
    "schedule random 1", "schedule random 99", "schedule worst-first", "timing rtl-2021",
    "timing pipelined{dram-latency=100}",
  ])
  func ordersAndClocksEndInTheSameState(_ choice: String) {
    let plain = last(["run", "state hash"]).result["hash"]?.text
    #expect(last([choice, "run", "state hash"]).result["hash"]?.text == plain)
    #expect(plain != nil)
  }

  @Test func savedOrdersAreReplayed() throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "order-\(UInt64.random(in: 0 ... .max))")
    defer { try? FileManager.default.removeItem(at: file) }
    let all = replies([
      "schedule random 5", "run", "schedule save \(file.path)", "schedule replay \(file.path)",
      "run", "schedule save \(file.path).again",
    ])
    #expect(all.allSatisfy { $0.failure == nil })
    let second = URL(filePath: file.path + ".again")
    defer { try? FileManager.default.removeItem(at: second) }
    #expect(try Data(contentsOf: file) == Data(contentsOf: second))
  }

  /// Cycles go forward and back, and the state is the one that was.
  @Test func cyclesAreSteppedBothWays() {
    var interpreter = Headless.interpreter(in: .timed)
    var hashes: [String?] = []
    for _ in 0 ..< 35 {
      hashes.append(interpreter.perform("state hash").result["hash"]?.text)
      #expect(interpreter.perform("st 27").failure == nil)
    }
    for hash in hashes.reversed() {
      #expect(interpreter.perform("rst 27").failure == nil)
      #expect(interpreter.perform("state hash").result["hash"]?.text == hash)
    }
  }

  /// What `log -past` says is what `dprintf` says.
  @Test(arguments: ["#4", "op:load", "compute:1", "tok:l2g[push]"])
  func pastLogsAreWhatLogsWouldHaveSaid(_ place: String) {
    let past = last(["run", "log -past acc[0][0] at \(place)"])
    let texts = past.result["hits"]?.elements?.compactMap { $0["text"]?.text } ?? []
    let live = last(["dprintf \(place), \"acc[0][0] = %d\", acc[0][0]", "run"])
    let logged = live.result["stop"]?["logged"]?.elements?.compactMap(\.text) ?? []
    #expect(texts == logged.filter { $0.hasPrefix("acc[0][0] = ") })
    #expect(!texts.isEmpty)
  }

  /// The text of a log has the directives and escapes of `printf`; a line ends by itself.
  @Test(arguments: [
    (#""100%% of %x\n", 255"#, "100% of ff"), (#""\"%d\" %o", -7, 8"#, "\"-7\" 10"),
    (#""a, b""#, "a, b"), (#""\\n""#, #"\n"#),
  ])
  func textsOfLogs(_ text: String, _ shown: String) {
    let stop = last(["dprintf #3, \(text)", "run"]).result["stop"]
    #expect(stop?["logged"]?.elements?.compactMap(\.text) == [shown])
  }

  /// `%` of an expression is no directive of the text that `log -past` makes of it.
  @Test func pastLogsOfRemainders() {
    let past = last(["run", "log -past $pos % 2 at #3"])
    #expect(past.result["hits"]?.elements?.compactMap { $0["text"]?.text } == ["$pos % 2 = 1"])
  }

  /// How often a breakpoint is still passed is said when it is set and where breakpoints are shown.
  @Test func ignoredHitsAreShown() {
    #expect(last(["b op:load", "ignore 1 2"]).result["ignored"]?.integer == 2)
    let table = last(["b op:load", "ignore 1 2", "rc", "run", "info breakpoints"])
    #expect(table.result["breakpoints"]?.elements?.first?["ignored"]?.integer == 0)
  }

  /// Every cycle of every unit is counted once.
  @Test(arguments: ["timing rtl-2021", "timing pipelined"])
  func profilesAddUp(_ clock: String) throws {
    let profile = last([clock, "profile"]).result
    let cycles = try #require(profile["cycles"]?.integer)
    let units = try #require(profile["units"]?.members)
    for unit in units {
      let sum = (unit.value.members ?? []).reduce(0) { $0 + ($1.value.integer ?? 0) }
      #expect(sum == cycles, "\(unit.name)")
    }
    let run = last([clock, "run"]).result["stop"]?["cycle"]?.integer
    #expect(run == cycles)
  }

  @Test(arguments: [
    "timing nosuch", "timing rtl-2021{dram-latency=-1}", "timing rtl-2021{nosuch=1}",
    "timing rtl-2021{dram-latency=1", "schedule sideways", "schedule random x",
    "schedule replay /nowhere", "last nowhere[0]", "last acc[9999]", "origin acc[0][99]",
    "origin", "nextuse", "log -past acc[0][0]", "log -past at #1", "profile --by colour",
    "timeline #99", "timeline --width 3", "export perfetto", "export svg /tmp/x", "st",
  ])
  func wrongWordsAreExplained(_ line: String) {
    let reply = last([line])
    #expect(reply.failure != nil, "\(line)")
    #expect(reply.diagnostics.first?.message.isEmpty == false)
  }

}
