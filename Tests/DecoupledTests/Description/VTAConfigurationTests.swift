import Described
import Diagnostics
import Foundation
import ISA
import Passes
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

/// Descriptions made of configurations of the Versatile Tensor Accelerator.
@Suite struct VTAConfigurationTests {

  private static let standard = "vta"

  private func builtIn() throws -> String {
    try BuiltInTargets().source(named: Self.standard).text
  }

  /// A file of the generator with some of its numbers replaced; what is replaced by nothing is left
  /// out.
  static func file(_ changes: [String: String] = [:], adding extra: [String] = []) -> SourceText {
    let numbers = [
      ("TARGET", "\"sim\""), ("HW_VER", "\"0.0.2\""), ("LOG_INP_WIDTH", "3"),
      ("LOG_WGT_WIDTH", "3"), ("LOG_ACC_WIDTH", "5"), ("LOG_BATCH", "0"), ("LOG_BLOCK", "4"),
      ("LOG_UOP_BUFF_SIZE", "15"), ("LOG_INP_BUFF_SIZE", "15"), ("LOG_WGT_BUFF_SIZE", "18"),
      ("LOG_ACC_BUFF_SIZE", "17"),
    ]
    let lines = numbers.map { ($0, changes[$0] ?? $1) }.filter { !$1.isEmpty }
      .map { "  \"\($0)\" : \($1)" }
    return SourceText(
      name: "c.json", text: "{\n\((lines + extra).joined(separator: ",\n"))\n}\n")
  }

  private func description(_ source: SourceText, named name: String? = nil) throws -> String {
    try ConfigurationReader.vta.read(source, name).text
  }

  /// The default configuration gives the description that is built in, to the letter.
  @Test func theDefaultIsTheBuiltInMachine() throws {
    #expect(try description(Self.file()) == builtIn())
  }

  /// What depends on the configuration is found in the description, where it is replaced.
  @Test func everyPieceIsThere() throws {
    let text = try builtIn()
    for piece in VTAConfiguration().pieces { #expect(text.contains(piece), "\(piece)") }
  }

  @Test(arguments: ["vta-block-8", "vta-block-32", "vta-batch-2"])
  func samplesAreWhatIsWritten(_ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../samples/targets").standardized
    let source = try String(contentsOf: folder.appending(path: "\(name).json"), encoding: .utf8)
    let text = try description(SourceText(name: name, text: source), named: name)
    let file = folder.appending(path: "\(name).yaml")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
    #expect(try BuiltInTargets().source(named: name).text == text)
  }

  // MARK: - Parameters

  /// Where the fields of an instruction are, as the generator's structures have them.
  @Test func fieldsAreThoseOfTheStructures() throws {
    let machine = try DecoupledDescription(
      reading: SourceText(
        name: "t",
        text: description(
          Self.file([
            "LOG_BLOCK": "3", "LOG_UOP_BUFF_SIZE": "12", "LOG_INP_BUFF_SIZE": "13",
            "LOG_WGT_BUFF_SIZE": "14", "LOG_ACC_BUFF_SIZE": "15",
          ]))))
    func places(_ format: String) -> [String: [Int]] {
      let fields = machine.instructionSet.formats.first { $0.name == format }?.fields ?? []
      return Dictionary(uniqueKeysWithValues: fields.map { ($0.name, [$0.lsb, $0.width]) })
    }
    let (product, vector) = (places("gemm"), places("alu"))
    #expect(product["uop_bgn"] == [8, 10] && product["uop_end"] == [18, 11])
    #expect(product["iter_out"] == [29, 14] && product["iter_in"] == [43, 14])
    // Seven bits are left in the first half, and ten are needed.
    #expect(product["dst_factor_out"] == [64, 10] && product["wgt_factor_in"] == [112, 8])
    #expect(vector["src_factor_in"] == [94, 10] && vector["alu_opcode"] == [104, 3])
    #expect(vector["use_imm"] == [107, 1] && vector["imm"] == [108, 16])
    let microOp = machine.instructionSet.microOp.fields.map { [$0.lsb, $0.width] }
    #expect(microOp == [[0, 10], [10, 10], [20, 8]])
    #expect(machine.memories.filter { $0.alias == nil }.map(\.depth) == [1024, 256, 1024, 1024])
  }

  @Test func platformsAndOldFilesSayTheClock() throws {
    #expect(try description(Self.file(["TARGET": "\"ultra96\""])).contains("clock: 333 MHz"))
    #expect(try description(Self.file(["TARGET": "\"ultra96\""])).contains("bus-bytes: 16"))
    let old = Self.file([:], adding: ["  \"HW_FREQ\" : 142", "  \"HW_CLK_TARGET\" : 6"])
    #expect(try description(old).contains("clock: 142 MHz"))
  }

  /// What the generator adds to a file is read, where it agrees.
  @Test func whatFollowsMayBeSaid() throws {
    let full = [
      "  \"LOG_BLOCK_IN\" : 4", "  \"LOG_BLOCK_OUT\" : 4", "  \"LOG_OUT_WIDTH\" : 3",
      "  \"LOG_OUT_BUFF_SIZE\" : 15",
    ]
    #expect(try description(Self.file([:], adding: full)) == builtIn())
    #expect(
      try description(Self.file(["LOG_BLOCK": ""], adding: full)) == builtIn())
  }

  /// The machines of before December 2020: two bits for memories and operations.
  @Test(arguments: ["0.0.0", "0.0.1"])
  func oldVersionsHaveTheirLayout(_ version: String) throws {
    let text = try description(Self.file(["HW_VER": "\"\(version)\""]))
    #expect(text.contains("memory_type@7:2 sram_base@9:16 dram_base@25:32 y_size@64:16"))
    #expect(text.contains("alu_opcode@108:2 use_imm@110 imm@111:s16"))
    _ = try DecoupledDescription(reading: SourceText(name: "t", text: text))
    let other = try description(
      Self.file(["HW_VER": "\"\(version)\"", "TARGET": "\"intelfocl\""]))
    #expect(other.contains("memory_type@7:3"))
  }

  /// Other numbers and other blocks can be run, and nothing is compiled for them.
  @Test(arguments: [
    ["LOG_INP_WIDTH": "4"], ["LOG_WGT_WIDTH": "2", "LOG_WGT_BUFF_SIZE": "17"],
    ["LOG_ACC_WIDTH": "6", "LOG_ACC_BUFF_SIZE": "18"],
    [
      "LOG_INP_WIDTH": "2", "LOG_WGT_WIDTH": "2", "LOG_ACC_WIDTH": "4",
      "LOG_INP_BUFF_SIZE": "14", "LOG_WGT_BUFF_SIZE": "17", "LOG_ACC_BUFF_SIZE": "16",
    ],
  ])
  func otherNumbersRunStreams(_ changes: [String: String]) throws {
    let made = try ConfigurationReader.vta.read(Self.file(changes), "other")
    #expect(made.notes.count == 1)
    let (target, diagnostics) = DescriptionReader.read(
      SourceText(name: "t", text: made.text),
      families: [.decoupled, .effects(recognising: [.decoupled])])
    #expect(diagnostics.elements.map(\.description) == [])
    #expect(target?.description.interface.patterns.isEmpty == true)
  }

  // MARK: - Mistakes

  struct Mistake: Sendable {
    var source: SourceText
    var message: String
    var hint: String
    var line: Int

    init(
      _ changes: [String: String], adding extra: [String] = [], _ message: String, _ hint: String,
      line: Int
    ) {
      source = VTAConfigurationTests.file(changes, adding: extra)
      (self.message, self.hint, self.line) = (message, hint, line)
    }
  }

  static let mistakes: [Mistake] = [
    Mistake(
      [:], adding: ["  \"LOG_BLOK\" : 4"], "a configuration has no key `LOG_BLOK`",
      "did you mean `LOG_BLOCK`?", line: 13),
    Mistake(
      ["LOG_BATCH": ""], "there is no `LOG_BATCH`",
      "it is 0 in the default configuration", line: 1),
    Mistake(
      ["LOG_BLOCK": ""], "there is no `LOG_BLOCK`",
      "it is 4 in the default configuration", line: 1),
    Mistake(
      ["LOG_BLOCK": ""], adding: ["  \"LOG_BLOCK_IN\" : 4"],
      "there is no `LOG_BLOCK_OUT`", "it is 4 in the default configuration", line: 1),
    Mistake(
      ["LOG_BLOCK": "16"], "`LOG_BLOCK` is 16, which is not in 0 to 8",
      "it is a logarithm: 4 stands for 16", line: 8),
    Mistake(
      ["LOG_INP_WIDTH": "8"], "`LOG_INP_WIDTH` is 8, which is not in 2 to 5",
      "it is a logarithm: 4 stands for 16", line: 4),
    Mistake(
      ["TARGET": "\"pinq\""], "`pinq` is no TARGET", "did you mean `pynq`?", line: 2),
    Mistake(
      ["HW_VER": "\"1.0\""], "`1.0` is no HW_VER", "", line: 3),
    Mistake(
      [:], adding: ["  \"LOG_BLOCK_IN\" : 5"], "`LOG_BLOCK_IN` is 5, and `LOG_BLOCK` is 4",
      "leave one of the two out", line: 13),
    Mistake(
      [:], adding: ["  \"LOG_OUT_BUFF_SIZE\" : 14"],
      "`LOG_OUT_BUFF_SIZE` is 14, and follows from the others as 15", "leave it out", line: 13),
    Mistake(
      ["LOG_INP_BUFF_SIZE": "4"],
      "`inp` has 2^4 bytes, and one of its elements takes 2^4", "write 5 or more", line: 10),
    Mistake(
      ["LOG_BLOCK": "3"],
      "`alu` takes 144 bits with indices of these memories, and there are 128",
      "it fits with `LOG_INP_BUFF_SIZE` 14, `LOG_WGT_BUFF_SIZE` 16, `LOG_ACC_BUFF_SIZE` 16",
      line: 12),
    Mistake(
      ["LOG_BLOCK": "0", "LOG_WGT_WIDTH": "2", "LOG_WGT_BUFF_SIZE": "3"],
      "an element of `wgt` has less than a byte", "make blocks or numbers larger", line: 11),
  ]

  @Test(arguments: mistakes)
  func mistakesAreSaidWhereTheyStand(_ mistake: Mistake) throws {
    let error = try #require(throws: Diagnostic.self) { try description(mistake.source) }
    #expect(error.message == mistake.message)
    #expect(error.place?.line == mistake.line, "\(error)")
    #expect(mistake.hint.isEmpty || error.hints.contains(mistake.hint), "\(error.hints)")
  }

  /// Whatever numbers there are: what is refused is refused with a way out that is none, and what is
  /// not refused is a machine.
  @Test func anyNumbersAreRefusedOrAMachine() throws {
    var random = SplitMix64(seed: 7)
    var count = 0
    for _ in 0 ..< 400 {
      var configuration = VTAConfiguration()
      configuration.batch = Int.random(in: 0 ... 3, using: &random)
      configuration[.block] = Int.random(in: 1 ... 6, using: &random)
      for memory in VTAConfiguration.Memory.allCases {
        configuration[memory] = Int.random(in: 6 ... 19, using: &random)
      }
      if configuration.misfit != nil {
        #expect(configuration.fitting.map { $0.misfit == nil } != false)
        continue
      }
      count += 1
      let text = configuration.description(named: "some", like: try builtIn())
      let (machine, diagnostics) = DecoupledDescription.read(SourceText(name: "t", text: text))
      #expect(machine != nil, "\(configuration.changes): \(diagnostics.elements)")
    }
    #expect(count > 100)
  }

}
