import Diagnostics
import Effects
import GraphIR
import ISA
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors
import TestKit
import Testing

@testable import Described

/// Layers on a machine whose units wait by tokens give what the evaluator does, in whatever order the
/// tokens let instructions run.
@Suite("Layers in any order that tokens allow")
struct OrderedLayerTests {

  @Test("whoever may go on does, by chance", arguments: 0 ..< 6)
  func anyOrder(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let pico = try PicoPrograms()
    var f = LayerFixture(seed: seed, target: "pico")
    let data = f.input([1, f.pick(1 ... 9), f.pick(3 ... 6), f.pick(3 ... 6)])
    let result = try f.convolution(
      data, .init(outputs: f.pick(1 ... 9), kernel: [3, 3], pads: [1, 1, 1, 1]),
      .init(hasRelu: true))
    let (program, warnings) = try MachineLoweringTests.lowered(
      try f.program([result]), for: pico.description)
    let lowered = program.lowered["region"] as? StreamRegion
    let region = try #require(lowered, "no stream: \(warnings)")
    let inputs = f.inputs().map { Value.tensor($0) }
    var evaluator = Evaluator(program.module)
    let expected = try evaluator.call("region", inputs).tensors[0]
    let workload = try region.workload(for: inputs)
    let calls = pico.calls(of: workload.streams[0].code)
    #expect(calls.count == workload.instructionCount)
    for _ in 0 ..< 4 {
      let bytes = try run(calls, pico, workload.image, region.outputs[0], &random)
      let found = try region.outputs[0].layout.unpack(
        bytes, region.outputs[0].element, region.outputs[0].shape)
      #expect(found.bytes == expected.bytes)
    }
  }

  /// Runs instructions whole, each time one that has its tokens.
  private func run(
    _ calls: [Call], _ pico: PicoPrograms, _ image: MemoryImage, _ output: HostBinding,
    _ random: inout SplitMix64
  ) throws -> [UInt8] {
    let engine = try EffectEngine(
      pico.description.form, host: image.segments.map(\.addresses))
    var state = engine.makeState()
    for segment in image.segments { state.setHostBytes(segment.bytes, at: segment.address) }
    let program = pico.decoded(calls)
    var tokens = pico.queues.map { _ in 0 }
    var members = (0 ..< 3).map { unit in program.indices.filter { program[$0].unit == unit } }
    for _ in calls {
      let ready = members.compactMap(\.first).filter { index in
        program[index].pops.allSatisfy { tokens[$0] > 0 }
      }
      let next = try #require(ready.randomElement(using: &random), "it gets stuck")
      members[program[next].unit].removeFirst()
      for queue in program[next].pops { tokens[queue] -= 1 }
      for queue in program[next].pushes { tokens[queue] += 1 }
      _ = try engine.run(calls[next].instruction, calls[next].fields, on: &state)
    }
    let isEmpty = tokens.allSatisfy { $0 == 0 }
    #expect(isEmpty)
    let bytes = state.hostBytes(output.address ..< output.address + output.byteCount)
    return try #require(bytes)
  }

}

extension PicoPrograms {

  /// The instructions that words are.
  fileprivate func calls(of code: MachineCode) -> [Call] {
    code.wideWords.compactMap { word in
      description.instructionSet.formatIndex(of: word).map {
        Call($0, description.instructionSet.formats[$0].decode(word))
      }
    }
  }

}
