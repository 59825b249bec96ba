import Decoupled
import Diagnostics
import FoundationEssentials
import ISA
import Passes
import TargetKit
import Testing

@Suite struct DescriptionTests {

  private static let root = sequence(first: URL(filePath: #filePath)) {
    $0.pathComponents.count > 1 ? $0.deletingLastPathComponent() : nil
  }.first { FileManager.default.fileExists(atPath: $0.appending(path: "Sources").path) }

  /// What has its mistakes here is the description by meanings.
  private func sample() throws -> SourceText { try Descriptions.meanings() }

  @Test func everyBuiltInDescriptionHasNoMistake() throws {
    for source in BuiltInTargets().sources(ofFamily: "decoupled") {
      let (description, diagnostics) = DecoupledDescription.read(source)
      #expect(diagnostics.elements == [])
      #expect(description?.name == source.name)
    }
  }

  /// What is built in is what `samples/targets` holds.
  @Test func builtInDescriptionsAreTheSamples() throws {
    let folder = try #require(Self.root).appending(path: "samples/targets")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    let first = try #require(BuiltInTargets().sources.first?.text)
    let texts = try files.map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }
    #expect(BuiltInTargets().sources.map(\.text) == [first] + texts.filter { $0 != first })
    #expect(texts.contains(first))
  }

  @Test func patternsAreRead() throws {
    let description = try DecoupledDescription(reading: try sample())
    let kinds = description.interface.patterns.map(\.kind)
    #expect(
      kinds == [
        "conv2d", "dense", "add", "rescale", "vector", "vector", "vector", "vector", "avg_pool2d",
        "max_pool2d", "alias", "alias",
      ])
    let dense = description.interface.patterns[1]
    #expect(
      dense.pattern.labels == [
        "data", "weight", "product", "bias", "biased", "rectified", "coarsening", "coarse", "least",
        "floored", "most", "capped", "factor", "multiplied", "rounding", "rounded", "shift",
        "shifted", "minus_one", "lowered", "below", "next_shift", "halved", "one", "even", "offset",
        "placed", "clipped", "result",
      ])
    #expect(dense.conditions.allSatisfy { !$0.sentence.isEmpty })
  }

  @Test func operatorsAreRead() throws {
    let text = try sample().text + "\noperators: [tanh, nn.softmax]\n"
    let (description, _) = DecoupledDescription.read(SourceText(name: "t.yaml", text: text))
    #expect(description?.interface.operators == ["tanh", "nn.softmax"])
  }

  @Test(arguments: [
    ("kind: decoupled", "kind: decuopled", "`decuopled` is no kind"),
    ("    depth: 8192", "    dept: 8192", "a memory has no key `dept`"),
    ("    depth: 8192", "    depth: none", "expected a number for `depth`, found `none`"),
    ("{name: load, letter: L}", "{name: lode, letter: L}", "there is no unit `load`"),
    ("lsb: 10, width: 16, is: sram", "lsb: 9, width: 16, is: sram", "`sram_base` overlaps"),
    ("is: uop-begin", "is: uop-start", "`uop-start` is no parameter"),
    ("push: push_prev", "push: shove_prev", "`load` has no field `shove_prev` of one bit"),
    ("opcode: 4", "opcode: 3", "opcode 3 is taken"),
    ("{of: bias, element: int32", "{of: bais, element: int32", "nothing in the pattern is called"),
    ("{of: bias, element: int32", "{of: bias, element: in32", "`in32` is no element type"),
    ("shape: [16, 16]", "shape: [16, 8]", "elements of [1, 16] and [16, 8] have no product"),
    ("product = nn.conv2d(data", "product = nn.conv2d(data,", "expected an operand, found `,`"),
    ("clock: 100 MHz", "clock: fast", "`fast` is no frequency"),
    ("same-extent: data", "same-extent: date", "nothing in the pattern is called `date`"),
    ("# Cycles, as", "operators: [tahn]\n# Cycles, as", "there is no operator `tahn`"),
    ("syntax: finish", "syntax: '{finish'", "`{` is never closed"),
    ("name: vta\n", "name: v.t\n", "`v.t` is no name of a target"),
    ("clock: 100 MHz", "clock: 0", "`0` is no frequency of a clock"),
    (
      "{name: load, letter: L}", "{name: load, letter: L}\n  - {name: load, letter: L}",
      "there are two units called `load`"
    ),
    ("    code: 2", "    code: 1", "`inp` and `wgt` have the code 1"),
    ("name: acc8", "name: dram", "`dram` is no name for a memory on the chip"),
    ("role: weight", "role: none", "no memory has the role `weight`"),
    (
      "shape: [16, 16]", "shape: [4096, 4096, 4096, 4096, 4096, 4096]",
      "`wgt` is larger than 256 MiB"
    ),
    ("kind: dense", "kind: danse", "`danse` is no kind of pattern"),
    ("name: vta.dense", "name: vta.conv2d", "there are two patterns called `vta.conv2d`"),
    ("= nn.conv2d(data", "= nn.conv2dd(data", "there is no operator `nn.conv2dd`"),
    (
      "= nn.conv2d(data", "= nn.batch_matmul(data",
      "`nn.batch_matmul` of the pattern `vta.conv2d` can not"
    ),
    ("name: pipelined", "name: functional", "`functional` is the clock that counts no cycles"),
  ])
  func mistakesHaveAPlace(_ old: String, _ new: String, _ message: String) throws {
    let source = try sample()
    let range = try #require(source.text.firstRange(of: old))
    let text = source.text.replacing(old, with: new, maxReplacements: 1)
    let (description, set) = DecoupledDescription.read(SourceText(name: "t.yaml", text: text))
    #expect(description == nil)
    let found = set.elements.first { $0.message.hasPrefix(message) }
    #expect(found != nil, "\(set.elements.map(\.message))")
    let line = source.text[..<range.lowerBound].split(
      separator: "\n", omittingEmptySubsequences: false
    ).count
    // What does not fit together is reported where the list begins.
    #expect((found?.place?.line ?? 0) > 0)
    #expect((found?.place?.line ?? 0) <= max(line, 66))
  }

  /// A pattern that instructions can not do is found before anything is lowered.
  @Test func patternsNeedInstructions() throws {
    let source = try sample().text
    let begin = try #require(source.firstRange(of: "    - name: gemm\n"))
    let end = try #require(source[begin.upperBound...].firstRange(of: "    - name: "))
    let withoutProducts = String(source[..<begin.lowerBound] + source[end.lowerBound...])
    let withoutMinimum = source.replacing("{0: min, 1: max", with: "{1: max")
    for (text, message) in [
      (
        withoutProducts,
        "no instruction means `gemm`, which `nn.conv2d` of the pattern `vta.conv2d`"
      ),
      (withoutMinimum, "no operation of `alu` is `min`, which `clip` of the pattern `vta.conv2d`"),
    ] {
      let (description, set) = DecoupledDescription.read(SourceText(name: "t.yaml", text: text))
      #expect(description == nil)
      let found = try #require(
        set.elements.first { $0.message.hasPrefix(message) }, "\(set.elements.map(\.message))")
      let line = try #require(found.place?.line)
      #expect(
        text.split(separator: "\n", omittingEmptySubsequences: false)[line - 1]
          == "  - name: vta.conv2d")
    }
  }

  @Test func severalMistakesAreReportedAtOnce() throws {
    var text = try sample().text
    text = text.replacing("depth: 8192", with: "depth: -1").replacing(
      "coherent: false", with: "c: 1")
    let (_, set) = DecoupledDescription.read(SourceText(name: "t.yaml", text: text))
    #expect(set.elements.count >= 2)
  }

  /// Cutting the text anywhere, or changing a letter, never traps.
  @Test func damagedTextIsRefusedOrRead() throws {
    let text = try sample().text
    var read = 0
    for cut in stride(from: 0, to: text.count, by: 997) {
      let (description, _) = DecoupledDescription.read(
        SourceText(name: "t.yaml", text: String(text.prefix(cut))))
      if description != nil { read += 1 }
    }
    for junk in ["", "[", "a: [", "\u{0}", "- - -", "name: *x", "&a [*a]", "{a: 1, a: 2}"] {
      let (description, set) = DecoupledDescription.read(SourceText(name: "t.yaml", text: junk))
      #expect(description == nil)
      #expect(set.containsError)
    }
    #expect(read < text.count / 997)
  }

}
