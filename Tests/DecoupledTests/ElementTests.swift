import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors
import TestKit
import Testing

@testable import Decoupled

/// Arithmetic on elements, and sums of images, give what the reference gives, bit for bit.
@Suite struct ElementTests {

  typealias Build = (inout LoweringFixture) throws -> ID<Node>

  private func expectNoMismatch(_ rounds: Int, _ build: Build) throws {
    for seed in 0 ..< rounds {
      var f = try LoweringFixture(seed: seed)
      let result = try build(&f)
      let found = try f.mismatch(try f.lowered(try f.program([result])))
      #expect(found == nil, "seed \(seed): \(f.parameters.map(f.shape))")
    }
  }

  @Test func multipliesValues() throws {
    try expectNoMismatch(8) { f in
      let shape = [1, f.pick(1 ... 40), f.pick(1 ... 30), f.pick(1 ... 30)]
      let (a, b) = (f.input(shape), f.input(shape))
      return try f.composite("multiply", f.flip() ? [a, b] : [a, a]) { f, p in
        let (x, y) = (try f.widened(p[0]), try f.widened(p[1]))
        return try f.rounded(try f.call("multiply", [x, y]), 7)
      }
    }
  }

  /// A number for each channel, on either side, of values that are computed and of those that come
  /// in.
  @Test func multipliesByANumberForEachChannel() throws {
    try expectNoMismatch(12) { f in
      let channels = f.pick(1 ... 50)
      let x = f.input([1, channels, f.pick(2 ... 40), f.pick(1 ... 40)])
      let one = f.input([1, 9, 1, 1])
      let gate =
        f.flip() ? f.input([1, channels, 1, 1]) : try f.convolution(one, .init(outputs: channels))
      let isFirst = f.flip()
      return try f.composite("multiply", isFirst ? [gate, x] : [x, gate]) { f, p in
        let (x, y) = (try f.widened(p[0]), try f.widened(p[1]))
        let product = try f.call("multiply", [x, y])
        let factor = f.constant(Tensor(scalar: Int32(f.pick(1 ... 900))))
        return try f.rounded(try f.call("multiply", [product, factor]), 15)
      }
    }
  }

  @Test func multipliesByItsGate() throws {
    try expectNoMismatch(6) { f in
      let x = f.input([1, f.pick(1 ... 40), f.pick(1 ... 20), f.pick(1 ... 20)])
      return try f.composite("hard_swish", [x]) { f, p in
        let wide = try f.widened(p[0])
        let moved = try f.call("add", [wide, f.constant(Tensor(scalar: Int32(48)))])
        let gate = try f.call("clip", [moved], ["a_min": .real(0), "a_max": .real(96)])
        let product = try f.call("multiply", [wide, gate])
        let factor = f.constant(Tensor(scalar: Int32(10923)))
        return try f.rounded(try f.call("multiply", [product, factor]), 20)
      }
    }
  }

  /// One slope, or one for each channel.
  @Test func bendsAtZero() throws {
    try expectNoMismatch(10) { f in
      let channels = f.pick(1 ... 40)
      let x = f.input([1, channels, f.pick(1 ... 20), f.pick(1 ... 20)])
      let slope =
        f.flip()
        ? Tensor(scalar: Int32(f.pick(-900 ... 900))) : f.numbers([channels, 1, 1], -900 ... 900)
      return try f.composite("leaky_relu", [x]) { f, p in
        let wide = try f.widened(p[0])
        let plain = try f.call("left_shift", [wide, f.constant(Tensor(scalar: Int32(10)))])
        let steep = try f.call("multiply", [wide, f.constant(slope)])
        return try f.rounded(try f.call("maximum", [plain, steep]), 10)
      }
    }
  }

  /// Images of every form that the accumulator has room for, one place among them.
  @Test func sumsImages() throws {
    let sizes = [[1, 1], [7, 7], [1, 30], [13, 9], [12, 96], [44, 45]]
    for (seed, size) in sizes.enumerated() {
      var f = try LoweringFixture(seed: seed)
      let x = f.input([1, f.pick(1 ... 60)] + size)
      let result = try f.composite("mean", [x]) { f, p in
        let total = try f.call(
          "sum", [try f.widened(p[0])], ["axis": [2, 3].attributeValue, "keepdims": .flag(true)])
        let factor = f.constant(Tensor(scalar: Int32((1 << 20) / (size[0] * size[1]))))
        return try f.rounded(try f.call("multiply", [total, factor]), 18)
      }
      #expect(try f.mismatch(try f.lowered(try f.program([result]))) == nil, "\(size)")
    }
  }

  @Test func refusesWhatHasNotTheFormOfItsResult() throws {
    var f = try LoweringFixture(seed: 2)
    let image = try f.convolution(f.input([1, 5, 3, 3]), .init(outputs: 20, kernel: [2, 2]))
    let row = try f.composite("flatten", [image]) { f, p in try f.call("nn.batch_flatten", p) }
    let result = try f.composite("clip", [row]) { f, p in try f.call("nn.relu", p) }
    let error = #expect(throws: (any Error).self) { try f.lowered(try f.program([result])) }
    #expect("\(error!)".contains("does not lie in blocks of channels as its result"))
    var g = try LoweringFixture(seed: 2)
    let x = g.input([1, 5, 3, 3])
    let rows = try g.composite("mean", [x]) { f, p in
      let wide = try f.widened(p[0])
      let total = try f.call(
        "sum", [wide], ["axis": [2].attributeValue, "keepdims": .flag(true)])
      return try f.narrowed(total)
    }
    let other = #expect(throws: (any Error).self) { try g.lowered(try g.program([rows])) }
    #expect("\(other!)".contains("only a sum over rows and columns"))
  }

}

extension LoweringFixture {
  /// A rounding shift, and int8 again.
  fileprivate mutating func rounded(_ id: ID<Node>, _ shift: Int) throws -> ID<Node> {
    let half = constant(Tensor(scalar: Int32(1) << Int32(shift - 1)))
    let sum = try call("add", [id, half])
    return try narrowed(
      try call("right_shift", [sum, constant(Tensor(scalar: Int32(shift)))]))
  }
}
