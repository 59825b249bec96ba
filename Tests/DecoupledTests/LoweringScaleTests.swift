import GraphIR
import Support
import TargetKit
import Tensors
import TestKit
import Testing

@testable import Decoupled

/// What comes behind sums: constants for each element, limits, products, halves to even.
@Suite struct LoweringScaleTests {

  /// A random change of scale behind the sums `id`, in the order that patterns have.
  private func scaled(_ id: ID<Node>, _ f: inout LoweringFixture) throws -> ID<Node> {
    var id = id
    let shape = f.shape(id)
    let along = [shape[1]] + shape.dropFirst(2).map { _ in 1 }
    if f.flip() { id = try f.call("add", [id, f.constant(f.numbers(shape, -5000 ... 5000))]) }
    if f.flip() { id = try f.call("right_shift", [id, f.constant(Tensor(scalar: Int32(2)))]) }
    if f.flip() {
      let least = f.constant(f.numbers(along, -9000 ... -5000))
      id = try f.call("maximum", [id, least])
      id = try f.call("minimum", [id, f.constant(f.numbers(along, 5000 ... 9000))])
    }
    if f.flip() {
      let isEach = f.flip()
      let factor = f.numbers(isEach ? along : [], isEach ? 1 ... 60000 : 40000 ... 50000)
      id = try f.call("multiply", [id, f.constant(factor)])
    }
    id = try f.call("add", [id, f.constant(f.numbers(f.flip() ? along : [], 0 ... 1 << 20))])
    let shift = f.pick(1 ... 16)
    id = f.flip() ? try even(id, shift, &f) : try f.shifted(id, shift)
    if f.flip() { id = try f.call("add", [id, f.constant(Tensor(scalar: Int32(f.pick(-99 ... 99))))]) }
    return f.flip() ? try f.narrowed(id) : try f.call("cast", [id], ["dtype": .text("int8")])
  }

  private func even(_ id: ID<Node>, _ shift: Int, _ f: inout LoweringFixture) throws -> ID<Node> {
    let halved = try f.shifted(id, shift + 1)
    let even = try f.call("left_shift", [halved, f.constant(Tensor(scalar: Int32(1)))])
    let lowered = try f.call("add", [id, f.constant(Tensor(scalar: Int32(-1)))])
    return try f.call("maximum", [try f.shifted(lowered, shift), even])
  }

  /// Bit for bit what the reference gives, wrapping around where that does.
  @Test(arguments: 0 ..< 24)
  func scalesLikeTheReference(_ seed: Int) throws {
    var f = try LoweringFixture(seed: 4000 + seed)
    let isDense = f.flip()
    let size = isDense ? [] : [f.pick(1 ... 20), f.pick(1 ... 20)]
    let data = f.input([1, f.pick(1 ... 40)] + size)
    let outputs = f.pick(1 ... 40)
    let window = isDense ? [] : [f.pick(1 ... min(3, size[0])), f.pick(1 ... min(3, size[1]))]
    let weight = f.constant(f.weights([outputs, f.shape(data)[1]] + window))
    let result = try f.composite(isDense ? "dense" : "conv2d", [data, weight]) { f, p in
      let name = isDense ? "nn.dense" : "nn.conv2d"
      return try scaled(try f.call(name, p, ["out_dtype": .text("int32")]), &f)
    }
    #expect(try f.mismatch(try f.lowered(try f.program([result]))) == nil)
  }

  /// Two data, each with a factor, and one alone.
  @Test(arguments: 0 ..< 8)
  func multipliesData(_ seed: Int) throws {
    var f = try LoweringFixture(seed: 5000 + seed)
    let shape = [1, f.pick(1 ... 40), f.pick(1 ... 20), f.pick(1 ... 20)]
    let (a, b) = (f.input(shape), f.input(shape))
    let sum = try f.composite("add", [a, b]) { f, p in
      let factors = try p.map { operand in
        let factor = f.constant(Tensor(scalar: Int32(f.pick(1 ... 1 << 22))))
        return try f.call("multiply", [try f.widened(operand), factor])
      }
      return try scaled(try f.call("add", factors), &f)
    }
    let result = try f.composite("rescale", [sum]) { f, p in
      try scaled(try f.widened(p[0]), &f)
    }
    #expect(try f.mismatch(try f.lowered(try f.program([result]))) == nil)
  }

  /// What varies along rows alone is neither.
  @Test func refusesOtherConstants() throws {
    var f = try LoweringFixture(seed: 1)
    let data = f.input([1, 16, 4, 4])
    let weight = f.constant(f.tensor([16, 16, 1, 1]))
    let result = try f.composite("conv2d", [data, weight]) { f, p in
      let sums = try f.call("nn.conv2d", p, ["out_dtype": .text("int32")])
      let rows = f.constant(f.numbers([4, 1], 0 ... 9))
      return try f.narrowed(try f.call("add", [sums, rows]))
    }
    let error = #expect(throws: (any Error).self) { try f.lowered(try f.program([result])) }
    #expect("\(String(describing: error))".contains("has neither one number for each channel"))
  }

}

extension LoweringFixture {
  fileprivate mutating func shifted(_ id: ID<Node>, _ amount: Int) throws -> ID<Node> {
    try call("right_shift", [id, constant(Tensor(scalar: Int32(amount)))])
  }
}
