import GraphIR
import OrderedCollections
import Support
import Tensors
import Testing

@testable import Passes

/// What patterns take, and what is said of what they do not take.
@Suite struct MatchingTests {

  private static let addRelu = Pattern.call(
    label: "r", op: "nn.relu",
    operands: [.call(label: "a", op: "add", operands: [.input("x"), .input("y")])])

  private func target(
    _ patterns: [String: Pattern], conditions: [Condition] = [], operators: [String] = []
  ) -> TargetInterface {
    TargetInterface(
      name: "t",
      patterns: patterns.sorted { $0.key < $1.key }.map {
        CompositePattern(name: $0.key, kind: "test", pattern: $0.value, conditions: conditions)
      }, operators: operators)
  }

  private func merged(_ program: Program, _ target: TargetInterface) throws -> Program {
    let result = try program.after(MergeComposite.self, targets: [target])
    #expect(try result.result() == program.result())
    return result
  }

  @Test func takesAndSaysSo() throws {
    let program = try Texts.program("x", "y", body: "%0 = add(%x, %y); nn.relu(%0)")
    let result = try merged(program, target(["t.add_relu": Self.addRelu]))
    #expect(result.brief.contains("Composite=\"t.add_relu\""))
    #expect(result.reasons(of: "add").map(\.reason.code) == [.composite])
    #expect(result.reasons(of: "nn.relu").map(\.verdict) == [.taken])
  }

  @Test func namesTheUserOfAnInnerValue() throws {
    let program = try Texts.program(
      "x", "y", body: "%0 = add(%x, %y); %1 = nn.relu(%0); %2 = tanh(%0); (%1, %2)")
    let result = try merged(program, target(["t.add_relu": Self.addRelu]))
    #expect(!result.brief.contains("Composite"))
    let decision = try #require(result.reasons(of: "add").first)
    #expect(decision.reason.code == .escape)
    #expect(decision.sentence(in: result.module).contains("`tanh`"))
  }

  @Test func computesTwiceWhatItsOwnInputNeeds() throws {
    let pattern = Pattern.call(
      label: "s", op: "subtract",
      operands: [.call(label: "r", op: "nn.relu", operands: [.input("x")]), .input("y")])
    let program = try Texts.program(
      "x", body: "%0 = nn.relu(%x); %1 = tanh(%0); %2 = abs(%1); subtract(%0, %2)")
    let result = try merged(program, target(["t.relu_subtract": pattern]))
    #expect(result.brief.contains("Composite=\"t.relu_subtract\""))
    #expect(result.count(of: "nn.relu(") == 2)
  }

  @Test func saysWhichConditionFails() throws {
    let condition = Condition(of: "x", .element([.int8]), sentence: "the input is {found}")
    let program = try Texts.program("x", "y", body: "%0 = add(%x, %y); nn.relu(%0)")
    let result = try merged(
      program, target(["t.add_relu": Self.addRelu], conditions: [condition]))
    let decision = try #require(result.reasons(of: "nn.relu").first)
    #expect(decision.reason.code == .condition)
    #expect(decision.sentence(in: result.module) == "`t.add_relu`: the input is float32")
  }

  @Test func saysWhatComesBefore() throws {
    let relu = Pattern.call(label: "r", op: "nn.relu", operands: [.input("x")])
    let program = try Texts.program("x", "y", body: "%0 = add(%x, %y); nn.relu(%0)")
    let result = try merged(program, target(["t.a": Self.addRelu, "t.b": relu]))
    #expect(result.reasons(of: "nn.relu").map(\.reason.code) == [.composite, .priority])
  }

  @Test func saysWhereAPatternStopsToFit() throws {
    let pattern = Pattern.call(
      label: "r", op: "nn.relu",
      operands: [
        .call(
          label: "b", op: "tanh", operands: [.call(label: "a", op: "abs", operands: [.input("x")])])
      ])
    let program = try Texts.program("x", body: "%0 = abs(%x); nn.relu(%0)")
    let result = try merged(program, target(["t.chain": pattern]))
    let root = try #require(result.reasons(of: "nn.relu").first)
    #expect(
      root.reason.code == .mismatch && root.sentence(in: result.module).contains("wants `tanh`"))
    let inner = try #require(result.reasons(of: "abs").first)
    #expect(
      inner.reason.code == .mismatch
        && inner.sentence(in: result.module).contains("wants `tanh` after"))
  }

  @Test func saysThatNothingTakesAnOperator() throws {
    let program = try Texts.program("x", body: "nn.softmax(%x)")
    let result = try merged(program, target(["t.add_relu": Self.addRelu]))
    let decision = try #require(result.reasons(of: "nn.softmax").first)
    #expect(decision.reason.code == .noPattern)
    #expect(decision.sentence(in: result.module) == "no pattern of t takes `nn.softmax`")
  }

  @Test func everyOperatorHasAReason() throws {
    for seed in 0 ..< 40 {
      let drawn = try RandomProgram(seed: seed, count: 30)
      let target = target(["t.add_relu": Self.addRelu], operators: ["tanh"])
      let result = try Program(drawn.plain).after(
        MergeComposite.self, Annotate.self, targets: [target])
      #expect(drawn.ops.allSatisfy { !(result.decisions[$0] ?? []).isEmpty })
    }
  }

  @Test func embedsConstantsOnlyWhereThePatternSaysSo() throws {
    let text = """
      #[version = "0.0.5"]
      def @main(%x: float32) { %0 = add(%x, 2f); nn.relu(%0) }
      """
    let free = try merged(try Texts.program(text), target(["t.add_relu": Self.addRelu]))
    #expect(free.brief.contains("add(%FunctionVar_0_0, %FunctionVar_0_1)"))
    let constant = Pattern.call(
      label: "r", op: "nn.relu",
      operands: [.call(label: "a", op: "add", operands: [.input("x"), .constant("c")])])
    let bound = try merged(try Texts.program(text), target(["t.add_relu": constant]))
    #expect(bound.brief.contains("add(%FunctionVar_0_0, 2f)"))
  }

  @Test func takesInputsOfAnyAlternative() throws {
    let pattern = Pattern.call(
      label: "r", op: "nn.relu",
      operands: [
        .choice([
          .call(label: "s", op: "maximum", operands: [.input("x"), .input("y")]),
          .call(label: "s", op: "add", operands: [.input("x"), .input("z")]),
        ])
      ])
    let program = try Texts.program(
      "x", "y", body: "%0 = tanh(%y); %1 = add(%x, %0); nn.relu(%1)")
    let result = try merged(program, target(["t.p": pattern]))
    #expect(result.brief.contains("PartitionedFromPattern=\"add_nn.relu_\""))
    #expect(pattern.labels == ["x", "y", "s", "z", "r"])
  }

  @Test func matchesCallsAndTuplesOfAnything() throws {
    let pattern = Pattern.call(
      label: "c", op: "concatenate", operands: [.anyTuple(label: "t")])
    let program = try Texts.program("x", "y", body: "%0 = (%x, %y, %x); concatenate(%0)")
    let result = try merged(program, target(["t.p": pattern]))
    #expect(result.brief.contains("(%FunctionVar_0_0, %FunctionVar_0_1, %FunctionVar_0_0)"))
    let any = Pattern.call(
      label: "r", op: "nn.relu", operands: [.anyCall(label: "a", op: "add")])
    let sum = try Texts.program("x", "y", body: "%0 = add(%x, %y); nn.relu(%0)")
    #expect(try merged(sum, target(["t.p": any])).brief.contains("add(%FunctionVar_0_0, %"))
  }

  @Test func checksAttributes() throws {
    let pattern = Pattern.attributed(
      .call(label: "c", op: "clip", operands: [.input("x")]), ["a_max": .integer(6)])
    for (limit, isTaken) in [("6f", true), ("7f", false)] {
      let program = try Texts.program("x", body: "clip(%x, a_min=0f, a_max=\(limit))")
      let result = try merged(program, target(["t.clip": pattern]))
      #expect(result.brief.contains("Composite") == isTaken)
    }
  }

  @Test func triesOperandsOfSumsTheOtherWayRound() throws {
    let pattern = Pattern.call(
      label: "a", op: "add",
      operands: [.call(label: "r", op: "nn.relu", operands: [.input("x")]), .input("y")])
    let program = try Texts.program("x", "y", body: "%0 = nn.relu(%x); add(%y, %0)")
    #expect(try merged(program, target(["t.p": pattern])).brief.contains("Composite"))
    let other = try Texts.program("x", "y", body: "%0 = nn.relu(%x); subtract(%y, %0)")
    let minus = Pattern.call(
      label: "a", op: "subtract",
      operands: [.call(label: "r", op: "nn.relu", operands: [.input("x")]), .input("y")])
    #expect(try !merged(other, target(["t.p": minus])).brief.contains("Composite"))
  }

  @Test func aNameMeansOneNode() throws {
    let square = Pattern.call(label: "m", op: "multiply", operands: [.input("x"), .input("x")])
    let program = try Texts.program("x", "y", body: "%0 = multiply(%x, %y); multiply(%0, %0)")
    let result = try merged(program, target(["t.square": square]))
    #expect(result.count(of: "Composite=") == 1)
    #expect(result.brief.contains("multiply(%FunctionVar_0_0, %FunctionVar_0_0)"))
  }

}
