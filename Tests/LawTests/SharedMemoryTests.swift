import Diagnostics
import Foundation
import GraphIR
import OrderedCollections
import Support
import TargetKit
import Tensors
import Testing

@testable import Debugger
@testable import Passes

/// One allocator for the host and an accelerator: what is planned is what is copied, and the values
/// stay what they are.
@Suite struct SharedMemoryTests {

  /// A session with the built-in accelerator, whose memory is coherent.
  static func session(isCoherent: Bool = true) throws -> Session {
    var session = try SampleTests.session()
    guard isCoherent else { return session }
    let text = try #require(BuiltInTargets().sources.first).text
      .replacingOccurrences(of: "coherent: false", with: "coherent: true")
    let path = NSTemporaryDirectory() + "sluice-\(UUID().uuidString).yaml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try session.selectTargets([path])
    return session
  }

  private static let tilePasses = [
    "tile", "cache", "double-buffer", "inject-dma", "tensorize", "insert-tokens", "fold-uops",
    "allocate-sram", "emit",
  ]

  /// `text` after memory was planned with `options`, and regions became instructions.
  private func lowered(
    _ text: String, _ options: String = "", in session: inout Session,
    plannedLast: Bool = false
  ) throws -> Program {
    let parsed = try RelayText.parse(SourceText(name: "test", text: text))
    session.use(
      LoadedModel(
        name: "test", path: "", format: "Relay text", module: parsed.module, outputNames: [],
        bindings: [:]))
    let plan = "plan-memory\(options)"
    let names = plannedLast ? Self.tilePasses + [plan] : [plan] + Self.tilePasses
    for call in try session.calls(names, all: false, until: nil) { try session.apply(call) }
    return try session.requireHistory().program
  }

  /// What `program` gives for `inputs`, and what was copied for it.
  private func run(
    _ program: Program, _ inputs: [Tensor], in session: Session
  ) throws -> (outputs: [Tensor], copies: BorderCopies) {
    var journey = try session.makeJourney(
      program, [inputs.map(Value.tensor)], session.runOptions)
    let outputs = try journey.runToEnd().outputs
    return (outputs, try #require(journey.host).copies)
  }

  private func expected(_ program: Program, _ inputs: [Tensor]) throws -> [Tensor] {
    var evaluator = Evaluator(program.module)
    return try evaluator.call("main", inputs.map(Value.tensor)).tensors
  }

  // MARK: Random programs

  /// With any options, the run copies what the plan says, and gives what the evaluator gives.
  @Test(arguments: 0 ..< 48)
  func aRunCopiesWhatIsPlanned(_ seed: Int) throws {
    let graph = BorderProgram(seed: seed, count: 4 + seed / 2)
    var session = try Self.session(isCoherent: seed % 3 > 0)
    let options = ["", "{host-allocator=shared}", "{host-allocator=own}", "{reuse=off}"][seed % 4]
    let program = try lowered(graph.text, options, in: &session)
    let (outputs, copies) = try run(program, graph.inputs, in: session)
    let reference = try expected(program, graph.inputs)
    #expect(outputs.map(\.bytes) == reference.map(\.bytes))
    let plan = try #require(program.memoryPlan)
    #expect(copies.differences(from: plan) == [])
    for edge in plan.edges where program.lowered[edge.region] is StreamRegion {
      #expect(copies[edge] != nil, "\(edge.route)")
    }
  }

  /// Between a host and an accelerator of one allocator, nothing is copied but what the caller has,
  /// what two regions take for tensors of other shapes, and what has no address of its own.
  @Test(arguments: 0 ..< 48)
  func whatIsSharedIsNotCopied(_ seed: Int) throws {
    let graph = BorderProgram(seed: 500 + seed, count: 4 + seed / 2)
    var session = try Self.session()
    let program = try lowered(graph.text, in: &session)
    let plan = try #require(program.memoryPlan)
    for edge in plan.edges where !edge.isZeroCopy {
      switch edge.obstacles.first?.kind {
      case .program:
        let role = plan.values[try #require(edge.value)].role
        #expect(role == (edge.direction == .toHost ? .output : .input))
      case .layout: #expect(edge.direction == .toAccelerator)
      default: Issue.record("\(edge.route): \(edge.sentence)")
      }
    }
    for (index, value) in plan.values.enumerated() where value.isShared {
      let address = try #require(plan.address(of: index))
      let arena = try #require(plan.arena)
      #expect(address % plan.alignment == 0)
      #expect(address >= arena.address)
      #expect(address + (value.byteCount ?? 0) <= arena.address + arena.byteCount)
    }
  }

  /// Two values of the arena that are alive at a time share no byte, but for a value that replaces
  /// its operand.
  @Test(arguments: 0 ..< 24)
  func valuesAliveTogetherShareNothing(_ seed: Int) throws {
    let graph = BorderProgram(seed: 900 + seed, count: 6 + seed)
    var session = try Self.session()
    let program = try lowered(graph.text, in: &session)
    let plan = try #require(program.memoryPlan)
    for (a, first) in plan.values.enumerated() {
      for (b, second) in plan.values.enumerated()
      where a != b && first.life.overlaps(second.life) && first.storage == second.storage {
        let isReplaced = second.replaced == a || first.replaced == b
        #expect(isReplaced && first.byteCount == second.byteCount, "\(first) \(second)")
      }
    }
  }

  // MARK: Cases

  static let chain = """
    #[version = "0.0.5"]
    def @vta_0(%a: Tensor[(1, 20, 4, 4), int8], global_symbol="vta_0", Compiler="vta") {
      %1 = fn (%p: Tensor[(1, 20, 4, 4), int8], Composite="vta.max_pool2d") {
        nn.max_pool2d(%p, pool_size=[2, 2], strides=[2, 2])
      };
      %1(%a)
    }
    def @vta_1(%a: Tensor[(1, 20, 2, 2), int8], global_symbol="vta_1", Compiler="vta") {
      %2 = fn (%p: Tensor[(1, 20, 2, 2), int8], Composite="vta.max_pool2d") {
        nn.max_pool2d(%p, pool_size=[1, 1])
      };
      %2(%a)
    }
    def @vta_2(%a: Tensor[(1, 20, 2, 2), int8], global_symbol="vta_2", Compiler="vta") {
      %3 = fn (%p: Tensor[(1, 20, 2, 2), int8], Composite="vta.max_pool2d") {
        nn.max_pool2d(%p, pool_size=[1, 1])
      };
      %3(%a)
    }
    def @main(%x: Tensor[(1, 20, 4, 4), int8]) {
      %4 = nn.relu(%x);
      %5 = @vta_0(%4);
      %6 = @vta_1(%5);
      %7 = negative(%6);
      %8 = clip(%7, a_min=-50f, a_max=50f);
      %9 = @vta_2(%8);
      nn.batch_flatten(nn.relu(%9))
    }
    """

  private var inputs: [Tensor] {
    [Tensor([1, 20, 4, 4], (0 ..< 320).map { Int8(truncatingIfNeeded: $0 * 37) })]
  }

  /// From region to region, and through operators on elements, a value keeps its layout; a region
  /// reads where the one before has written.
  @Test func valuesStayInTheLayout() throws {
    var session = try Self.session()
    let program = try lowered(Self.chain, in: &session)
    let plan = try #require(program.memoryPlan)
    #expect(plan.edges.allSatisfy { $0.isZeroCopy })
    let regions = try ["vta_0", "vta_1", "vta_2"].map {
      try #require(program.lowered[$0] as? StreamRegion)
    }
    #expect(regions[0].outputs[0].address == regions[1].inputs[0].address)
    #expect(regions[0].outputs[0].address == plan.edges[1].address)
    let works = plan.fusions.map { "\(program.module[$0.step].op?.name ?? "") \($0.work.rawValue)" }
    #expect(
      works == [
        "nn.relu writes", "negative in-layout", "negative in-layout", "clip in-layout",
        "clip in-layout", "nn.relu reads",
      ])
    // Negating and clipping need no second place.
    #expect(plan.values.filter { $0.replaced != nil }.count >= 2)
    let (outputs, copies) = try run(program, inputs, in: session)
    #expect(copies.total == 0)
    let reference = try expected(program, inputs)
    #expect(outputs == reference)
  }

  /// Memory that was planned when the addresses were written already is not where they point.
  @Test func saysThatARegionHasOtherAddresses() throws {
    var session = try Self.session()
    let program = try lowered(Self.chain, in: &session, plannedLast: true)
    let plan = try #require(program.memoryPlan)
    let moved = plan.edges.filter { $0.obstacles.map(\.kind) == [.address] }
    #expect(moved.count >= 2)
    let (outputs, copies) = try run(program, inputs, in: session)
    #expect(copies.differences(from: plan) == [])
    #expect(copies.total == plan.copiedBytes())
    let reference = try expected(program, inputs)
    #expect(outputs == reference)
  }

  /// The caller keeps what it gives and takes as the host does.
  @Test func theEndsOfTheProgramAreCopied() throws {
    let text = Self.chain
      .replacing("%4 = nn.relu(%x);\n  %5 = @vta_0(%4);", with: "%5 = @vta_0(%x);")
      .replacing("nn.batch_flatten(nn.relu(%9))", with: "%9")
    var session = try Self.session()
    let program = try lowered(text, in: &session)
    let copied = try #require(program.memoryPlan).edges.filter { !$0.isZeroCopy }
    #expect(copied.map(\.isOfProgram) == [true, true])
    #expect(copied.map(\.region) == ["vta_0", "vta_2"])
    #expect(copied.map(\.byteCount) == [32 * 16, 32 * 4])
    let (outputs, copies) = try run(program, inputs, in: session)
    #expect(copies.total == 32 * 16 + 32 * 4)
    let reference = try expected(program, inputs)
    #expect(outputs == reference)
  }

  @Test func aHostOfItsOwnCopies() throws {
    var session = try Self.session(isCoherent: false)
    let first = try lowered(Self.chain, in: &session)
    let own = try #require(first.memoryPlan)
    #expect(own.arena == nil && own.fusions == [])
    #expect(own.edges.allSatisfy { !$0.isZeroCopy && $0.address == nil })
    let second = try lowered(Self.chain, "{host-allocator=shared}", in: &session)
    let shared = try #require(second.memoryPlan)
    #expect(shared.edges.allSatisfy { $0.isZeroCopy && $0.needsMaintenance })
    #expect(shared.edges[0].sentence.contains("flushes its caches"))
  }

  // MARK: Models

  /// A model of the samples copies nothing inside, whatever its path through the accelerator is.
  @Test(arguments: SampleTests.models)
  func aModelCopiesNothingInside(_ model: String) throws {
    var session = try Self.session()
    try session.load("\(SampleTests.root)/samples/models/\(model).onnx")
    try session.setRandomInputs(seed: 5)
    for call in try session.calls([], all: true, until: nil) { try session.apply(call) }
    let program = try session.requireHistory().program
    let plan = try #require(program.memoryPlan)
    #expect(!plan.edges.isEmpty)
    #expect(plan.edges.allSatisfy { $0.isZeroCopy || $0.isOfProgram })
    let assertion = try session.assertion("copies == 0")
    #expect(assertion.holds)
  }

}
