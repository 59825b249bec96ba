import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Annotations that somebody else has written, right or wrong.
@Suite struct RegionTests {

  private static func begin(_ value: String, _ target: String = "t") -> String {
    "annotation.compiler_begin(\(value), compiler=\"\(target)\")"
  }

  private static func end(_ value: String, _ target: String = "t") -> String {
    "annotation.compiler_end(\(value), compiler=\"\(target)\")"
  }

  /// A value goes to a region directly, and through an operator that nobody annotated.
  private static let hole = """
    %0 = \(begin("%x")); %1 = nn.relu(%0); %2 = \(end("%1")); %3 = \(end("%1"));
    %4 = tanh(%2); %5 = \(begin("%3")); %6 = \(begin("%4")); %7 = add(%5, %6); \(end("%7"))
    """

  @Test func refusesAMergeThatWouldDependOnItself() throws {
    let program = try Texts.program("x", body: Self.hole)
    var context = PassContext()
    let pass = try MergeRegions(PassOptions([:], for: MergeRegions.info))
    let merged = try program.applying(pass, in: &context)
    let warning = try #require(context.reports.elements.first)
    #expect(warning.message.contains("also depends on it through nodes without annotations"))
    #expect(warning.notes.first?.contains("`nn.relu` → ") ?? false, "\(warning.notes)")
    #expect(warning.notes.first?.contains("`tanh`") ?? false)
    let parted = try merged.after(Partition.self)
    #expect(try parted.result() == program.result())
    #expect(parted.module.functions.count == 3)
  }

  @Test func strictlyThatIsAnError() throws {
    let program = try Texts.program("x", body: Self.hole)
    #expect(throws: Diagnostic.self) {
      try program.after(MergeRegions.self, options: ["strict": "true"])
    }
  }

  /// Bodies of `main`, and what is said of them.
  static let mistakes: [(String, String)] = [
    ("%0 = nn.relu(%x); \(end("%0"))", "none has begun"),
    ("%0 = \(begin("%x")); %1 = nn.relu(%0); \(end("%1", "u"))", "ends as one of `u`"),
    ("%0 = \(begin("%x")); %1 = add(%0, %x); \(end("%1"))", "does not begin there"),
    ("%0 = \(begin("%x")); nn.relu(%0)", "without an end"),
    (
      "%0 = \(begin("%x")); %1 = \(begin("%x", "u")); %2 = add(%0, %1); \(end("%2"))",
      "regions of `t` and of `u`"
    ),
    (
      "%0 = \(begin("%x")); %1 = nn.relu(%0); %2 = \(end("%1")); %3 = tanh(%2); "
        + "%4 = \(begin("%3")); %5 = add(%1, %4); \(end("%5"))", "depends on itself"
    ),
  ]

  @Test(arguments: mistakes) func explains(_ body: String, _ words: String) throws {
    let program = try Texts.program("x", body: body)
    let error = #expect(throws: Diagnostic.self) { try program.after(Partition.self) }
    #expect(error?.message.contains(words) ?? false, "\(error?.description ?? "")")
    #expect(error?.place != nil)
  }

  @Test func oneRegionCanGiveSeveralValues() throws {
    let program = try Texts.program(
      "x",
      body: """
        %0 = \(Self.begin("%x")); %1 = nn.relu(%0); %2 = tanh(%1); %3 = \(Self.end("%1"));
        %4 = \(Self.end("%2")); %5 = abs(%3); add(%4, %5)
        """)
    let parted = try program.after(Partition.self, options: ["mod-name": "my net"])
    #expect(parted.module.functions.keys.contains("tvmgen_my_net_t_main_0"))
    #expect(try parted.result() == program.result())
    #expect(parted.count(of: "@tvmgen_my_net_t_main_0(") == 2)
  }

  @Test(arguments: ["true", "false"]) func constantsGoInsideOrNot(_ bind: String) throws {
    let text = """
      #[version = "0.0.5"]
      def @main(%x: float32) {
        %0 = \(Self.begin("%x")); %1 = \(Self.begin("2f")); %2 = add(%0, %1); \(Self.end("%2"))
      }
      """
    let program = try Texts.program(text)
    let parted = try program.after(Partition.self, options: ["bind-constants": bind])
    let region = try #require(parted.module.functions["tvmgen_default_t_main_0"])
    #expect(region.parameters.count == (bind == "true" ? 1 : 2))
    #expect(region.attributes.names == ["global_symbol", "Primitive", "Compiler", "Inline"])
    #expect(try parted.result() == program.result())
  }

  @Test func conditionsAndBindingsStayOnTheHost() throws {
    let text = """
      #[version = "0.0.5"]
      def @main(%x: Tensor[(2, 2), float32], %a: float32, %b: float32) {
        %0 = less(%a, %b);
        %1 = if (%0) { %2 = nn.relu(%x); tanh(%2) } else { nn.relu(%x) };
        let %y = nn.relu(%1);
        %3 = add(%y, %y);
        nn.relu(%3)
      }
      """
    let program = try Texts.program(text)
    let target = TargetInterface(name: "t", operators: ["nn.relu", "add", "less"])
    let parted = try program.after(
      Annotate.self, MergeRegions.self, Partition.self, targets: [target])
    #expect(try parted.result() == program.result())
    #expect(parted.module.functions.count > 3)
    for seed in 0 ..< 4 as Range<UInt64> {
      #expect(try parted.result(seed: seed) == program.result(seed: seed))
    }
  }

  /// A loop is a function that calls itself through the variable that it is bound to.
  @Test(arguments: ["true", "false"]) func loopsAreAnnotated(_ others: String) throws {
    let program = try Texts.program(
      """
      #[version = "0.0.5"]
      def @main(%var1: Tensor[(2), float32]) {
        let %while_loop = fn (%var2: int32, %var3: Tensor[(2), float32]) {
          %0 = less(%var2, 10);
          if (%0) { %1 = add(%var2, 1); %2 = add(%var3, %var1); %while_loop(%1, %2) } else { %var3 }
        };
        %5 = zeros_like(%var1);
        %while_loop(0, %5)
      }
      """)
    let target = TargetInterface(name: "t", operators: ["less", "add", "zeros_like"])
    let text = try program.after(
      Annotate.self, targets: [target], options: ["include-non-call-ops": others]
    ).brief
    #expect(text.ranges(of: "compiler=\"default\"").count == (others == "true" ? 6 : 0))
    #expect(text.ranges(of: "compiler=\"t\"").count == 11)
  }

  @Test func recurrentNetworksAreParted() throws {
    let text = GoldenRelay.read("refused/lstm/input.relay")
    guard !text.isEmpty else { return }
    let program = try Texts.program(text)
    let target = TargetInterface(
      name: "dnnl", operators: ["nn.dense", "nn.bias_add", "sigmoid", "tanh", "multiply", "add"])
    let annotated = try program.after(MergeComposite.self, Annotate.self, targets: [target])
    for passes in [[], [MergeRegions.self]] as [[any Pass.Type]] {
      var parted = annotated
      for pass in passes { parted = try parted.after(pass) }
      parted = try parted.after(Partition.self)
      #expect(parted.module.functions.count > 10)
      #expect(try parted.result() == program.result())
      let again = try Texts.program(parted.module.relayText())
      #expect(parted.module.firstDifference(from: again.module) == nil)
    }
  }

  @Test func runningTwiceChangesNothing() throws {
    let drawn = try RandomProgram(seed: 3, count: 30)
    let targets = [
      TargetInterface(name: "a", operators: ["add", "nn.relu"]),
      TargetInterface(name: "b", operators: ["tanh", "abs"]),
    ]
    let once = try Program(drawn.plain).after(Annotate.self, targets: targets)
    let twice = try once.after(Annotate.self, targets: targets)
    #expect(once.brief == twice.brief)
    let oneByOne = try Program(drawn.plain).after(Annotate.self, targets: [targets[0]])
      .after(Annotate.self, targets: [targets[1]])
    #expect(once.brief == oneByOne.brief)
  }

}
