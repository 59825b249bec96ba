import Diagnostics
import Effects
import GraphIR
import Passes
import Support
import TargetKit
import Tensors
import TestKit
import Testing

@testable import Described

/// Operations compute what the evaluator does, whatever instructions there are for them.
@Suite struct TilerTests {

  /// What a machine of the test can do besides products, loads and stores.
  struct Abilities: OptionSet {
    var rawValue: Int
    static let begins = Abilities(rawValue: 1)
    static let fills = Abilities(rawValue: 2)
    static let spreads = Abilities(rawValue: 4)
    static let widens = Abilities(rawValue: 8)
    static let combines = Abilities(rawValue: 16)
    static let rows = Abilities(rawValue: 32)
    static let adds = Abilities(rawValue: 64)
    static let all = Abilities(rawValue: 127)
  }

  static func machine(
    lanes: Int = 4, data: Int = 32, weights: Int = 16, sums: Int = 32, isShared: Bool = false,
    outputsFirst: Bool = true, blockPlaces: Int = 1, _ abilities: Abilities = .all
  ) -> OperationMachine {
    let parts = [
      OperationMachine.Part(StateID(0), name: "wgt", count: weights, element: .int8),
      OperationMachine.Part(StateID(1), name: "inp", count: data, element: .int8),
      OperationMachine.Part(StateID(2), name: "acc", count: sums, element: .int32),
    ]
    return OperationMachine(
      name: "machine", host: .plain, data: parts[1], weights: isShared ? parts[1] : parts[0],
      sums: parts[2], depth: lanes, lanes: lanes, blockPlaces: blockPlaces,
      hasOutputsFirst: outputsFirst, layout: BlockedLayout(block: lanes),
      partNames: parts.map(\.name),
      refusal: { kind in
        Self.missing(kind, abilities).map { Refusal($0) }
      })
  }

  private static func missing(_ kind: Operation.Kind, _ abilities: Abilities) -> String? {
    switch kind {
    case .load(let rows, let from, let adds):
      if rows.part != StateID(2) { return nil }
      if from.element == .int32 { return adds ? "no" : nil }
      return abilities.contains(adds ? [.widens, .adds] : .widens) ? nil : "no widening"
    case .fill(_, let number):
      return abilities.contains(.fills) && number == 0 ? nil : "no fill"
    case .spread: return abilities.contains(.spreads) ? nil : "no spread"
    case .multiply(_, _, _, let begins):
      return !begins || abilities.contains(.begins) ? nil : "no beginning"
    case .combine: return abilities.contains(.combines) ? nil : "no combination"
    case .applyRow: return abilities.contains(.rows) ? nil : "no rows"
    case .store, .apply, .stop, .loadWeights: return nil
    }
  }

  /// Nothing, or how operations differ from the evaluator.
  static func mismatch(
    _ f: inout LayerFixture, _ results: [ID<Node>], on machine: OperationMachine
  ) throws -> String? {
    let program = try f.program(results)
    let tiler = Tiler(module: program.module, machine: machine, plan: nil, fixed: .init())
    let region = try tiler.tiled("region")
    let inputs = f.parameters.map { f.tensor(f.shape($0)) }
    var evaluator = Evaluator(program.module)
    let expected = try evaluator.call("region", inputs.map { Value.tensor($0) })
    var interpreter = OperationInterpreter(machine, region)
    for (id, tensor) in zip(region.inputs, inputs) {
      let layout = BlockedLayout(block: machine.lanes)
      interpreter.write(layout.pack(tensor), at: region.host[id])
    }
    interpreter.run(region.operations)
    for (id, tensor) in zip(region.outputs, expected.tensors) {
      let value = region.values[id.index]
      let bytes = interpreter.bytes(at: region.host[id], count: value.byteCount)
      let found = try BlockedLayout(block: value.block).unpack(bytes, value.element, value.shape)
      let (a, b) = (found.array(of: Int8.self), tensor.array(of: Int8.self))
      if let i = zip(a, b).enumerated().first(where: { $1.0 != $1.1 })?.offset {
        return "\(value.name) \(value.shape) element \(i) is \(a[i]), not \(b[i])"
      }
    }
    return nil
  }

  private static func randomWindow(_ f: inout LayerFixture) -> LayerFixture.Window {
    let kernel = [f.pick(1 ... 3), f.pick(1 ... 5)]
    let pads = kernel.map { f.pick(0 ... $0 / 2) }
    return .init(
      outputs: f.pick(1 ... 10), kernel: kernel, strides: [f.pick(1 ... 3), f.pick(1 ... 2)],
      pads: pads + pads)
  }

  private static func randomTail(_ f: inout LayerFixture) -> LayerFixture.Tail {
    .init(
      hasBias: f.flip(), hasRelu: f.flip(), shift: f.pick(5 ... 9), rounds: f.flip(),
      isEach: false)
  }

  @Test(arguments: 0 ..< 24) func convolutions(_ seed: Int) throws {
    var f = LayerFixture(seed: seed)
    let shared = f.flip()
    let ways: [Abilities] = [[.spreads, .begins], [.spreads, .fills], .all]
    let machine = Self.machine(
      data: f.pick(24 ... 64), weights: f.pick(8 ... 40), sums: f.pick(8 ... 48), isShared: shared,
      outputsFirst: f.flip(), blockPlaces: shared ? 4 : 1, ways[f.pick(0 ... 2)])
    let data = f.input([f.pick(1 ... 2), f.pick(1 ... 9), f.pick(5 ... 9), f.pick(5 ... 11)])
    let window = Self.randomWindow(&f)
    let result = try f.convolution(data, window, Self.randomTail(&f))
    #expect(try Self.mismatch(&f, [result], on: machine) == nil)
  }

  @Test(arguments: 0 ..< 12) func additionsAndPools(_ seed: Int) throws {
    var f = LayerFixture(seed: seed)
    let ways: [Abilities] = [
      [.spreads, .begins], [.spreads, .begins, .combines], .all,
      [.spreads, .fills, .widens, .adds],
    ]
    let way = ways[f.pick(0 ... 3)]
    let machine = Self.machine(
      data: f.pick(24 ... 64), weights: f.pick(8 ... 40), sums: f.pick(48 ... 96),
      outputsFirst: f.flip(), way)
    let shape = [1, f.pick(1 ... 9), f.pick(3 ... 8), f.pick(3 ... 8)]
    let (a, b) = (f.input(shape), f.input(shape))
    let sum = try f.sum(a, b, shift: f.pick(0 ... 3), amount: f.pick(0 ... 4))
    var results = [sum, try f.mean(a, shift: 4)]
    if way.contains(.combines) {
      results.append(
        try f.pool(
          sum, .init(kernel: [2, 3], strides: [f.pick(1 ... 2), 2], pads: [0, 1, 0, 1])))
    }
    #expect(try Self.mismatch(&f, results, on: machine) == nil)
  }

  @Test func chainsOfLayers() throws {
    var f = LayerFixture(seed: 3)
    let machine = Self.machine(data: 48, weights: 24, sums: 32, [.spreads, .begins])
    let data = f.input([1, 3, 8, 8])
    let first = try f.convolution(data, .init(outputs: 6, kernel: [3, 3], pads: [1, 1, 1, 1]))
    let second = try f.convolution(
      first, .init(outputs: 8, kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1]))
    let flat = try f.call("nn.batch_flatten", [second])
    let result = try f.dense(flat, 10)
    #expect(try Self.mismatch(&f, [result, first], on: machine) == nil)
  }

  @Test func whatFitsNowhereSaysWhat() throws {
    var f = LayerFixture(seed: 4)
    let machine = Self.machine(data: 32, weights: 0, sums: 8)
    let data = f.input([1, 4, 4, 4])
    let result = try f.convolution(data, .init(outputs: 4))
    let error = #expect(throws: Diagnostic.self) {
      try Self.mismatch(&f, [result], on: machine)
    }
    #expect(
      error?.message.contains("1 places of `wgt`, which has 0") == true, "\(error.debugDescription)"
    )
  }

  /// An addition that no instruction does is found before anything is written.
  @Test func whatNoInstructionDoesIsNamed() throws {
    var f = LayerFixture(seed: 5)
    let machine = Self.machine([.spreads, .begins])
    let data = f.input([1, 4, 6, 6])
    let result = try f.pool(data, .init(kernel: [2, 2], strides: [2, 2]))
    let error = #expect(throws: Diagnostic.self) {
      try Self.mismatch(&f, [result], on: machine)
    }
    #expect(error?.message == "no combination")
    #expect(error?.notes.contains { $0.contains("made by test") } == true)
  }

  // MARK: Text

  private static func region(_ seed: Int) throws -> OperationProgram {
    var f = LayerFixture(seed: seed)
    let data = f.input([1, 5, 6, 6])
    let first = try f.convolution(data, .init(outputs: 6, kernel: [3, 3], pads: [1, 1, 1, 1]))
    let sum = try f.sum(first, first, shift: 1, amount: 2)
    let pooled = try f.pool(sum, .init(kernel: [2, 2], strides: [2, 2]))
    let program = try f.program([pooled])
    let tiler = Tiler(
      module: program.module, machine: machine(sums: 64), plan: nil, fixed: .init())
    return try tiler.tiled("region")
  }

  @Test(arguments: 0 ..< 3) func textIsReadBack(_ seed: Int) throws {
    let region = try Self.region(seed)
    let source = SourceText(name: "text", text: region.text)
    #expect(try region.reading(source) == region)
    #expect(region.origins.count == region.lineCount)
  }

  @Test(arguments: [
    ("spread ", "spreads ", "found `spreads`, expected an operation"),
    ("multiply acc", "multiply nowhere", "expected places of `wgt`, `inp`, `acc`"),
    ("kernel k2: add", "kernel k2: sub", "this kernel is none of the region's"),
    ("value in0", "value in1", "this line is none of the region's"),
  ])
  func textsThatAreNotUnderstoodSayWhere(_ old: String, _ new: String, _ said: String) throws {
    let region = try Self.region(1)
    let text = region.text.replacing(old, with: new, maxReplacements: 1)
    #expect(text != region.text)
    let error = #expect(throws: Diagnostic.self) {
      try region.reading(SourceText(name: "text", text: text))
    }
    #expect(error?.message.contains(said) == true, "\(error?.message ?? "")")
    #expect(error?.place != nil)
  }

}
