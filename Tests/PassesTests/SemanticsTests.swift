import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors
import TestKit
import Testing

@testable import Passes

/// What differs between the rules of Relay and those of Relax.
@Suite struct SemanticsTests {

  private static let addRelu = Pattern.call(
    label: "r", op: "nn.relu",
    operands: [.call(label: "a", op: "add", operands: [.input("x"), .input("y")])])

  private static func unary(_ op: String, _ operand: Pattern, as label: String) -> Pattern {
    .call(label: label, op: op, operands: [operand])
  }

  private func target(
    _ pattern: Pattern, conditions: [Condition] = [], operators: [String] = []
  ) -> TargetInterface {
    TargetInterface(
      name: "t",
      patterns: [
        CompositePattern(name: "t.p", kind: "test", pattern: pattern, conditions: conditions)
      ], operators: operators)
  }

  /// The program after `merge-composite` by each of the rules, and what is said of the difference.
  private func merged(
    _ program: Program, _ target: TargetInterface
  ) throws -> (relay: Program, relax: Program, note: String) {
    let relay = try program.after(MergeComposite.self, targets: [target])
    let (relax, reports) = try program.applying(
      MergeComposite.self, ["semantics": "relax"], in: PassContext(targets: [target]))
    for made in [relay, relax] { #expect(try made.result() == program.result()) }
    return (relay, relax, reports.last ?? "")
  }

  private func composites(_ program: Program) -> Int { program.count(of: "Composite=\"t.p\"") }

  /// A value inside that something else reads too is given besides.
  @Test func givesInnerValues() throws {
    let program = try Texts.program(
      "x", "y", body: "%0 = add(%x, %y); %1 = nn.relu(%0); %2 = tanh(%0); (%1, %2)")
    let (relay, relax, note) = try merged(program, target(Self.addRelu))
    #expect(composites(relay) == 0)
    #expect(composites(relax) == 1)
    #expect(relax.count(of: "add(") == 1, "nothing is computed twice")
    #expect(note.hasPrefix("semantics=relax makes other composites than relay: only relax has "))
    #expect(note.contains(" too"))
    let parted = try program.after(
      MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self,
      targets: [target(Self.addRelu)], options: ["semantics": "relax"])
    #expect(parted.module.functions.count == 2)
    #expect(try parted.result() == program.result())
  }

  /// The result of the function is read outside, too.
  @Test func givesTheResult() throws {
    let program = try Texts.program(
      "x", "y", body: "%0 = add(%x, %y); %1 = nn.relu(%0); (%0, %1)")
    let (relay, relax, _) = try merged(program, target(Self.addRelu))
    #expect(composites(relay) == 0 && composites(relax) == 1)
  }

  /// From the inputs on, and not from the result.
  @Test func beginsAtTheInputs() throws {
    let twice = Self.unary("tanh", Self.unary("tanh", .input("x"), as: "a"), as: "b")
    let program = try Texts.program("x", body: "%0 = tanh(%x); %1 = tanh(%0); tanh(%1)")
    let (relay, relax, note) = try merged(program, target(twice))
    #expect(composites(relay) == 1 && composites(relax) == 1)
    let main = try #require(relax.module.main)
    #expect(relax.module[main.body].op?.name == "tanh", "the last one is left over")
    let other = try #require(relay.module.main)
    #expect(relay.module[other.body].op == nil)
    #expect(note.contains("; only relay has "))
  }

  /// A later group takes in earlier ones that it has whole; one that it shares nodes with stays.
  @Test func takesTheGreatest() throws {
    let one = Self.unary("tanh", .input("x"), as: "a")
    let both = Pattern.choice([Self.unary("nn.relu", one, as: "r"), one])
    let program = try Texts.program("x", body: "%0 = tanh(%x); nn.relu(%0)")
    let (relay, relax, note) = try merged(program, target(both))
    #expect(composites(relay) == 1 && composites(relax) == 1)
    #expect(relax.count(of: "tanh_nn.relu_") == 1)
    #expect(note == "semantics=relax makes the same composites as relay")
  }

  /// What a condition refuses is free for other groups.
  @Test func refusedGroupsClaimNothing() throws {
    let pair = Pattern.call(
      label: "s", op: "add", operands: [Self.unary("tanh", .input("x"), as: "a"), .input("y")])
    let small = Condition(of: "y", .element([.int8]), sentence: "y is {found}")
    let text = "%0 = tanh(%x); %1 = add(%0, %y); add(%0, %1)"
    let program = try Texts.program("x", "y", body: text)
    let finder = { (semantics: PartitionSemantics) throws -> [GroupFinder.Outcome] in
      let typed = try program.after(InferTypes.self)
      let main = try #require(typed.module.main)
      let composite = CompositePattern(
        name: "t.p", kind: "test", pattern: pair, conditions: [small])
      var finder = GroupFinder(
        composite, in: main, OpenNodes(typed.module, of: [main]), of: typed.module, by: semantics)
      finder.run()
      return finder.outcomes
    }
    let relay = try finder(.relay)
    let relax = try finder(.relax)
    func refused(_ outcomes: [GroupFinder.Outcome]) -> Int {
      outcomes.count { if case .refused = $0 { true } else { false } }
    }
    #expect(refused(relay) == 1, "the other one overlaps with it")
    #expect(refused(relax) == 2)
  }

  /// A value that leaves a group and comes back makes it need itself: an error, as in TVM.
  @Test func circlesAreErrors() throws {
    let pattern = Pattern.call(
      label: "s", op: "subtract",
      operands: [Self.unary("nn.relu", .input("x"), as: "r"), .input("y")])
    let program = try Texts.program(
      "x", body: "%0 = nn.relu(%x); %1 = tanh(%0); %2 = abs(%1); subtract(%0, %2)")
    let error = #expect(throws: Diagnostic.self) {
      try program.after(
        MergeComposite.self, targets: [target(pattern)], options: ["semantics": "relax"])
    }
    #expect(error?.message.contains("need each other") == true)
    #expect(error?.hints.first?.contains("semantics=relay") == true)
    let relay = try program.after(MergeComposite.self, targets: [target(pattern)])
    #expect(composites(relay) == 1)
  }

  /// Composites become one region; an operator that a target takes by itself stays alone.
  @Test func onlyCompositesMerge() throws {
    let text = "%0 = add(%x, %y); %1 = nn.relu(%0); %2 = tanh(%1); %3 = add(%2, %y); nn.relu(%3)"
    let program = try Texts.program("x", "y", body: text)
    let target = target(Self.addRelu, operators: ["tanh"])
    func parted(_ semantics: String) throws -> Program {
      try program.after(
        MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self, targets: [target],
        options: ["semantics": semantics])
    }
    let (relay, relax) = (try parted("relay"), try parted("relax"))
    #expect(relay.module.functions.count == 2)
    #expect(relax.module.functions.count == 4)
    #expect(try relax.result() == program.result())
    let annotated = try program.after(MergeComposite.self, Annotate.self, targets: [target])
    let reports = try annotated.applying(
      MergeRegions.self, ["semantics": "relax"], in: PassContext(targets: [target])
    ).reports
    #expect(
      reports == ["semantics=relax makes 3 regions, relay 1: only composites become one"])
  }

  /// Whatever the program, both rules keep its values, and regions do not depend on themselves.
  @Test(arguments: 0 ..< 40)
  func keepsValues(_ seed: Int) throws {
    let program = Program(try RandomProgram(seed: seed, count: 24).plain)
    let tables: [Pattern] = [
      Self.addRelu, Self.unary("nn.relu", Self.unary("tanh", .input("x"), as: "a"), as: "b"),
      .call(label: "s", op: "add", operands: [.input("x"), .input("y")]),
    ]
    let target = TargetInterface(
      name: "t",
      patterns: tables.enumerated().map {
        CompositePattern(name: "t.p\($0)", kind: "test", pattern: $1, conditions: [])
      }, operators: ["tanh"])
    do {
      let parted = try program.after(
        MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self, targets: [target],
        options: ["semantics": "relax"])
      #expect(try parted.result() == program.result())
    } catch let error as Diagnostic {
      #expect(error.message.contains("need each other"), "\(error)")
    }
  }

}
