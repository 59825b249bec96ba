import Commands
import Diagnostics
import Foundation
import Support
import Testing

/// Coverage and regions add up on every model, and what is asserted of them holds or fails.
@Suite struct CoverageTests {

  static let samples = [
    "digits_lenet", "digits_lenet_int8_pt_pow2", "digits_mlp", "digits_resnet",
    "digits_resnet_int8_pt_pow2",
  ].map { "samples/models/\($0).onnx" }

  /// Models that others made, beside the package; the small ones, if they are there.
  static let others: [String] = {
    var folder = URL(filePath: Headless.root)
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let models = folder.path + "/shared/models"
      guard FileManager.default.fileExists(atPath: models) else { continue }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: models)) ?? []
      let small = names.sorted().filter { name in
        ["digits_", "mnist", "mtcnn"].contains { name.hasPrefix($0) }
      }
      return small.map { "\(models)/\($0)/model.onnx" }
    }
    print("skipped: no ../shared")
    return []
  }()

  private static let passes = ["merge-composite", "annotate", "merge-regions", "partition"]

  /// A program with every pass up to the last that each of `passes` needs.
  private func interpreter(_ path: String) -> Interpreter {
    var interpreter = Headless.interpreter()
    #expect(interpreter.perform("load \(path)").failure == nil)
    for pass in ["fold-constants", "quantize", "lower-qdq"] {
      _ = interpreter.perform("apply --until \(pass)")
    }
    return interpreter
  }

  private func sum(_ rows: JSON?, _ member: String) -> Int? {
    rows?.elements?.reduce(0) { $0 + ($1[member]?.integer ?? .min / 4) }
  }

  @Test(arguments: samples + others)
  func everyOperatorIsCountedOnce(_ path: String) throws {
    var interpreter = interpreter(path)
    for pass in Self.passes {
      let applied = interpreter.perform("apply \(pass)")
      try #require(applied.failure == nil, "\(applied.terminalText)")
      let cause = interpreter.perform("coverage").result
      let operation = interpreter.perform("coverage --by operator").result
      let regions = interpreter.perform("regions").result
      for member in ["operators", "macs", "bytes", "weights"] {
        let total = cause["totals"]?[member]?.integer
        let host = cause["owners"]?.elements?.last?[member]?.integer
        #expect(sum(cause["owners"], member) == total, "\(pass)")
        #expect(sum(cause["host"], member) == host, "\(pass)")
        #expect(sum(operation["host"], member) == host, "\(pass)")
        let own = (sum(regions["regions"], member) ?? 0) + (host ?? 0)
        #expect(own == total, "\(pass): \(member)")
        #expect(regions["totals"] == cause["totals"])
      }
      let codes = cause["host"]?.elements?.compactMap { $0["key"]?.text } ?? []
      #expect(!codes.contains("undecided"), "\(pass)")
      #expect(pass == "merge-composite" || !codes.contains("not-annotated"), "\(pass)")
      let count = regions["regions"]?.elements?.count ?? 0
      #expect(regions["splits"]?.elements?.count == max(0, count - 1))
      guard pass == "partition" else { continue }
      let line = applied.result["applied"]?.elements?.last?["coverage"]?.text
      #expect(line != nil && line == cause["line"]?.text)
    }
  }

  /// Nothing is counted twice by a pass that only moves operators.
  @Test func stagesCountTheSame() throws {
    var interpreter = interpreter(Self.samples[0])
    _ = interpreter.perform("apply --until merge-regions")
    let before = interpreter.perform("coverage").result
    _ = interpreter.perform("apply partition")
    let after = interpreter.perform("coverage").result
    #expect(before["owners"] == after["owners"] && before["host"] == after["host"])
    #expect(before["stage"] == "annotated" && after["stage"] == "partitioned")
    #expect(before["missing"]?.text?.contains("apply partition") ?? false)
    #expect(after["missing"] == .null)
  }

  @Test func cyclesAreThoseOfTheProfile() throws {
    var interpreter = Headless.interpreter(in: .lowered)
    let regions = interpreter.perform("regions --cycles").result
    let profile = interpreter.perform("profile").result
    #expect(sum(regions["regions"], "cycles") == profile["cycles"]?.integer)
    #expect(regions["clock"] == profile["clock"])
  }

  @Test func copiesAreThoseOfThePlan() throws {
    var interpreter = Headless.interpreter(in: .lowered)
    let regions = interpreter.perform("regions").result
    let copies = interpreter.perform("info copies").result["copies"]?.elements ?? []
    let copied = copies.filter { $0["zeroCopy"] == false }
    let inside = copied.filter { $0["program"] == false }
    #expect(sum(regions["regions"], "copies") == inside.count)
    #expect(sum(regions["regions"], "ends") == copied.count - inside.count)
    #expect(
      ["copiedBytes", "endBytes"].reduce(0) { $0 + (sum(regions["regions"], $1) ?? -1) }
        == copied.reduce(0) { $0 + ($1["bytes"]?.integer ?? 0) })
  }

  // MARK: Assertions

  static let holding = [
    "offloaded >= 50%", "offloaded >= 0.5", "offloaded>=50 %", "offloaded on vta > 0",
    "macs == 100%", "bytes < 1", "host <= 3", "regions == 1", "regions on vta == 1",
    "copies != 0", "copied <= 4 kB", "memory < 1 MB", "error <= 0.2", "error < 20%",
    "cycles < 1 M", "cycles >= 1", "instructions > 0",
  ]

  @Test(arguments: holding) func itHolds(_ text: String) {
    var interpreter = Headless.interpreter(in: .lowered)
    let reply = interpreter.perform("assert \(text)")
    #expect(reply.failure == nil, "\(reply.terminalText)")
    #expect(reply.lines.count == 1 && reply.result["holds"] == true)
    #expect(reply.result["assertion"] == .text(text))
  }

  static let failing: [(String, String)] = [
    ("offloaded == 100%", "qnn.quantize"), ("host < 1", "qnn.dequantize"),
    ("bytes == 100%", "qnn.quantize"), ("copies == 0", "→ host"),
    ("copied == 0", "the accelerator"), ("cycles <= 1", "cycles"),
    ("instructions == 0", "instructions"), ("error == 0", "logits"), ("memory < 1 B", "storage 0"),
  ]

  @Test(arguments: failing) func itFailsAndNamesWhatToLookAt(_ text: String, _ offender: String) {
    var interpreter = Headless.interpreter(in: .lowered)
    let reply = interpreter.perform("assert \(text)")
    #expect(reply.failure == .command && reply.lines.isEmpty)
    #expect(reply.result["holds"] == false)
    let error = reply.diagnostics.last
    #expect(error?.message.hasPrefix("`\(text)` does not hold: ") ?? false)
    #expect(error?.notes.contains { $0.contains(offender) } ?? false, "\(reply.terminalText)")
    #expect(error?.hints.isEmpty == false)
  }

  /// Before anything runs on an accelerator, every operator is an offender.
  @Test func regionsThatAreApartAreNamed() {
    var interpreter = interpreter(Self.samples[0])
    _ = interpreter.perform("apply merge-composite annotate partition")
    let reply = interpreter.perform("assert regions <= 1")
    #expect(reply.failure == .command)
    #expect(reply.diagnostics.last?.notes.contains { $0.contains(" | @") } ?? false)
  }

  static let mistakes: [(String, Int, String)] = [
    ("speed > 1", 1, "no measure `speed`"), ("> 1", 1, "a measure is missing"),
    ("macs", 5, "a comparison is missing"), ("macs = 1", 6, "a comparison is missing"),
    ("macs >=", 8, "a number is missing"), ("macs >= x", 9, "a number is missing"),
    ("macs >= 1.2.3", 9, "`1.2.3` is no number"), ("macs >= 90", 9, "`90` is no share"),
    ("macs >= 9 kB", 11, "`kB` is no unit"), ("regions <= 5%", 13, "`%` is no unit"),
    ("macs on >= 1", 9, "a target is missing"), ("error on vta < 1", 10, "all accelerators"),
    ("copied < 3 q", 12, "`q` is no unit"),
  ]

  @Test(arguments: mistakes) func mistakesHaveAPlace(_ text: String, _ column: Int, _ words: String)
  {
    var interpreter = Headless.interpreter(in: .lowered)
    let reply = interpreter.perform("assert \(text)")
    #expect(reply.failure == .command)
    let error = reply.diagnostics.last
    #expect(error?.message.contains(words) ?? false, "\(reply.terminalText)")
    #expect(error?.place?.column == column, "\(reply.terminalText)")
    #expect(error?.hints.isEmpty == false)
  }

  @Test func aTargetThatIsNotSelectedIsAMistake() {
    var interpreter = Headless.interpreter(in: .lowered)
    let reply = interpreter.perform("assert macs on nowhere >= 1%")
    #expect(reply.diagnostics.last?.message.contains("`nowhere`") ?? false)
  }

}
