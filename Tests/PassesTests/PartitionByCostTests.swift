import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Testing

@testable import Passes

/// Programs whose regions are chosen by what they cost, or by how large they are.
@Suite struct PartitionByCostTests {

  private static let targets = [
    TargetInterface(name: "a", operators: ["add", "nn.relu", "multiply"]),
    TargetInterface(name: "b", operators: ["tanh", "abs"]),
  ]

  /// Weights by which some of what is drawn pays, all of it, or nothing.
  private static let weights: [[String: String]] = [
    ["launch": "0", "border-bytes": "1000000000000000"],
    ["launch": "10", "host-bytes": "100000000", "border-bytes": "1000000000"],
    ["launch": "400", "host-bytes": "100000000", "border-bytes": "400000000"],
    ["launch": "1000000"],
  ]

  private func cost(
    of program: Program, _ options: [String: String], _ targets: [TargetInterface]
  ) throws -> CostTime {
    let weights = try Partition(PassOptions(options, for: Partition.info)).weights
    return try PartitionEstimate(
      program, PartitionSummary(program, targets: targets), targets: targets, weights: weights
    ).total
  }

  /// Regions do not depend on themselves, values are kept, the laws hold, all operators are counted,
  /// and by its own estimate it is never worse than what annotations say.
  @Test(arguments: 0 ..< 24) func optimalKeepsEverything(_ batch: Int) throws {
    for seed in batch * 10 ..< batch * 10 + 10 {
      let drawn = try RandomProgram(seed: seed, count: 4 + seed % 25)
      let own = seed % 3 == 0
      let marked =
        own
        ? try Program(drawn.annotated).after(MergeRegions.self)
        : try Program(drawn.plain).after(
          Annotate.self, MergeRegions.self, targets: Self.targets)
      let weights = Self.weights[seed % Self.weights.count]
      let greedy = try marked.after(Partition.self, targets: Self.targets)
      let optimal = try marked.after(
        Partition.self, targets: Self.targets,
        options: weights.merging(["method": "optimal"]) { $1 })
      #expect(try optimal.result() == Program(drawn.plain).result(), "\(seed)")
      // Drawn programs are of no model, which `origins` asks for.
      let broken = optimal.violations.filter { $0.law != "origins" }
      #expect(broken.map { "\($0)" } == [], "\(seed)")
      let sets = optimal.module.functions.values.filter { $0.attributes["Compiler"] != nil }.map {
        Set(optimal.module.postorder(of: $0)).intersection(drawn.ops)
      }
      #expect(PartitionPropertyTests.holes(sets, in: drawn.plain) == [], "\(seed)")
      let (least, most) = (
        try cost(of: optimal, weights, Self.targets), try cost(of: greedy, weights, Self.targets)
      )
      #expect(least <= most, "\(seed): \(least) is more than \(most)")
      let summary = try PartitionSummary(optimal, targets: Self.targets)
      let rest = summary.rest.reduce(0) { $0 + $1.amount.operators }
      #expect(
        rest + summary.offloaded().operators == drawn.ops.count, "\(seed): \(summary.rest)")
    }
  }

  /// What the search takes for the cost is what the program is estimated to cost afterwards.
  @Test func theCostIsThatOfTheProgram() throws {
    for seed in 0 ..< 40 {
      let drawn = try RandomProgram(seed: seed, count: 4 + seed % 25)
      let marked = try Program(drawn.plain).after(
        Annotate.self, MergeRegions.self, targets: Self.targets)
      let weights = Self.weights[seed % Self.weights.count]
      var program = marked
      let costs = try Partition(PassOptions(weights, for: Partition.info)).weights
      let model = CostModel(Self.targets, costs)
      let plan = AnnotationPlan([], in: marked.module)
      // As the pass does before it chooses: tuples and what computes nothing are no regions.
      program.normalizeAnnotations(as: "test")
      try program.removeEmptyRegions(as: "test")
      let regions = try AnnotatedRegions(#require(program.module.main), in: program.module)
      let graph = try #require(UnitGraph(regions, plan, joined: [], homes: [:], model))
      let groups = graph.members.indices.filter { graph.target(of: $0) != nil }.map { [$0] }
      let greedy = try program.after(Partition.self, targets: Self.targets)
      #expect(
        try cost(of: greedy, weights, Self.targets) == graph.problem.cost(of: groups), "\(seed)")
    }
  }

  @Test func whatCostsMoreThanItSavesStays() throws {
    let target = TargetInterface(name: "t", operators: ["nn.relu", "abs"])
    let marked = try Texts.program("x", body: "abs(nn.relu(tanh(%x)))").after(
      Annotate.self, MergeRegions.self, targets: [target])
    let parted = try marked.after(
      Partition.self, targets: [target], options: ["method": "optimal"])
    #expect(parted.module.functions.count == 1)
    let reasons = parted.reasons(of: "abs").filter { $0.pass == "partition" }
    guard case .costly(let cost) = try #require(reasons.first).reason else {
      Issue.record("\(reasons)")
      return
    }
    #expect(cost.size == 2 && cost.bytes == 32 && cost.accelerated > cost.host)
    let sentence = reasons[0].sentence(in: parted.module)
    #expect(sentence.hasPrefix("a region of 2 operators would take 1"), "\(sentence)")
    #expect(sentence.contains("32 B over its borders"), "\(sentence)")
    let summary = try PartitionSummary(parted, targets: [target])
    #expect(summary.rest.map(\.cause.code).sorted() == ["costly", "costly", "no-operator"])
    #expect(summary.stage == .partitioned)
    // Owners know it, too.
    #expect(Owners(parted, [target]).targets.values.allSatisfy { $0 == nil })
  }

  @Test func whatTheUserWantsGoes() throws {
    let target = TargetInterface(name: "t", operators: ["nn.relu", "abs", "negative"])
    var program = try Texts.program("x", body: "abs(tanh(nn.relu(tanh(negative(%x)))))")
    var context = PassContext(targets: [target])
    program = try program.applying(
      EditAnnotations(PassOptions(["edit": "annotate nn.relu t"], for: EditAnnotations.info)),
      in: &context)
    for method in ["optimal", "size>=2"] {
      let parted = try program.after(
        Annotate.self, MergeRegions.self, Partition.self, targets: [target],
        options: ["method": method])
      #expect(parted.count(of: "Compiler=\"t\"") == 1, "\(method)")
      #expect(Owners(parted, [target]).targets.values.filter { $0 == "t" }.count == 1)
    }
  }

  @Test func smallRegionsStay() throws {
    let target = TargetInterface(name: "t", operators: ["nn.relu", "abs"])
    let program = try Texts.program("x", body: "abs(nn.relu(tanh(abs(%x))))")
    for (size, count) in [(1, 2), (2, 1), (3, 0)] {
      let parted = try program.after(
        Annotate.self, MergeRegions.self, Partition.self, targets: [target],
        options: ["method": "size>=\(size)"])
      #expect(parted.count(of: "Compiler=\"t\"") == count, "\(size)")
      #expect(try parted.result() == program.result())
      let small = parted.decisions.values.joined().filter { $0.reason.code == .tooSmall }
      #expect(small.count == [1: 0, 2: 1, 3: 3][size])
      let summary = try PartitionSummary(parted, targets: [target])
      #expect(summary.total.operators == 4)
      #expect(summary.rest.allSatisfy { $0.cause.code != "undecided" })
    }
  }

  /// Where a region is joined and where it ends may differ from what merging along edges finds.
  @Test func optimalJoinsMoreThanMergingDoes() throws {
    let target = TargetInterface(name: "t", operators: ["nn.relu", "abs"])
    let program = try Texts.program(
      "x", body: "%0 = tanh(%x); %1 = nn.relu(%0); %2 = abs(%0); (%1, %2)")
    let parted = try program.after(
      Annotate.self, MergeRegions.self, Partition.self, targets: [target],
      options: ["method": "optimal", "launch": "0", "host-bytes": "1000"])
    #expect(parted.count(of: "Compiler=\"t\"") == 1)
    #expect(try parted.result() == program.result())
  }

  /// Tuples, projections and composites go with what they belong to.
  @Test func tuplesAndCompositesAreKept() throws {
    let pattern = Pattern.call(
      label: "r", op: "nn.relu",
      operands: [.call(label: "a", op: "add", operands: [.input("x"), .input("y")])])
    let target = TargetInterface(
      name: "t", patterns: [CompositePattern(name: "t.add_relu", kind: "test", pattern: pattern)],
      operators: ["concatenate", "split", "abs"])
    let program = try Texts.program(
      "x",
      body: """
        %0 = add(%x, %x); %1 = nn.relu(%0); %2 = split(%1, indices_or_sections=2, axis=1);
        %3 = %2.0; %4 = %2.1; %5 = abs(%3); %6 = (%5, %4, %3); %7 = concatenate(%6, axis=1);
        %8 = concatenate(%6, axis=0); %9 = tanh(%8); (%7, %9, %6)
        """)
    for weights in Self.weights {
      let parted = try program.after(
        MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self, targets: [target],
        options: weights.merging(["method": "optimal"]) { $1 })
      #expect(try parted.result() == program.result(), "\(weights)")
      #expect(parted.violations.map { "\($0)" } == [], "\(weights)")
    }
  }

  /// What is in a branch stays there, and values of `let`s and loops are kept.
  @Test func branchesAreKept() throws {
    let target = TargetInterface(name: "t", operators: ["nn.relu", "add", "less", "tanh"])
    let program = try Texts.program(
      """
      #[version = "0.0.5"]
      def @main(%x: Tensor[(2, 2), float32], %a: float32, %b: float32) {
        %0 = less(%a, %b);
        %1 = if (%0) { %2 = nn.relu(%x); tanh(%2) } else { %4 = add(%x, %x); nn.relu(%4) };
        let %y = nn.relu(%1);
        %3 = add(%y, %y);
        nn.relu(%3)
      }
      """)
    for weights in Self.weights {
      let parted = try program.after(
        Annotate.self, MergeRegions.self, Partition.self, targets: [target],
        options: weights.merging(["method": "optimal"]) { $1 })
      #expect(parted.violations.map { "\($0)" } == [], "\(weights)")
      for seed in 0 ..< 4 as Range<UInt64> {
        #expect(try parted.result(seed: seed) == program.result(seed: seed), "\(weights)")
      }
    }
  }

  /// Two thousand operators with many branches, without the exact search.
  @Test func isFastOnWideGraphs() throws {
    let drawn = try RandomProgram(seed: 11, count: 2000)
    let marked = try Program(drawn.plain).after(
      Annotate.self, MergeRegions.self, targets: Self.targets)
    var parted = marked
    let clock = ContinuousClock()
    let time = try clock.measure {
      parted = try marked.after(
        Partition.self, targets: Self.targets,
        options: ["method": "optimal", "host-bytes": "1000000", "launch": "100"])
    }
    print("partition{method=optimal}: 2000 operators in \(time)")
    #expect(time < .seconds(60))
    #expect(parted.module.functions.count > 1)
  }

}
