import Diagnostics
import Passes
import TargetKit
import Testing

/// What is read of a description before its family is asked, and how the family is found.
@Suite struct FamilyTests {

  private static let plain = Family(
    name: "plain", summary: "accelerators that do nothing", keys: ["size"], patternKinds: ["copy"]
  ) { common, entries, sheet in
    let size = sheet.integer("size", in: entries, 1 ... 8)
    return size.map { PlainTarget(description: common, size: $0) }
  }

  private struct PlainTarget: Target {
    let description: TargetDescription
    let size: Int
    func makeDevice() -> any Device { fatalError("nothing is run here") }
  }

  private func read(_ text: String) -> ((any Target)?, [Diagnostic]) {
    let other = Family(name: "other", summary: "accelerators of another kind") { _, _, _ in nil }
    let (target, diagnostics) = DescriptionReader.read(
      SourceText(name: "t.yaml", text: text), families: [Self.plain, other])
    return (target, diagnostics.elements)
  }

  private let good = """
    name: small
    version: 1
    kind: plain
    clock: 2 MHz
    size: 3
    host: {alignment: 64}
    patterns:
      - {name: small.copy, kind: copy, match: ["a = nn.relu(x)"]}
    """

  @Test func theFamilyReadsItsKeys() throws {
    let (target, diagnostics) = read(good)
    #expect(diagnostics == [])
    let plain = try #require(target as? PlainTarget)
    #expect(plain.size == 3)
    #expect(plain.description.family == "plain")
    #expect(plain.description.clock == 2e6)
    #expect(plain.description.interface.handover.alignment == 64)
    #expect(plain.description.interface.patterns.map(\.name) == ["small.copy"])
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var message: String
    var line: Int
    var hint = ""
    var testDescription: String { new }
  }

  @Test(arguments: [
    Mistake(
      old: "kind: plain", new: "kind: plan",
      message: "`plan` is no kind of accelerator that is known here", line: 3,
      hint: "did you mean `plain`?"),
    Mistake(
      old: "kind: plain", new: "kind: library",
      message: "`library` is no kind of accelerator that is known here", line: 3,
      hint: "`plain`: accelerators that do nothing"),
    Mistake(
      old: "kind: plain\n", new: "", message: "a target lacks `kind`, which names its family",
      line: 1, hint: "`plain`: accelerators that do nothing"),
    Mistake(
      old: "kind: plain", new: "kind: [plain]", message: "expected a word for `kind`, found a list",
      line: 3),
    Mistake(
      old: "kind: plain", new: "kind: plain\nkind: other", message: "`kind` is given twice", line: 3
    ),
    Mistake(
      old: "size: 3", new: "size: 9", message: "`size` is 9, which is not in 1 to 8", line: 5),
    Mistake(old: "size: 3", new: "sise: 3", message: "a target has no key `sise`", line: 5),
    Mistake(old: "name: small", new: "name: 3d", message: "`3d` is no name of a target", line: 1),
    Mistake(old: "name: small", new: "name: a b", message: "`a b` is no name of a target", line: 1),
    Mistake(old: "name: small", new: "name: a.b", message: "`a.b` is no name of a target", line: 1),
    Mistake(
      old: "name: small", new: "name: host", message: "`host` is what runs the rest", line: 1),
    Mistake(old: "2 MHz", new: "0", message: "`0` is no frequency of a clock", line: 4),
    Mistake(old: "2 MHz", new: "-5 MHz", message: "`-5 MHz` is no frequency of a clock", line: 4),
    Mistake(old: "2 MHz", new: "1e300", message: "`1e300` is no frequency of a clock", line: 4),
    Mistake(old: "2 MHz", new: "nan", message: "`nan` is no frequency of a clock", line: 4),
    Mistake(old: "2 MHz", new: "soon", message: "`soon` is no frequency", line: 4),
    Mistake(
      old: "kind: copy", new: "kind: coppy", message: "`coppy` is no kind of pattern", line: 8,
      hint: "did you mean `copy`?"),
    Mistake(
      old: "nn.relu(x)", new: "nn.rellu(x)", message: "there is no operator `nn.rellu`", line: 8,
      hint: "did you mean `nn.relu`?"),
    Mistake(
      old: "  - {name",
      new: "  - {name: small.copy, kind: copy, match: [\"b = nn.relu(x)\"]}\n  - {name",
      message: "there are two patterns called `small.copy`", line: 9),
    Mistake(
      old: "{alignment: 64}", new: "{address-width: 8, first-address: 256}",
      message: "the first address is 256, but addresses have 8 bits", line: 6),
  ])
  func mistakesHaveAPlace(_ mistake: Mistake) throws {
    #expect(good.contains(mistake.old))
    let (target, found) = read(good.replacing(mistake.old, with: mistake.new, maxReplacements: 1))
    #expect(target == nil)
    let own = try #require(found.first { $0.message.hasPrefix(mistake.message) }, "\(found)")
    #expect(own.place?.line == mistake.line, "\(found)")
    #expect(mistake.hint.isEmpty || own.hints.contains(mistake.hint), "\(own.hints)")
  }

  /// A family that is not there keeps nothing else from being said.
  @Test func theRestIsReadWithoutAFamily() {
    let (_, found) = read(good.replacing("plain", with: "library").replacing("2 MHz", with: "soon"))
    #expect(found.map { $0.place?.line } == [3, 4])
  }

  /// Each statement uses the one before twice: nobody could go through all of the pattern.
  @Test func patternsThatGrowAreRefused() {
    let lines = (1 ... 40).map { "      - s\($0) = add(s\($0 - 1), s\($0 - 1))" }
    let text = good.replacing(
      #"["a = nn.relu(x)"]}"#,
      with: "[]}\n  - name: big\n    kind: copy\n    match:\n"
        + (["      - s0 = nn.relu(x)"] + lines).joined(separator: "\n"))
    let (_, found) = read(text)
    #expect(found.contains { $0.message == "the pattern has too many parts" }, "\(found)")
  }

}
