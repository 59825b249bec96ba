import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors
import Testing

@testable import Passes

/// Whatever is annotated how, a region never depends on itself and the values stay what they were.
@Suite struct PartitionPropertyTests {

  /// Finds a region, as a set of operators, and operators outside that it needs and that need it.
  static func holes(_ sets: [Set<ID<Node>>], in module: GraphModule) -> [String] {
    var below: [ID<Node>: Set<ID<Node>>] = [:]
    for id in module.reachable {
      let operands = module.dependencies(of: id)
      below[id] = operands.reduce(into: Set(operands)) { $0.formUnion(below[$1] ?? []) }
    }
    return sets.flatMap { set in
      below.keys.filter { outside in
        !set.contains(outside) && !(below[outside] ?? []).isDisjoint(with: set)
          && set.contains { (below[$0] ?? []).contains(outside) }
      }.map { "\($0) lies between operators of one region" }
    }
  }

  @Test(arguments: 0 ..< 20) func regionsAreConvex(_ batch: Int) throws {
    var failures: [String] = []
    for seed in batch * 25 ..< batch * 25 + 25 {
      let drawn = try RandomProgram(seed: seed, count: 4 + seed % 40)
      let merged = try Program(drawn.annotated).after(MergeRegions.self)
      let function = try #require(merged.module.main)
      let regions = try AnnotatedRegions(function, in: merged.module)
      let sets = Dictionary(grouping: drawn.ops.filter { regions.region(of: $0) != nil }) {
        regions.region(of: $0) ?? -1
      }
      failures += Self.holes(sets.values.map { Set($0) }, in: drawn.plain).map { "\(seed): \($0)" }
      let parted = try merged.after(Partition.self)
      if try parted.result() != Program(drawn.plain).result() { failures.append("\(seed): values") }
      let isMarked = parted.module.reachable.contains {
        parted.module[$0].op?.has(.annotation) ?? false
      }
      if isMarked { failures.append("\(seed): annotations are left") }
      let again = try Texts.program(parted.module.relayText())
      if let difference = parted.module.firstDifference(from: again.module) {
        failures.append("\(seed): \(difference)")
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(5).joined(separator: "\n"))")
  }

  /// Regions none of which surrounds anything may still need each other in a circle, where one took
  /// in others after it had been asked.
  @Test(arguments: 1 ... 12) func regionsHaveAnOrder(_ seed: Int) throws {
    let program = try Texts.program("x", body: Self.net(150 + 30 * seed, seed: seed))
    let target = TargetInterface(name: "t", operators: ["maximum", "nn.relu"])
    let merged = try program.after(Annotate.self, MergeRegions.self, targets: [target])
    let regions = try AnnotatedRegions(#require(merged.module.main), in: merged.module)
    #expect(RegionCycle(regions).witness == nil)
    #expect(regions.numbers.count < regions.regions.count / 2)
    let parted = try merged.after(Partition.self)
    #expect(try parted.result() == program.result())
  }

  /// An order that is kept from the start makes the regions that one makes which is asked for only
  /// where a circle has come about.
  @Test func anOrderMayBeKeptFromTheStart() throws {
    var programs = try (1 ... 12).map { seed in
      let target = TargetInterface(name: "t", operators: ["maximum", "nn.relu"])
      return try Texts.program("x", body: Self.net(150 + 30 * seed, seed: seed))
        .after(Annotate.self, targets: [target])
    }
    for seed in 0 ..< 200 {
      programs.append(Program(try RandomProgram(seed: seed, count: 4 + seed % 60).annotated))
    }
    for (place, program) in programs.enumerated() {
      let regions = try AnnotatedRegions(#require(program.module.main), in: program.module)
      var (early, late) = (RegionMerger(regions), RegionMerger(regions))
      early.run()
      late.run(stepsPerNode: 0)
      #expect(early.regions.hasSameRegions(as: late.regions), "\(place)")
      #expect(
        early.refusals.map { [$0.region, $0.other] } == late.refusals.map { [$0.region, $0.other] },
        "\(place)")
      #expect(early.cycle?.region == late.cycle?.region)
    }
  }

  /// Operators that read some of the twenty before, two thirds of which the target takes.
  private static func net(_ count: Int, seed: Int) -> String {
    var random = SplitMix64(seed: UInt64(seed))
    func name(_ place: Int) -> String { place < 0 ? "%x" : "%\(place)" }
    let lines = (0 ..< count).map { place in
      let earlier = name(place - 1 - Int(random.next() % UInt64(min(20, place + 1))))
      let call =
        random.next() % 2 == 0
        ? "maximum(\(name(place - 1)), \(earlier))"
        : "\(["nn.relu", "sin", "tanh"][Int(random.next() % 3)])(\(earlier))"
      return "%\(place) = \(call);"
    }
    return (lines + ["nn.relu(\(name(count - 1)))"]).joined(separator: "\n")
  }

  @Test func nodesKeepTheirIdentities() throws {
    let drawn = try RandomProgram(seed: 7, count: 30)
    let parted = try Program(drawn.annotated).after(MergeRegions.self, Partition.self)
    let reachable = Set(parted.module.reachable)
    #expect(drawn.ops.allSatisfy { reachable.contains($0) })
    let made = reachable.filter { $0.index >= Int32(drawn.annotated.nodes.count) }
    #expect(made.allSatisfy { !parted.module[$0].origin.parents.isEmpty })
  }

  /// Five thousand operators in one line, each on the accelerator.
  @Test func isFastOnLongGraphs() throws {
    var builder = GraphBuilder(pass: "import")
    let input = builder.variable("x", .tensor([2, 2], .float32))
    var value = input
    for index in 0 ..< 5000 {
      let op = try #require(Op.named(["nn.relu", "tanh", "add"][index % 3]))
      value = try builder.call(op, op.operands.count == 1 ? [value] : [value, input])
    }
    builder.module[function: "main"] = Function(parameters: [input], body: value)
    let group = Pattern.call(
      label: "r", op: "nn.relu",
      operands: [.call(label: "a", op: "add", operands: [.input("x"), .input("y")])])
    let target = TargetInterface(
      name: "t", patterns: [CompositePattern(name: "t.add_relu", kind: "test", pattern: group)],
      operators: ["nn.relu", "tanh", "add"])
    var program = Program(builder.module)
    let passes: [any Pass.Type] = [
      MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self,
    ]
    for pass in passes {
      let clock = ContinuousClock()
      let before = program
      let time = try clock.measure { program = try before.after(pass, targets: [target]) }
      print("\(pass.info.name): 5000 operators in \(time)")
      // What grows with the square of the graph would take many minutes.
      #expect(time < .seconds(90))
    }
    #expect(program.module.functions.count == 2)
  }

}
