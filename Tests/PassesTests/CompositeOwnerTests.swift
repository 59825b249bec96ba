import GraphIR
import OrderedCollections
import Passes
import Testing

/// Whose a composite is does not depend on what it is called.
@Suite struct CompositeOwnerTests {

  private static func target(_ name: String, pattern: String = "acc.relu") -> TargetInterface {
    TargetInterface(
      name: name,
      patterns: [
        CompositePattern(
          name: pattern, kind: "test",
          pattern: .call(label: "r", op: "nn.relu", operands: [.input("x")]))
      ])
  }

  private func regions(_ program: Program, _ targets: [TargetInterface]) throws -> [String] {
    let parted = try program.after(
      Annotate.self, MergeRegions.self, Partition.self, targets: targets)
    #expect(parted.violations.map { "\($0)" } == [])
    #expect(try parted.result() == program.result())
    return parted.module.functions.values.compactMap { $0.attributes.text("Compiler") }
  }

  private static let relu = "%0 = nn.relu(%x); tanh(%0)"

  @Test(arguments: [("acc", "acc.relu"), ("mine", "acc.relu"), ("mine", "relu")])
  func aPatternBelongsToItsTarget(_ name: String, _ pattern: String) throws {
    let targets = [Self.target(name, pattern: pattern)]
    let merged = try Texts.program("x", body: Self.relu).after(
      MergeComposite.self, targets: targets)
    #expect(merged.brief.contains("Composite=\"\(pattern)\""))
    #expect(!merged.brief.contains("Accelerator="))
    #expect(try regions(merged, targets) == [name])
    // The text that is printed says it too.
    #expect(try regions(Texts.program(merged.module.relayText()), targets) == [name])
  }

  /// Two descriptions of one table: the first one takes it, under whatever name.
  @Test func theFirstOfTwoTakesIt() throws {
    let (copy, acc) = (Self.target("mine"), Self.target("acc"))
    let program = try Texts.program("x", body: Self.relu)
    for targets in [[copy, acc], [acc, copy]] {
      let merged = try program.after(MergeComposite.self, targets: targets)
      #expect(try regions(merged, targets) == [targets[0].name])
      // A name that begins with that of another target says whose it is.
      #expect(merged.brief.contains("Accelerator=\"mine\"") == (targets[0].name == "mine"))
    }
  }

  private static let text = """
    %0 = fn (%y: Tensor[(2, 2), float32], Composite="acc.relu") { nn.relu(%y) }; %1 = %0(%x);
    tanh(%1)
    """

  /// What others have merged says nothing but the name.
  @Test func aTextNamesItsTargetOrItsPattern() throws {
    let program = try Texts.program("x", body: Self.text)
    #expect(try regions(program, [Self.target("acc")]) == ["acc"])
    #expect(try regions(program, [Self.target("mine")]) == ["mine"])
    #expect(try regions(program, [Self.target("mine"), Self.target("acc")]) == ["acc"])
    #expect(try regions(program, [Self.target("mine", pattern: "acc.tanh")]) == [])
  }

  @Test func aTargetThatIsNotThereTakesNothing() throws {
    let text = Self.text.replacing("relu\")", with: "relu\", Accelerator=\"gone\")")
    let program = try Texts.program("x", body: text)
    #expect(try regions(program, [Self.target("acc")]) == [])
  }

}
