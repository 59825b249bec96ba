import Debugger
import Decoupled
import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors
import Testing

/// The memory plan: no value overwrites another, and what is called zero-copy is the same bytes.
@Suite struct PlanTests {

  /// No two values that are alive at the same time share a byte, and every value has its room.
  @Test(arguments: 0 ..< 60)
  func valuesAliveTogetherShareNothing(_ seed: Int) throws {
    var graph = try HostGraph(seed: seed, count: 4 + seed)
    let plan = try graph.plan(seed % 4 == 3 ? ["reuse": "off"] : [:])
    #expect(graph.program.violations == [])
    #expect(plan.unplanned == [])
    let places = try plan.values.map { value in
      let storage = plan.storages[try #require(value.storage)]
      let count = try #require(value.byteCount)
      #expect(count <= storage.byteCount)
      return storage.offset ..< storage.offset + count
    }
    for a in plan.values.indices {
      for b in 0 ..< a where plan.values[a].life.overlaps(plan.values[b].life) {
        #expect(!places[a].overlaps(places[b]), "\(plan.values[a]) \(plan.values[b])")
      }
    }
    #expect(plan.leastByteCount <= plan.byteCount)
    #expect(plan.byteCount <= plan.byteCountWithoutReuse)
    #expect(plan.storages.allSatisfy { $0.offset % 32 == 0 })
  }

  /// A host that keeps its values in planned memory, and nowhere else, computes what the reference
  /// computes.
  @Test(arguments: 0 ..< 60)
  func aHostInPlannedMemoryComputesTheSame(_ seed: Int) throws {
    var graph = try HostGraph(seed: 1000 + seed, count: 3 + seed)
    let plan = try graph.plan()
    var evaluator = Evaluator(graph.program.module)
    let expected = try evaluator.call("main", graph.inputs.map(Value.tensor)).tensors
    #expect(try graph.runInMemory(plan).map(\.bytes) == expected.map(\.bytes))
  }

  @Test func reuseSavesMemory() throws {
    var graph = try HostGraph(seed: 3, count: 40)
    let plan = try graph.plan()
    #expect(plan.byteCount < plan.byteCountWithoutReuse)
    #expect(try graph.plan(["reuse": "off"]).byteCount == plan.byteCountWithoutReuse)
  }

  // MARK: Copies

  /// Every small shape, against a packing that is written out here.
  @Test(arguments: [1, 2, 4, 16])
  func zeroCopyIsTheSameBytes(_ block: Int) throws {
    let shapes =
      [[1], [3], [16], [32], [1, 16], [1, 10], [3, 16], [2, 4]]
      + [1, 2, 3, 4, 16, 17, 32].flatMap { channels in
        [1, 2, 3].flatMap { height in
          [1, 2].flatMap { width in [[1, channels, height, width], [2, channels, height, width]] }
        }
      }
    for shape in shapes {
      let count = shape.reduce(1, *)
      let tensor = Tensor(shape, (0 ..< count).map { Int8($0 % 113) })
      let packed = packedPlainly(tensor.bytes, shape, block)
      let layout = BlockedLayout(block: block)
      #expect(layout.pack(tensor) == packed)
      #expect(try layout.unpack(packed, .int8, shape).bytes == tensor.bytes)
      let edges = try edges(.tensor(shape, .int8), block)
      #expect(edges.count == 2)
      for edge in edges {
        #expect(edge.isZeroCopy == (packed == tensor.bytes), "\(shape) in blocks of \(block)")
        #expect(edge.byteCount == packed.count)
        #expect(edge.obstacles.map(\.kind) == (edge.isZeroCopy ? [] : [.layout]))
        #expect(edge.needsMaintenance)
      }
    }
  }

  /// `N C H W` in blocks of channels: what is missing to a whole block is zero.
  private func packedPlainly(_ bytes: [UInt8], _ shape: [Int], _ block: Int) -> [UInt8] {
    let full = shape.count == 1 ? [1] + shape : shape
    let positions = full.dropFirst(2).reduce(1, *)
    var packed: [UInt8] = []
    for n in 0 ..< full[0] {
      for first in stride(from: 0, to: full[1], by: block) {
        for p in 0 ..< positions {
          for c in first ..< first + block {
            packed.append(c < full[1] ? bytes[(n * full[1] + c) * positions + p] : 0)
          }
        }
      }
    }
    return packed
  }

  /// The edges of a region that takes and gives a value of `type`.
  private func edges(
    _ type: ValueType, _ block: Int, _ options: [String: String] = [:], target: String = "acc"
  ) throws -> [MemoryEdge] {
    var builder = GraphBuilder(pass: "test")
    let p = builder.variable("p", type)
    let body = try builder.call(Op.named("nn.relu")!, [p])
    var attributes = Attributes()
    attributes["Compiler"] = .text("acc")
    builder.module.functions["acc_0"] = Function(
      parameters: [p], body: body, attributes: attributes)
    let x = builder.variable("x", type)
    let call = try builder.insert(.apply, [builder.insert(.global("acc_0")), x])
    builder.module.functions["main"] = Function(parameters: [x], body: call)
    let handover = Handover(
      alignment: 256, isCoherent: false, inputBlock: block, outputBlock: block)
    var context = PassContext(targets: [TargetInterface(name: target, handover: handover)])
    let pass = try PlanMemory(PassOptions(options, for: PlanMemory.info))
    let program = try Program(builder.module).applying(pass, in: &context)
    return try #require(program.memoryPlan).edges
  }

  @Test func saysWhichConditionFails() throws {
    let image = try edges(.tensor([1, 32, 4, 4], .int8), 16)
    #expect(
      image.map(\.sentence) == [
        "the accelerator reads blocks of 16 channels, the host keeps NCHW",
        "the accelerator writes blocks of 16 channels, the host keeps NCHW",
      ])
    let vector = try edges(.tensor([1, 10], .int8), 16)
    #expect(
      vector[0].sentence
        == "the accelerator reads blocks of 16 channels, 10 are no whole number of blocks")
    let floats = try edges(.tensor([1, 16], .float32), 16)
    #expect(floats[0].sentence == "the accelerator reads int8, the host keeps float32")
    let caller = try edges(.tensor([1, 16], .int8), 16, ["caller-alignment": "16"])
    #expect(caller.map { $0.obstacles.map(\.kind) } == [[.alignment], []])
    let unknown = try edges(.tensor([1, 16], .int8), 16, target: "other")
    #expect(unknown.allSatisfy { $0.obstacles.map(\.kind) == [.unknown] })
    let open = try edges(.tensor([nil, 16], .int8), 16)
    #expect(open.allSatisfy { $0.byteCount == nil && !$0.isZeroCopy })
  }

  // MARK: The truth

  static let twoRegions = """
    #[version = "0.0.5"]
    def @vta_0(%a: Tensor[(1, 20, 8, 8), int8], global_symbol="vta_0", Primitive=1, Compiler="vta") {
      %1 = fn (%p: Tensor[(1, 20, 8, 8), int8], Composite="vta.max_pool2d") {
        nn.max_pool2d(%p, pool_size=[8, 8], strides=[8, 8])
      };
      %1(%a)
    }
    def @vta_1(%a: Tensor[(1, 32), int8], global_symbol="vta_1", Primitive=1, Compiler="vta") {
      %2 = reshape(%a, newshape=[1, 32, 1, 1]);
      %3 = fn (%p: Tensor[(1, 32, 1, 1), int8], Composite="vta.max_pool2d") {
        nn.max_pool2d(%p, pool_size=[1, 1])
      };
      %3(%2)
    }
    def @main(%x: Tensor[(1, 20, 8, 8), int8], %y: Tensor[(1, 32), int8]) {
      %4 = nn.relu(%x);
      %5 = @vta_0(%4);
      %6 = @vta_1(%y);
      (%5, %6, nn.batch_flatten(%6))
    }
    """

  /// What the plan says is copied is what the host copies when the program runs.
  @Test func thePlanCopiesWhatTheHostCopies() throws {
    let parsed = try RelayText.parse(SourceText(name: "test", text: Self.twoRegions))
    let target = DecoupledTarget(try BuiltInTargets().description(named: "vta"))
    var program = Program(parsed.module)
    #expect(program.violations == [])
    var context = PassContext(targets: [target.description.interface])
    let plan = try PlanMemory(PassOptions([:], for: PlanMemory.info))
    program = try program.applying(plan, in: &context)
    for pass in target.passes {
      program = try program.applying(pass.make(PassOptions([:], for: pass.info)), in: &context)
    }
    let edges = try #require(program.memoryPlan).edges
    #expect(edges.count == 4)
    for (name, isZeroCopy) in [("vta_0", false), ("vta_1", true)] {
      let region = try #require(program.lowered[name] as? StreamRegion)
      let own = edges.filter { $0.region == name }
      #expect(own.map(\.isZeroCopy) == [isZeroCopy, isZeroCopy])
      #expect((region.inputs + region.outputs).map(\.byteCount) == own.map(\.byteCount))
      #expect(
        (region.inputs + region.outputs).map(\.copiedByteCount)
          == own.map { $0.isZeroCopy ? 0 : $0.byteCount ?? -1 })
    }
  }

  @Test func aChangedGraphHasNoPlan() throws {
    let text = Self.twoRegions.replacing("nn.relu(%x)", with: "nn.relu(nn.relu(%x))")
    let parsed = try RelayText.parse(SourceText(name: "test", text: text))
    var context = PassContext()
    var program = Program(parsed.module)
    func apply(_ pass: any Pass.Type) throws {
      program = try program.applying(pass.init(PassOptions([:], for: pass.info)), in: &context)
    }
    try apply(PlanMemory.self)
    try apply(InferTypes.self)
    #expect(program.memoryPlan != nil)
    try apply(Simplify.self)
    #expect(program.memoryPlan == nil)
  }

  @Test func spellsSizes() {
    let texts = [0, 999, 1000, 1234, 12_345, 99_960, 999_499, 999_500, 1_250_000].map(byteText)
    #expect(
      texts == [
        "0 B", "999 B", "1 kB", "1.23 kB", "12.3 kB", "100 kB", "999 kB", "1 MB", "1.25 MB",
      ])
  }

}
