import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import Testing

/// What goes where is counted as a hand would count it, and nothing is left over.
@Suite struct PartitionSummaryTests {

  private static let target = TargetInterface(
    name: "t", operators: ["nn.conv2d", "nn.relu", "add"])

  /// Convolution and relu, tanh, convolution.
  private static func network() throws -> Program {
    var builder = GraphBuilder(pass: "import")
    let input = builder.variable("x", .tensor([1, 4, 6, 6], .float32))
    let wide = builder.constant(Tensor(zeros: .float32, [8, 4, 3, 3]))
    let narrow = builder.constant(Tensor(zeros: .float32, [2, 8, 1, 1]))
    let first = try builder.call(Conv2D.op, [input, wide])
    let relu = try builder.call(try #require(Op.named("nn.relu")), [first])
    let tanh = try builder.call(try #require(Op.named("tanh")), [relu])
    let last = try builder.call(Conv2D.op, [tanh, narrow])
    builder.module[function: "main"] = Function(parameters: [input], body: last)
    return Program(builder.module)
  }

  private func summary(
    _ program: Program, _ targets: [TargetInterface] = [target]
  ) throws -> PartitionSummary {
    try PartitionSummary(program, targets: targets)
  }

  private static let passes: [any Pass.Type] = [
    MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self,
  ]

  private func after(_ count: Int, _ program: Program) throws -> Program {
    var program = program
    for pass in Self.passes.prefix(count) {
      program = try program.after(pass, targets: [Self.target])
    }
    return program
  }

  /// What is not asked for is left out, and nothing else changes.
  @Test func detailsAreFoundWhenAskedFor() throws {
    let program = try after(4, Self.network())
    let all = try summary(program)
    let plain = try PartitionSummary(program, targets: [Self.target], finding: [])
    #expect(plain.regions.map(\.amount) == all.regions.map(\.amount))
    #expect(plain.regions.map(\.bytesIn) == all.regions.map(\.bytesIn))
    #expect(plain.owners == all.owners && plain.total == all.total)
    #expect(plain.splits.isEmpty && all.splits.count == 1)
    #expect(plain.rest.map(\.cause.code) == ["undecided"])
    let caused = try PartitionSummary(program, targets: [Self.target], finding: .causes)
    #expect(caused.rest == all.rest && caused.splits.isEmpty)
    #expect(caused.regions.allSatisfy { $0.copies == 0 })
    let copied = try PartitionSummary(program, targets: [Self.target], finding: .copies)
    #expect(copied.regions == all.regions && copied.regions.contains { $0.copies > 0 })
  }

  /// A region that is called twice, one that gives its input and its result, one between two others,
  /// and one that nothing calls; `%z` has an extent that is not known.
  private static let crossings = """
    #[version = "0.0.5"]
    def @t_0(%a: Tensor[(1, 16, 2, 2), int8], global_symbol="t_0", Primitive=1, Compiler="t") {
      nn.relu(%a)
    }
    def @t_1(%a: Tensor[(1, 16, 2, 2), int8], global_symbol="t_1", Primitive=1, Compiler="t") {
      (%a, add(%a, %a))
    }
    def @t_2(%a: Tensor[(1, 20), float32], global_symbol="t_2", Primitive=1, Compiler="t") {
      nn.relu(%a)
    }
    def @t_3(%a: Tensor[(?, 16), int8], global_symbol="t_3", Primitive=1, Compiler="t") {
      nn.relu(%a)
    }
    def @t_4(%a: Tensor[(1, 16), int8], global_symbol="t_4", Primitive=1, Compiler="t") {
      nn.relu(%a)
    }
    def @main(%x: Tensor[(1, 16, 2, 2), int8], %y: Tensor[(1, 20), float32],
              %z: Tensor[(?, 16), int8], %c: Tensor[(), bool]) {
      %1 = @t_0(%x);
      %2 = @t_0(nn.relu(%1));
      %3 = @t_1(%2);
      %4 = @t_2(%y);
      %5 = @t_3(%z);
      %6 = @t_1(if (%c) { %x } else { %3.1 });
      (%3.0, sin(%4), %4, %5, %6.1)
    }
    """

  /// What is copied is counted without a plan, as the plan says it.
  @Test(arguments: [1, 8, 16], [true, false])
  func copiesAreThoseOfThePlan(_ block: Int, _ isCoherent: Bool) throws {
    let program = try Texts.program(Self.crossings)
    var found: Set<String> = []
    for (name, isOfOneType) in [("t", true), ("t", false), ("other", true)] {
      var handover = Handover(
        alignment: 64, isCoherent: isCoherent, inputBlock: block, outputBlock: block)
      handover.isOfOneType = isOfOneType
      let target = TargetInterface(name: name, handover: handover)
      let counted = try PartitionSummary(program, targets: [target], finding: .copies)
      let planned = try program.after(PlanMemory.self, targets: [target])
      #expect(planned.memoryPlan != nil && counted.copiesProblem == nil)
      let read = try PartitionSummary(planned, targets: [target], finding: .copies)
      #expect(counted.regions == read.regions)
      for region in counted.regions {
        if region.copies > 0 { found.insert("copies") }
        if region.ends > 0 { found.insert("ends") }
        if region.copiedBytes > 0 { found.insert("bytes") }
      }
    }
    #expect(found.isSuperset(of: ["copies", "bytes"]))
    #expect(found.contains("ends") == (isCoherent && block > 1))
  }

  /// The result of the first convolution is 8 × 4 × 4, that of the second 2 × 4 × 4.
  @Test func smallNetworksAreCountedByHand() throws {
    let summary = try summary(try after(4, Self.network()))
    #expect(summary.stage == .partitioned)
    #expect(summary.regions.map(\.amount.operators) == [2, 1])
    #expect(summary.regions.map(\.amount.multiplyAccumulates) == [128 * 36, 32 * 8])
    #expect(summary.regions.map(\.amount.weightBytes) == [288 * 4, 16 * 4])
    #expect(summary.regions.map(\.bytesIn) == [144 * 4, 128 * 4])
    #expect(summary.regions.map(\.bytesOut) == [128 * 4, 32 * 4])
    #expect(
      summary.regions.map(\.operations) == [["nn.conv2d": 1, "nn.relu": 1], ["nn.conv2d": 1]])
    // Operands and results of each operator by itself.
    #expect(
      summary.regions.map(\.amount.bytes)
        == [(144 + 288 + 128 + 128 + 128) * 4, (128 + 16 + 32) * 4])
    #expect(summary.total.operators == 4)
    #expect(summary.offloaded().operators == 3 && summary.offloaded(to: "t").operators == 3)
    #expect(summary.offloaded(to: "u").operators == 0)
    #expect(summary.host.operators == 1 && summary.host.bytes == 256 * 4)
    #expect(summary.rest.map(\.operation) == ["tanh"])
    #expect(summary.rest.map(\.cause.target) == ["t"])
    #expect(["no-pattern", "no-operator"].contains(summary.rest[0].cause.code))
    #expect(summary.rest[0].cause.sentence.contains("`tanh`"))
  }

  /// What passes make of a product counts as the product that the model has, and what they make of
  /// something else for nothing.
  @Test func productsOfTheModelAreCountedOnce() throws {
    var builder = GraphBuilder(pass: "import")
    let input = builder.variable("x", .tensor([1, 4, 6, 6], .float32))
    let depthwise = builder.constant(Tensor(zeros: .float32, [4, 1, 3, 3]))
    let last = builder.constant(Tensor(zeros: .float32, [2, 4, 1, 1]))
    var groups = Attributes()
    groups["groups"] = .integer(4)
    let first = try builder.call(Conv2D.op, [input, depthwise], groups)
    var size = Attributes()
    size["pool_size"] = [2, 2].attributeValue
    let pool = try builder.call(try #require(Op.named("nn.avg_pool2d")), [first], size)
    let tanh = try builder.call(try #require(Op.named("tanh")), [pool])
    let result = try builder.call(Conv2D.op, [tanh, last])
    builder.module[function: "main"] = Function(parameters: [input], body: result)
    let dense = Condition(of: "c", .attribute("groups", [.integer(1)]), sentence: "groups")
    let pattern = CompositePattern(
      name: "t.conv2d", kind: "conv2d",
      pattern: .call(
        label: "c", op: "nn.conv2d", operands: [.input("data"), .constant("weight")]),
      conditions: [dense])
    let target = TargetInterface(name: "t", patterns: [pattern])
    var program = try Program(builder.module).after(Legalize.self, targets: [target])
    for pass in Self.passes { program = try program.after(pass, targets: [target]) }
    let summary = try summary(program, [target])
    let (own, other) = (4 * 16 * 9, 2 * 9 * 4)
    #expect(summary.modelProducts.total == own + other)
    #expect(summary.modelProducts.offloaded == ["t": own + other])
    #expect(summary.total.multiplyAccumulates > summary.modelProducts.total)
    let plain = try self.summary(try after(4, Self.network()))
    #expect(plain.modelProducts.total == plain.total.multiplyAccumulates)
    #expect(plain.modelProducts.offloaded(to: "t") == plain.offloaded().multiplyAccumulates)
    #expect(plain.modelProducts.offloaded(to: "u") == 0)
  }

  @Test func theOperatorBetweenRegionsIsNamed() throws {
    let program = try after(4, Self.network())
    let summary = try summary(program)
    let split = try #require(summary.splits.first)
    #expect(summary.splits.count == 1)
    #expect(split.kind == .operator && split.before == 0 && split.after == 1)
    #expect(split.others == 0)
    #expect(split.node.flatMap { program.module[$0].op?.name } == "tanh")
    #expect(split.cause?.sentence.contains("`tanh`") ?? false)
  }

  /// What `partition` would make is what it makes.
  @Test func annotationsAreCountedAsTheRegionsThatTheyBecome() throws {
    let annotated = try summary(try after(3, Self.network()))
    let partitioned = try summary(try after(4, Self.network()))
    #expect(annotated.stage == .annotated && partitioned.stage == .partitioned)
    #expect(annotated.regions == partitioned.regions && annotated.total.operators == 4)
    #expect(annotated.rest == partitioned.rest && annotated.owners == partitioned.owners)
    #expect(annotated.splits == partitioned.splits)
    // Without `merge-regions`, each operator is a region.
    #expect(try summary(try after(2, Self.network())).regions.count == 3)
  }

  @Test func beforeAnyDecisionEverythingIsUndecided() throws {
    let summary = try summary(try Self.network())
    #expect(summary.stage == .undecided && summary.regions.isEmpty)
    #expect(summary.host == summary.total && summary.total.operators == 4)
    #expect(Set(summary.rest.map(\.cause.code)) == ["undecided"])
  }

  /// Two ways from one region to another: that with an operator keeps them apart.
  @Test func aDetourKeepsRegionsApart() throws {
    let program = try Texts.program(
      "x", body: "%0 = nn.relu(%x); %1 = tanh(%0); %2 = abs(%1); add(%0, %2)")
    let summary = try summary(try after(4, program))
    #expect(summary.regions.count == 2)
    let split = try #require(summary.splits.first)
    #expect(split.kind == .operator && split.others == 1)
    #expect(split.node.flatMap { program.module[$0].op?.name } == "tanh")
  }

  @Test func regionsThatDoNotNeedEachOtherAreIndependent() throws {
    let program = try Texts.program(
      "x", "y", body: "%0 = nn.relu(%x); %1 = nn.relu(%y); %2 = tanh(%0); %3 = abs(%1); (%2, %3)")
    let summary = try summary(try after(4, program))
    #expect(summary.regions.count == 2)
    #expect(summary.splits.map(\.kind) == [.independent])
  }

  @Test func regionsThatNoPassHasMergedSaySo() throws {
    let program = try Texts.program("x", body: "%0 = nn.relu(%x); add(%0, %0)")
      .after(MergeComposite.self, Annotate.self, Partition.self, targets: [Self.target])
    let summary = try summary(program)
    #expect(summary.regions.count == 2)
    #expect(summary.splits.map(\.kind) == [.unmerged])
    #expect(summary.splits[0].cause?.remedy.contains("merge-regions") ?? false)
  }

  /// The first accelerator has what both could have.
  @Test func everyTargetHasItsOwn() throws {
    let other = TargetInterface(name: "u", operators: ["tanh", "nn.relu"])
    let targets = [Self.target, other]
    var program = try Self.network()
    for pass in Self.passes { program = try program.after(pass, targets: targets) }
    let summary = try summary(program, targets)
    #expect(summary.owners.map(\.target) == ["t", "u", nil])
    #expect(summary.owners.map(\.amount.operators) == [3, 1, 0])
    #expect(summary.owners.map(\.regions) == [2, 1, 0])
    #expect(summary.rest.isEmpty)
    #expect(summary.splits.map(\.owner) == ["u"])
  }

  /// Whatever is annotated how, each operator is counted once.
  @Test(arguments: 0 ..< 10) func nothingIsLeftOver(_ batch: Int) throws {
    for seed in batch * 20 ..< batch * 20 + 20 {
      let drawn = try RandomProgram(seed: seed, count: 4 + seed % 40)
      let target = TargetInterface(name: "t", operators: ["add", "nn.relu", "multiply"])
      var program = Program(drawn.plain)
      for (index, pass) in Self.passes.enumerated() {
        program = try program.after(pass, targets: [target])
        let summary = try summary(program, [target])
        #expect(summary.total.operators == drawn.ops.count, "seed \(seed)")
        let counted =
          summary.regions.map(\.amount.operators).reduce(0, +)
          + summary.rest.map(\.amount.operators).reduce(0, +)
        #expect(counted == drawn.ops.count, "seed \(seed)")
        #expect(summary.owners.map(\.amount.operators).reduce(0, +) == drawn.ops.count)
        #expect(!summary.rest.contains { $0.cause.code == "undecided" }, "seed \(seed)")
        if index > 0 {
          #expect(!summary.rest.contains { $0.cause.code == "not-annotated" }, "seed \(seed)")
        }
        #expect(summary.splits.count == max(0, summary.regions.count - 1))
        #expect(summary.splits.allSatisfy { $0.before < $0.after })
      }
      let marked = try self.summary(Program(drawn.annotated).after(MergeRegions.self), [])
      #expect(marked.total.operators == drawn.ops.count, "seed \(seed)")
    }
  }

  /// Two thousand operators, every third of which is on the host.
  @Test func longGraphsAreCounted() throws {
    var builder = GraphBuilder(pass: "import")
    let input = builder.variable("x", .tensor([2, 2], .float32))
    var value = input
    for index in 0 ..< 2000 {
      let op = try #require(Op.named(["nn.relu", "add", "tanh"][index % 3]))
      value = try builder.call(op, op.operands.count == 1 ? [value] : [value, value])
    }
    builder.module[function: "main"] = Function(parameters: [input], body: value)
    let summary = try summary(try after(4, Program(builder.module)))
    #expect(summary.total.operators == 2000)
    #expect(summary.regions.count == 667 && summary.splits.count == 666)
    #expect(summary.splits.allSatisfy { $0.kind == .operator && $0.others == 0 })
  }

}
