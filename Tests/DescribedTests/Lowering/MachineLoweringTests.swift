import Diagnostics
import Effects
import GraphIR
import ISA
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors
import TestKit
import Testing

@testable import Described

/// What machines of `samples/targets` are made to compute is what the evaluator computes.
@Suite struct MachineLoweringTests {

  /// `program` after all passes of the machine.
  static func lowered(
    _ program: Program, for description: MachineDescription
  ) throws -> (program: Program, warnings: [Diagnostic]) {
    var program = program
    var context = PassContext(targets: [description.common.interface])
    for pass in DescribedTarget(description).passes {
      let none = try PassOptions([:], for: pass.info)
      program = try program.applying(try pass.make(none), in: &context)
    }
    return (program, Array(context.reports.elements))
  }

  /// Nothing, or how what the machine computes differs from the evaluator.
  static func mismatch(
    _ f: inout LayerFixture, _ results: [ID<Node>], on description: MachineDescription
  ) throws -> String? {
    let (program, warnings) = try lowered(try f.program(results), for: description)
    guard let region = program.lowered["region"] as? StreamRegion else {
      return "no stream: \(warnings.map { "\($0)" })"
    }
    let inputs = f.inputs().map { Value.tensor($0) }
    var evaluator = Evaluator(program.module)
    let expected = try evaluator.call("region", inputs)
    let workload = try region.workload(for: inputs)
    let segments = workload.image.segments
    let engine = try EffectEngine(description.form, host: segments.map(\.addresses))
    var state = engine.makeState()
    for segment in segments { state.setHostBytes(segment.bytes, at: segment.address) }
    let entries = try entries(of: workload.streams[0], description.instructionSet)
    var machine = EffectMachine(engine, entries, state)
    _ = machine.run(to: .max, work: .max, until: nil)
    guard machine.stop == .end else { return "the machine stops: \(machine.stop)" }
    for (binding, tensor) in zip(region.outputs, expected.tensors) {
      let first = binding.address
      let bytes = machine.withState { $0.hostBytes(first ..< first + binding.byteCount) } ?? []
      let found = try binding.layout.unpack(bytes, binding.element, binding.shape)
      guard found.bytes != tensor.bytes else { continue }
      let (a, b) = (found.doubles, tensor.doubles)
      let place = zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
      return "\(binding.name) \(binding.shape) element \(place) is \(a[place]), not \(b[place])"
    }
    return nil
  }

  /// The instructions of a stream as the engine takes them.
  private static func entries(
    of stream: TargetKit.Stream, _ set: InstructionSet
  ) throws -> [EffectMachine.Entry] {
    try stream.code.wideWords.map { word in
      let format = try #require(set.formatIndex(of: word))
      return EffectMachine.Entry(
        format, set.formats[format].decode(word))
    }
  }

  static let machines = ["pico", "gemmini", "counted-tiles"]

  @Test(arguments: machines, 0 ..< 3) func convolutions(_ name: String, _ seed: Int) throws {
    let description = try Machines.named(name)
    var f = LayerFixture(seed: seed, target: name)
    let data = f.input([1, f.pick(1 ... 9), f.pick(4 ... 6), f.pick(4 ... 6)])
    let kernel = [f.pick(1 ... 3), f.pick(1 ... 3)]
    let pads = kernel.map { $0 / 2 }
    let window = LayerFixture.Window(
      outputs: f.pick(1 ... 9), kernel: kernel, strides: [f.pick(1 ... 2), f.pick(1 ... 2)],
      pads: pads + pads)
    let tail = LayerFixture.Tail(hasRelu: f.flip(), shift: 9, rounds: f.flip())
    let result = try f.convolution(data, window, tail)
    #expect(try Self.mismatch(&f, [result], on: description) == nil)
  }

  @Test(arguments: machines) func networks(_ name: String) throws {
    let description = try Machines.named(name)
    var f = LayerFixture(seed: 7, target: name)
    let data = f.input([1, 3, 5, 5])
    let pads = [1, 1, 1, 1]
    let first = try f.convolution(data, .init(outputs: 6, kernel: [3, 3], pads: pads))
    let second = try f.convolution(
      first, .init(outputs: 6, kernel: [3, 3], pads: pads), .init(hasRelu: true))
    let sum = try f.sum(first, second, shift: 1, amount: 1)
    let mean = try f.mean(sum, shift: 4)
    let flat = try f.call("nn.batch_flatten", [mean])
    let result = try f.dense(flat, 10)
    #expect(try Self.mismatch(&f, [result, second], on: description) == nil)
  }

  /// Floats are summed in the order that the product says.
  @Test(arguments: 0 ..< 3) func shortFloats(_ seed: Int) throws {
    let description = try Machines.bfa()
    var f = LayerFixture(seed: seed, target: "bfa")
    let data = f.floatInput([1, f.pick(1 ... 12), 5, f.pick(4 ... 6)])
    let kernel = [f.pick(1 ... 3), 3]
    let pads = kernel.map { $0 / 2 }
    let first = try f.floatConvolution(
      data, .init(outputs: f.pick(1 ... 12), kernel: kernel, pads: pads + pads), block: 8,
      hasRelu: f.flip())
    let second = try f.floatConvolution(
      first, .init(outputs: 9, kernel: [2, 2], strides: [2, 2]), block: 8)
    let sum = try f.floatSum(first, first)
    #expect(try Self.mismatch(&f, [second, sum], on: description) == nil)
  }

  /// Halves, with barriers between transfers and products.
  @Test(arguments: 0 ..< 3) func halves(_ seed: Int) throws {
    let description = try Machines.named("sync-barriers")
    var f = LayerFixture(seed: seed, target: "sync-barriers", float: .float16)
    let data = f.floatInput([1, f.pick(1 ... 9), 4, f.pick(3 ... 5)])
    let first = try f.floatConvolution(
      data, .init(outputs: f.pick(1 ... 9), kernel: [3, 1], pads: [1, 0, 1, 0]), block: 4,
      hasRelu: f.flip())
    #expect(try Self.mismatch(&f, [first], on: description) == nil)
  }

  /// Data that lies with its channels last.
  @Test(arguments: ["pico", "gemmini"], 0 ..< 2)
  func channelsLast(_ name: String, _ seed: Int) throws {
    let lanes = name == "pico" ? 4 : 16
    let source = try Machines.source(name)
    let text = source.text.replacing(
      "n c/\(lanes) y x \(lanes)c", with: "n y x c/\(lanes) \(lanes)c")
    let description = try MachineDescription(reading: SourceText(name: name, text: text))
    #expect(description.interface.handover.isChannelsLast)
    var f = LayerFixture(seed: seed, target: name)
    let data = f.input([1, 2 * lanes + 1, 4, 5])
    let first = try f.convolution(
      data, .init(outputs: lanes + 2, kernel: [3, 3], pads: [1, 1, 1, 1]), .init(hasRelu: true))
    let second = try f.convolution(
      first, .init(outputs: lanes + 2, kernel: [1, 1], strides: [2, 2]))
    let sum = try f.sum(first, first, shift: 1, amount: 1)
    let flat = try f.call("nn.batch_flatten", [second])
    let result = try f.dense(flat, 7)
    #expect(try Self.mismatch(&f, [second, sum, result], on: description) == nil)
  }

  /// Where data can not lie as is said, that is a mistake with its place.
  @Test(arguments: [
    ("n c/4 y x 4c", "n c/4 x y 4c", "`data` that lies as `n c/4 x y 4c`"),
    ("n c/4 y x 4c", "n y x c", "data is said to lie in blocks of 1 channels"),
    ("o/4 c/4 r s 4o 4c", "o/4 c/4 r s 4c 4o", "`weight` that lies as `o/4 c/4 r s 4c 4o`"),
    ("o/4 4o", "o", "`sum` that lies as `o`"),
  ])
  func otherLayouts(_ old: String, _ new: String, _ message: String) throws {
    let source = try Machines.source("pico")
    let text = source.text.replacing("\"\(old)\"", with: "\"\(new)\"")
    let (machine, diagnostics) = MachineDescription.read(SourceText(name: "t", text: text))
    #expect(machine == nil)
    let found = diagnostics.elements.first { $0.message.contains(message) }
    #expect(found?.place?.line == 10, "\(diagnostics.elements)")
    #expect(found?.hints.first?.hasPrefix("write `") == true)
  }

  /// Floats that may be summed in any order are not, on a machine that has one.
  @Test func floatsWithoutAnOrderStay() throws {
    let description = try Machines.bfa()
    var f = LayerFixture(seed: 1, target: "bfa")
    let data = f.floatInput([1, 8, 4, 4])
    let result = try f.floatConvolution(data, .init(outputs: 8), block: 4)
    let (program, warnings) = try Self.lowered(try f.program([result]), for: description)
    #expect(program.lowered["region"] == nil)
    #expect(
      warnings.contains { $0.message.contains("summed 4 channels at a time") }, "\(warnings)")
  }

  /// What has no room where the machine has addresses stays, and so does what would take gigabytes.
  @Test(arguments: [
    ("{address-width: 13}", "addresses have 13 bits"),
    ("{address-width: 62, alignment: 1048576}", "begins at a multiple of"),
  ]) func regionsThatHaveNoRoomStay(_ host: String, _ reason: String) throws {
    let text = try Machines.source("pico").text
    let description = try MachineDescription(
      reading: SourceText(name: "pico.yaml", text: text + "\nhost: \(host)\n"))
    var f = LayerFixture(seed: 1, target: "pico")
    let result = try f.convolution(
      f.input([1, 16, 6, 6]), .init(outputs: 20, kernel: [3, 3], pads: [1, 1, 1, 1]))
    let (program, warnings) = try MemoryBudget(limit: 4 << 20).governing {
      try Self.lowered(try f.program([result]), for: description)
    }
    #expect(program.lowered["region"] == nil)
    #expect(warnings.contains { $0.message.contains(reason) }, "\(warnings)")
  }

  /// Every instruction says which operation it does, and each node of a composite has some.
  @Test(arguments: machines) func instructionsHaveOrigins(_ name: String) throws {
    let description = try Machines.named(name)
    var f = LayerFixture(seed: 8, target: name)
    let result = try f.convolution(f.input([1, 4, 5, 5]), .init(outputs: 4, kernel: [3, 3]))
    let (program, _) = try Self.lowered(try f.program([result]), for: description)
    let region = try #require(program.lowered["region"] as? StreamRegion)
    let stream = region.workload.streams[0]
    #expect(region.origins.count == region.lineCount)
    #expect(stream.statement(of: 0) != nil)
    let nodes = Set(region.origins.flatMap(\.nodes))
    let literal = try #require(program.module[result].operands.first)
    let body = try #require(program.module[literal].function).body
    let computed = program.module.postorder(from: [body]).filter { program.module[$0].op != nil }
    #expect(computed.allSatisfy(nodes.contains), "\(computed) \(nodes)")
  }

}
