import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit
import Testing

/// What `quantize` says of its error, and what it does about it.
@Suite struct QuantizationErrorTests {

  private func context(_ calibration: Tensor? = nil) -> PassContext {
    var context = PassContext(targets: [TargetInterface(name: "any")])
    if let calibration {
      context.calibration = ["x0": calibration]
      context.calibrationName = "samples.npz"
    }
    return context
  }

  /// The greatest distance of an output, as a part of its largest element, the relative one, and the
  /// cosine, over the samples of `input`.
  private func error(
    _ program: Program, _ other: Program, _ input: Tensor
  ) throws -> (greatest: Double, relative: Double, cosine: Double) {
    let (count, shape) = (input.shape[0], [1] + input.shape.dropFirst())
    let size = input.count / count
    var (greatest, distance, length) = (0.0, 0.0, 0.0)
    var (otherLength, product) = (0.0, 0.0)
    for sample in 0 ..< count {
      let part = Array(input.array(of: Float.self)[sample * size ..< (sample + 1) * size])
      let a = try program.run([Tensor(shape, part)]).doubles
      let b = try other.run([Tensor(shape, part)]).doubles
      let off = zip(a, b).map { abs($0 - $1) }
      greatest = max(greatest, (off.max() ?? 0) / (a.map { abs($0) }.max() ?? 1))
      distance += off.reduce(0) { $0 + $1 * $1 }
      length += a.reduce(0) { $0 + $1 * $1 }
      otherLength += b.reduce(0) { $0 + $1 * $1 }
      product += zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let cosine = product / (length * otherLength).squareRoot()
    return (greatest, (distance / length).squareRoot(), cosine)
  }

  /// What the record says is what running both programs gives.
  @Test(arguments: 0 ..< 4)
  func saysItsError(_ seed: Int) throws {
    var (network, program) = try FloatNetwork.residual(seed: seed)
    let samples = network.numbers([6, 3, 8, 8])
    for scales in ["auto", "max", "entropy"] {
      let (quantized, reports) = try program.applying(
        Quantize.self, ["scales": scales], in: context(samples))
      let record = try #require(quantized.quantization)
      let found = try error(program, quantized, samples)
      #expect(abs(record.error.greatest - found.greatest) < 1e-9)
      #expect(abs(record.error.relative - found.relative) < 1e-9)
      #expect(abs(record.error.cosine - found.cosine) < 1e-9)
      #expect(record.error.samples == 6)
      let cosine = shortNumber((found.cosine * 1e6).rounded() / 1e6)
      #expect(reports.contains { $0.hasPrefix("against the floats: cosine \(cosine), ") })
    }
  }

  /// A search begins with the scales of least square error and ends with none that are worse.
  @Test(arguments: 0 ..< 6)
  func searchesWhereInputsAreGiven(_ seed: Int) throws {
    var (network, program) = try FloatNetwork.residual(seed: seed)
    let samples = network.numbers([2, 3, 8, 8])
    func loss(_ options: [String: String]) throws -> Double {
      let made = try program.applying(Quantize.self, options, in: context(samples)).program
      let found = try error(program, made, samples)
      return found.greatest + found.relative
    }
    let plain = try loss(["scales": "mse"])
    let searched = try loss([:])
    #expect(searched <= plain)
    // What all of the search begins with is among what it has seen.
    for scales in ["max", "percentile", "entropy"] {
      #expect(searched <= (try loss(["scales": scales])))
      #expect(searched <= (try loss(["scales": scales, "equalize": "on"])))
    }
    let none = ["trials": "0", "correct-biases": "off", "equalize": "off"]
    #expect(try loss(none) == plain)
  }

  /// Random inputs are nobody's: what is best for them is no better for the user.
  @Test func searchesNothingOnRandomInputs() throws {
    let (_, program) = try FloatNetwork.residual(seed: 3)
    let texts = try [[:], ["scales": "mse"]].map { options in
      try program.applying(Quantize.self, options).program.module.relayText(
        RelayTextOptions(metadata: .full))
    }
    #expect(texts[0] == texts[1])
  }

  /// One number that is a thousand times as great as the others, in a value that only its rest
  /// matters of.
  private func spiked() throws -> (FloatNetwork, Program, Tensor) {
    var network = FloatNetwork(seed: 11)
    let x = network.input([1, 16])
    var weights = network.numbers([8, 16]).array(of: Float.self)
    for row in 0 ..< 8 { weights[row * 16] = 0 }
    let weight = network.constant(Tensor([8, 16], weights))
    let program = network.program(try network.call("nn.dense", [x, weight]))
    var input = network.numbers([4, 16]).array(of: Float.self)
    for row in 0 ..< 4 { input[row * 16] = 9 }
    return (network, program, Tensor([4, 16], input))
  }

  /// A tensor whose own error is great where the outputs' is small, and the other way round: least
  /// square error keeps the number that nobody reads.
  @Test func judgesByTheOutputs() throws {
    let (_, program, samples) = try spiked()
    let plain = try program.applying(
      Quantize.self, ["scales": "mse"], in: context(samples)
    ).program
    let found = try program.applying(
      Quantize.self, ["correct-biases": "off", "equalize": "off"], in: context(samples)
    ).program
    let (a, b) = (try error(program, plain, samples), try error(program, found, samples))
    #expect(b.relative < 0.6 * a.relative)
    let record = try #require(found.quantization)
    let input = try #require(record.choices.first { $0.product == nil })
    #expect(input.sentence?.contains("by mse") == true, "\(input)")
    let coarser = input.candidates.filter { $0.exponent > input.exponents[0] }
    #expect(coarser.contains { $0.methods.contains(.mse) && $0.error != nil })
    #expect(record.start != nil && record.trials > 1)
  }

  /// Channels of other sizes between two products leave the floats what they are, to the bit.
  @Test(arguments: 0 ..< 4)
  func equalizingKeepsTheFloats(_ seed: Int) throws {
    var network = FloatNetwork(seed: seed)
    let x = network.input([1, 3, 6, 6])
    var y = x
    for channels in [8, 6] {
      let inputs = network.shape(y)[1]
      var weights = network.numbers([channels, inputs, 3, 3], 0.5).array(of: Float.self)
      // Each channel is of another size.
      for index in weights.indices {
        weights[index] *= Float(1 << (index / (inputs * 9) % 5 * 2)) / 64
      }
      let weight = network.constant(Tensor([channels, inputs, 3, 3], weights))
      let sum = try network.call("nn.conv2d", [y, weight], ["padding": [1, 1].attributeValue])
      let biased = try network.call(
        "nn.bias_add", [sum, network.constant(network.numbers([channels]))])
      y = try network.call("nn.relu", [biased])
    }
    let program = network.program(try network.convolution(y, 4))
    let samples = network.numbers([3, 3, 6, 6])
    let (quantized, reports) = try program.applying(
      Quantize.self, ["equalize": "on", "correct-biases": "off"], in: context(samples))
    let record = try #require(quantized.quantization)
    #expect(record.equalized == 2)
    #expect(reports.contains("channels equalized in 2 product pairs"))
    let input = network.numbers([1, 3, 6, 6])
    #expect(try Program(record.module).run([input]) == program.run([input]))
  }

  /// A constant added to the sums brings their mean to that of the floats.
  @Test(arguments: 0 ..< 4)
  func correctsBiases(_ seed: Int) throws {
    var network = FloatNetwork(seed: seed)
    let x = network.input([1, 64])
    // One weight of each row makes the steps of the others coarse, and data is of one sign, so that
    // what rounding does to weights adds up.
    var weights = network.numbers([6, 64], 0.01).array(of: Float.self)
    for row in 0 ..< 6 { weights[row * 64] = 1 }
    let weight = network.constant(Tensor([6, 64], weights))
    let program = network.program(try network.call("nn.dense", [x, weight]))
    let positive = network.numbers([8, 64]).array(of: Float.self).map { abs($0) + 1 }
    let samples = Tensor([8, 64], positive)
    func bias(_ options: String) throws -> Double {
      let made = try program.applying(
        Quantize.self, ["scales": "max", "correct-biases": options], in: context(samples)
      ).program
      var sums = [Double](repeating: 0, count: 6)
      for row in 0 ..< 8 {
        let sample = Tensor([1, 64], Array(positive[row * 64 ..< (row + 1) * 64]))
        for (index, pair) in zip(try program.run([sample]).doubles, try made.run([sample]).doubles)
          .enumerated()
        {
          sums[index] += pair.0 - pair.1
        }
      }
      #expect(made.quantization?.corrected == (options == "on" ? 1 : 0))
      return sums.reduce(0) { $0 + abs($1) }
    }
    #expect(try bias("on") < bias("off"))
  }

  /// What breaks the bound stays in floats, and no more than that.
  @Test func leavesInFloatsWhatCostsTooMuch() throws {
    let (_, program) = try FloatNetwork.residual(seed: 1)
    var network = FloatNetwork(seed: 21)
    let samples = network.numbers([2, 3, 8, 8])
    let plain = try program.applying(Quantize.self, in: context(samples)).program
    let before = try #require(plain.quantization).error.greatest
    let bound = before / 3
    let refused = #expect(throws: Diagnostic.self) {
      try program.applying(Quantize.self, ["max-error": "\(bound)"], in: context(samples))
    }
    #expect(refused?.message.contains("more than max-error=") == true)
    #expect(refused?.hints == ["`skip=auto` leaves in floats what costs most"])
    let (near, reports) = try program.applying(
      Quantize.self, ["max-error": "\(bound)", "skip": "auto"], in: context(samples))
    let record = try #require(near.quantization)
    #expect(record.error.greatest <= bound && !record.floats.isEmpty)
    #expect(reports.contains { $0.hasPrefix("in floats stay ") })
    for id in record.floats {
      let sentences = near.decisions[id]?.map { $0.sentence(in: near.module) } ?? []
      #expect(sentences.contains { $0.contains("its integers cost too much") })
    }
    let loose = try program.applying(
      Quantize.self, ["max-error": "\(2 * before)", "skip": "auto"], in: context(samples)
    ).program
    #expect(loose.quantization?.floats == [])
    let none = #expect(throws: Diagnostic.self) {
      try program.applying(Quantize.self, ["max-error": "x"], in: context(samples))
    }
    #expect(none?.message == "`x` is no value of `max-error`")
  }

  /// Convolutions of other magnitudes that a concatenation joins, and a dense layer behind it to which
  /// each matters as much.
  private func joined(seed: Int) throws -> (Program, Tensor) {
    var network = FloatNetwork(seed: seed)
    let x = network.input([1, 3, 4, 4])
    let factors: [Float] = [1, 8, 64, 512]
    let parts = try factors.map { factor in
      let part = try network.convolution(x, 2)
      return try network.call("multiply", [part, network.constant(Tensor(scalar: factor))])
    }
    let all = try network.call(
      "concatenate", [try network.builder.tuple(parts)], ["axis": .integer(1)])
    let row = try network.call("nn.batch_flatten", [all])
    var weights = network.numbers([4, 128]).array(of: Float.self)
    for index in weights.indices { weights[index] /= factors[index % 128 / 32] }
    let weight = network.constant(Tensor([4, 128], weights))
    let program = network.program(try network.call("nn.dense", [row, weight]))
    return (program, network.numbers([2, 3, 4, 4]))
  }

  /// Products are put back among the integers where that breaks no bound; floats become no integers only
  /// because integers are joined with them: one part in floats keeps the others' scales apart.
  @Test(arguments: [0, 2, 3])
  func leavesJoinsInFloats(_ seed: Int) throws {
    let (program, samples) = try joined(seed: seed)
    let given = context(samples)
    let near = try program.applying(
      Quantize.self, ["max-error": "0.08", "skip": "auto"], in: given
    ).program
    let record = try #require(near.quantization)
    #expect(record.floats.map { record.module[$0].op?.name } == ["nn.conv2d", "nn.dense"])
    #expect(try error(program, near, samples).greatest <= 0.08)
    let main = try #require(near.module.main)
    let joins = near.module.postorder(of: main).filter {
      near.module[$0].op?.name == "concatenate"
    }
    #expect(joins.map { near.module[$0].type?.tensor?.element } == [.float32])
  }

  /// Whatever the bound is, what is found keeps it, with products alone in floats.
  @Test(arguments: 0 ..< 3)
  func keepsBounds(_ seed: Int) throws {
    var (network, program) = try FloatNetwork.residual(seed: seed)
    let given = context(network.numbers([2, 3, 8, 8]))
    let all = try #require(try program.applying(Quantize.self, in: given).program.quantization)
    for part in [0.7, 0.4, 0.1] {
      let bound = all.error.greatest * part
      let options = ["max-error": "\(bound)", "skip": "auto"]
      let record = try #require(
        try program.applying(Quantize.self, options, in: given).program.quantization)
      #expect(record.error.greatest <= bound)
      #expect(!record.floats.isEmpty)
      #expect(record.floats.allSatisfy { record.module[$0].op?.has(.product) == true })
    }
  }

  /// Tensors are ranked by what they do to the outputs; one whose numbers are steps does nothing.
  @Test func ranksTensors() throws {
    var network = FloatNetwork(seed: 5)
    let x = network.input([1, 8])
    let exact = network.constant(Tensor([4, 8], (0 ..< 32).map { Float($0 % 7) - 3 }))
    let hidden = try network.call("nn.relu", [try network.call("nn.dense", [x, exact])])
    let program = network.program(try network.dense(hidden, 3))
    let samples = network.numbers([4, 8])
    let given = context(samples)
    let quantized = try program.applying(Quantize.self, ["scales": "mse"], in: given).program
    let costs = try #require(quantized.quantization).costs(in: given)
    #expect(costs.count == quantized.quantization?.choices.count)
    #expect(
      costs.map { $0.error.greatest + $0.error.relative }
        == costs.map { $0.error.greatest + $0.error.relative }.sorted(by: >))
    #expect(costs.last?.error.greatest == 0)
    #expect(costs.last.map { program.module[$0.choice.node].constant != nil } == true)
    #expect(costs.first.map { $0.error.greatest > 0 } == true)
  }

}
