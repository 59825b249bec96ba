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

  private func sample() throws -> SourceText {
    try #require(BuiltInTargets().sources.first)
  }

  @Test func everyBuiltInDescriptionHasNoMistake() throws {
    for source in BuiltInTargets().sources {
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
    let texts = try files.map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }
    #expect(BuiltInTargets().sources.map(\.text) == texts)
  }

  @Test func patternsAreRead() throws {
    let description = try BuiltInTargets().description(named: try sample().name)
    let kinds = description.interface.patterns.map(\.kind)
    #expect(kinds == ["conv2d", "dense", "add", "max_pool2d", "alias"])
    let dense = description.interface.patterns[1]
    #expect(
      dense.pattern.labels == [
        "data", "weight", "product", "bias", "biased", "rectified", "rounding", "rounded", "shift",
        "shifted", "clipped", "result",
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
