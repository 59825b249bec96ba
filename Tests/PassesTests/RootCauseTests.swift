import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors
import Testing

@testable import Passes

/// The one cause for which an operator is on the host, at the operator that is asked.
@Suite struct RootCauseTests {

  /// `abs`, `negative` and `tanh` one after the other.
  private static let chain = Pattern.call(
    label: "last", op: "tanh",
    operands: [
      .call(
        label: "middle", op: "negative",
        operands: [.call(label: "first", op: "abs", operands: [.input("x")])])
    ])

  private static func target(
    _ patterns: [CompositePattern], named name: String = "t", operators: [String] = []
  ) -> TargetInterface {
    TargetInterface(
      name: name, types: ComputeTypes(data: .float32, weight: .float32, accumulator: .float32),
      patterns: patterns, operators: operators)
  }

  private static func pattern(
    _ name: String, _ pattern: Pattern, _ conditions: [Condition] = []
  ) -> CompositePattern {
    CompositePattern(name: name, kind: "test", pattern: pattern, conditions: conditions)
  }

  private func causes(
    _ body: String, _ targets: [TargetInterface], parameters: [String] = ["x"]
  ) throws -> (program: Program, causes: RootCauses) {
    let list = parameters.map { "%\($0): Tensor[(2, 2), float32]" }.joined(separator: ", ")
    let text = "#[version = \"0.0.5\"]\ndef @main(\(list)) {\n\(body)\n}\n"
    let program = try Texts.program(text).after(
      MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self, targets: targets)
    return (program, RootCauses(program))
  }

  /// The cause for the only operator `name`.
  private func cause(
    of name: String, _ found: (program: Program, causes: RootCauses)
  ) throws -> RootCause? {
    let ids = found.causes.places.operators.filter { found.program.module[$0].op?.name == name }
    try #require(ids.count == 1)
    return found.causes[ids[0]]
  }

  private func sentence(
    of name: String, _ found: (program: Program, causes: RootCauses)
  ) throws -> String {
    try #require(try cause(of: name, found)).sentence(in: found.program.module)
  }

  @Test func whatIsOffloadedHasNone() throws {
    let found = try causes(
      "%0 = abs(%x); %1 = negative(%0); tanh(%1)", [Self.target([Self.pattern("t.c", Self.chain)])])
    #expect(found.causes.places.operators.count == 3)
    #expect(found.causes.places.operators.allSatisfy { found.causes[$0] == nil })
  }

  /// The first of the chain is told that what follows the second is wrong, and the second too.
  @Test func theConsumerThatDoesNotFitIsTheCause() throws {
    let found = try causes(
      "%0 = abs(%x); %1 = negative(%0); nn.relu(%1)",
      [Self.target([Self.pattern("t.c", Self.chain)])])
    let first = try #require(try cause(of: "abs", found))
    #expect(first.relation == .consumer)
    #expect(found.program.module[first.site].op?.name == "nn.relu")
    #expect(first.code == .noPattern)
    #expect(
      try sentence(of: "abs", found)
        == "its consumer \(first.site) `nn.relu` was refused because no pattern of t takes `nn.relu`"
    )
    #expect(try cause(of: "negative", found)?.site == first.site)
    #expect(try cause(of: "nn.relu", found)?.relation == .itself)
  }

  /// Where the consumer could be taken elsewhere, the place at which the pattern stops is named.
  @Test func aConsumerThatIsTakenElsewhereIsNoCause() throws {
    let relu = Pattern.call(label: "r", op: "nn.relu", operands: [.input("x")])
    let found = try causes(
      "%0 = abs(%x); %1 = negative(%0); nn.relu(%1)",
      [Self.target([Self.pattern("t.c", Self.chain), Self.pattern("t.r", relu)])])
    let first = try #require(try cause(of: "abs", found))
    #expect(found.program.module[first.site].op?.name == "negative")
    #expect(first.code == .mismatch)
    #expect(try cause(of: "nn.relu", found) == nil)
    #expect(try cause(of: "negative", found)?.relation == .itself)
  }

  @Test func theConditionStandsAtItsOperator() throws {
    let condition = Condition(of: "middle", .rank([4]), sentence: "there are {found} axes")
    let found = try causes(
      "%0 = abs(%x); %1 = negative(%0); tanh(%1)",
      [Self.target([Self.pattern("t.c", Self.chain, [condition])])])
    let first = try #require(try cause(of: "abs", found))
    #expect(first.relation == .consumer && first.code == .condition)
    #expect(found.program.module[first.site].op?.name == "negative")
    #expect(try sentence(of: "negative", found) == "`t.c`: there are 2 axes")
    #expect(try cause(of: "tanh", found)?.relation == .operand)
  }

  /// What a condition says of an input is said of what reads it.
  @Test func theConditionOfAnInputStandsAtItsReader() throws {
    let condition = Condition(of: "x", .rank([4]), sentence: "there are {found} axes")
    let found = try causes(
      "%0 = abs(%x); %1 = negative(%0); tanh(%1)",
      [Self.target([Self.pattern("t.c", Self.chain, [condition])])])
    #expect(try cause(of: "abs", found)?.relation == .itself)
    #expect(try cause(of: "tanh", found)?.relation == .operand)
  }

  @Test func theValueThatEscapesIsTheCause() throws {
    let found = try causes(
      "%0 = abs(%x); %1 = negative(%0); %2 = tanh(%1); %3 = nn.relu(%1); (%2, %3)",
      [Self.target([Self.pattern("t.c", Self.chain)])])
    let inner = try #require(try cause(of: "negative", found))
    #expect(inner.code == .escape && inner.relation == .itself)
    let last = try #require(try cause(of: "tanh", found))
    #expect(last.relation == .operand && last.site == inner.site)
  }

  @Test func anAliasOfTheHostSaysSo() throws {
    let flat = CompositePattern(
      name: "t.flat", kind: "alias",
      pattern: .call(label: "f", op: "nn.batch_flatten", operands: [.input("x")]))
    let found = try causes("%0 = abs(%x); nn.batch_flatten(%0)", [Self.target([flat])])
    let cause = try #require(try cause(of: "nn.batch_flatten", found))
    #expect(cause.code == .alias)
    guard case .alias(_, let value?) = cause.decision.reason else {
      Issue.record("the alias does not say of what")
      return
    }
    #expect(found.program.module[value].op?.name == "abs")
  }

  @Test func whatIsComputedTwiceSaysSo() throws {
    let pattern = Pattern.call(
      label: "s", op: "subtract",
      operands: [.call(label: "r", op: "nn.relu", operands: [.input("x")]), .input("y")])
    let found = try causes(
      "%0 = nn.relu(%x); %1 = tanh(%0); %2 = abs(%1); subtract(%0, %2)",
      [Self.target([Self.pattern("t.s", pattern)])])
    let module = found.program.module
    let relus = found.causes.places.operators.filter { module[$0].op?.name == "nn.relu" }
    #expect(relus.count == 2)
    #expect(relus.compactMap { found.causes[$0]?.code } == [.computedTwice])
  }

  @Test func theTargetThatComesNearestSaysIt() throws {
    let condition = Condition(of: "x", .rank([4]), sentence: "there are {found} axes")
    let far = Self.target([Self.pattern("far.c", Self.chain)], named: "far")
    let abs = Pattern.call(label: "a", op: "abs", operands: [.input("x")])
    let near = Self.target([Self.pattern("near.a", abs, [condition])], named: "near")
    let found = try causes("%0 = abs(%x); nn.relu(%0)", [far, near])
    #expect(try cause(of: "abs", found)?.decision.target == "near")
    let id = try #require(try cause(of: "abs", found)).node
    #expect(found.causes.cause(of: id, for: far).code == .noPattern)
  }

  @Test func beforeThePassesNothingIsDecided() throws {
    let program = try Texts.program("x", body: "abs(%x)")
    let causes = RootCauses(program)
    let id = try #require(causes.places.operators.first)
    #expect(causes[id]?.code == .undecided)
    #expect(RootCauses(program)[id]?.code == .undecided)
  }

  /// What was left by a pass of the target says so, until it is lowered after all.
  @Test func aRegionThatIsLeftSaysSo() throws {
    var (program, _) = try causes("abs(%x)", [Self.target([], operators: ["abs"])])
    let name = try #require(program.module.functions.keys.first { $0 != "main" })
    program.leaveInGraph(name, by: "tile", because: .error("no tile fits", notes: ["in %3"]))
    let causes = RootCauses(program)
    let id = try #require(causes.places.operators.first)
    let cause = try #require(causes[id])
    #expect(cause.code == .notLowered && cause.decision.pass == "tile")
    #expect(
      cause.sentence(in: program.module)
        == "region `\(name)` stays on the host: no tile fits, in %3")
    #expect(causes.places[id] == .left(region: name, target: "t"))
  }

  /// Offloaded or one cause, none of which says that nobody knows; what is followed ends at an
  /// operator whose own cause is the same.
  @Test func everyOperatorHasOneCause() throws {
    let relu = Pattern.call(
      label: "r", op: "nn.relu",
      operands: [.call(label: "a", op: "add", operands: [.input("x"), .input("y")])])
    let condition = Condition(of: "m", .rank([7]), sentence: "there are {found} axes")
    let maximum = Pattern.call(
      label: "n", op: "negative",
      operands: [.call(label: "m", op: "maximum", operands: [.input("x"), .input("y")])])
    let patterns = [
      Self.pattern("t.r", relu), Self.pattern("t.m", maximum, [condition]),
      Self.pattern("t.c", Self.chain),
    ]
    let targets = [
      Self.target(patterns, operators: ["multiply"]),
      Self.target([Self.pattern("u.r", relu)], named: "u"),
    ]
    var hosts = 0
    for seed in 0 ..< 60 {
      let program = try Program(RandomProgram(seed: seed, count: 30).plain).after(
        MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self, targets: targets)
      let causes = RootCauses(program)
      for id in causes.places.operators {
        let cause = causes[id]
        #expect((cause == nil) == (causes.places[id].target != nil), "seed \(seed), \(id)")
        guard let cause else { continue }
        hosts += 1
        #expect(cause.code != .undecided, "seed \(seed), \(id)")
        #expect(cause.decision.verdict == .refused)
        #expect((cause.site == id) == (cause.relation == .itself), "seed \(seed), \(id)")
        #expect(!cause.sentence(in: program.module).isEmpty)
      }
    }
    #expect(hosts > 100)
  }

  @Test("where very many read one value, each still has its own cause")
  func manyReaders() throws {
    let condition = Condition(of: "x", .element([.int8]), sentence: "x is int8")
    let one = Self.pattern(
      "one", .call(label: "c", op: "abs", operands: [.input("x")]), [condition])
    let lines = (0 ..< 600).map { "  %\($0) = abs(%x);" }
    let all = (0 ..< 600).map { "%\($0)" }.joined(separator: ", ")
    let found = try causes((lines + ["  (\(all))"]).joined(separator: "\n"), [Self.target([one])])
    let ids = found.causes.places.operators.filter { found.program.module[$0].op?.name == "abs" }
    #expect(ids.count == 600)
    for id in ids {
      let cause = try #require(found.causes[id])
      #expect(cause.site == id && cause.decision.reason.code == .condition)
    }
  }

}
