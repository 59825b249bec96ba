import Debugger
import Diagnostics
import Foundation
import Passes
import Testing

/// Machines that lack something: what they can not do stays on the host, and the line of the
/// description that is the reason is named.
@Suite struct LackingMachineTests {

  /// The machine for lessons without a maximum of two rows.
  private static let withoutMaximum: KeyValuePairs = [
    "max(acc[dst:dst+n], acc[src:src+n])": "min(acc[dst:dst+n], acc[src:src+n])",
    "names: {f: {0: max, 1: add}}": "names: {f: {0: min, 1: add}}",
  ]

  /// A layer that there are no instructions for does not take its neighbours along.
  @Test(arguments: ["digits_lenet", "digits_resnet"])
  func whatNothingDoesStaysAlone(_ model: String) throws {
    try TargetVariant.withFile(Self.withoutMaximum) { file in
      let answer = try partition(of: model, on: file)
      #expect(Double(answer.offloadedProducts()) >= 0.95 * Double(answer.modelProducts.total))
    }
  }

  /// The same where a memory has room for what some layers need and not for others.
  @Test func whatDoesNotFitStaysAlone() throws {
    let small: KeyValuePairs = ["inp: int8[2048, 1, 16]": "inp: int8[1, 1, 16]"]
    try TargetVariant.withFile(of: "vta", small) { file in
      let answer = try partition(of: "digits_resnet", on: file)
      #expect(0 < answer.offloadedProducts())
      #expect(answer.offloadedProducts() < answer.modelProducts.total)
    }
  }

  /// What small models show is what becomes of others: only the pooling stays, for the line that has
  /// another maximum.
  @Test func theTrialSaysSo() throws {
    try TargetVariant.withFile(Self.withoutMaximum) { file in
      let rows = try trials(file)
      #expect(rows.filter { $0.verdict != .runs }.map(\.name) == ["maximum pooling"])
      let pool = try #require(rows.first { $0.verdict == .host })
      #expect(pool.why.contains("no instruction does `max` to two rows of `acc`"))
      #expect(try line(of: pool, in: file).contains("= max(acc[dst:dst+n], imm)"))
    }
  }

  /// What is changed in the description, a layer that stays for it, and what the line has that is
  /// named.
  static let lacking: [(old: String, new: String, layer: String, line: String)] = [
    // A field that does not reach.
    ("imm@21:s11", "imm@21:s6", "dense layer", "imm@21:s6"),
    // More is written than is asked for.
    ("= low(acc[at:at+n])", "= low(acc[at:at+n]); acc[at:at+n] = 0", "dense layer", "st: {"),
    (
      "= dram(int8, base[1] + at*4, n, 4)", "= dram(int8, base[1] + at*4, n, 4); inp[31] = 0",
      "dense layer", "ldi: {"
    ),
    // A number of rows that nothing can change.
    ("acc[at:at+n])", "acc[at:at+2])", "dense layer", "st: {"),
    // A register that counts, and that nothing sets.
    ("@ T(wgt[w])", "@ T(wgt[w]); base[0] += 1", "convolution 3x3", "base[0] += 1"),
    // No pattern at all, or one that wants something else.
    (
      "result = nn.max_pool2d(data)", "result = nn.avg_pool2d(data)", "maximum pooling", "patterns:"
    ),
  ]

  @Test("the line that is the reason is named", arguments: 0 ..< lacking.count)
  func theLine(_ index: Int) throws {
    let (old, new, layer, expected) = Self.lacking[index]
    try TargetVariant.withFile([old: new]) { file in
      let row = try #require(try trials(file).first { $0.name == layer })
      #expect(row.verdict == .host, "\(row)")
      let line = try line(of: row, in: file)
      #expect(line.contains(expected), "\(row.why): \(line)")
    }
  }

  /// Which parts of a model go to the machine, where these compute what the graph does.
  private func partition(of model: String, on file: String) throws -> PartitionAnswer {
    var session = try Workshop.load(model, withImages: false)
    try session.selectTargets([file])
    try session.applyAll(until: "quantize")
    let reference = try session.runToEnd()
    _ = session.takeReports()
    try session.applyAll()
    #expect(try session.runToEnd() == reference)
    #expect(session.takeReports().isEmpty)
    return try session.partition()
  }

  private func trials(_ file: String) throws -> [CompileAnswer.Row] {
    try Session(targets: Workshop.targets).compileTrials(file).rows
  }

  private func line(of row: CompileAnswer.Row, in file: String) throws -> String {
    let place = try #require(row.place, "\(row.why)")
    #expect(place.file == file)
    let lines = try String(contentsOfFile: file, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    return String(lines[place.line - 1])
  }

}
