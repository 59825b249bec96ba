import Diagnostics
import Support
import TargetKit
import Tensors
import Testing

@testable import LibraryTarget

/// Copies into other types and layouts are C that is compiled here and compared with what tensors do.
@Suite(.enabled(if: Tools.hasCompiler, Tools.noCompiler))
struct ConversionTests {

  /// Runs `statements` on `tensor`.
  private func run(_ cases: [(ConversionCode, Tensor)]) throws -> [Tensor] {
    var source = "#include <stdint.h>\n#include <string.h>\n\(ConversionCode.helpers)\n"
    for (index, (code, _)) in cases.enumerated() {
      let from = try #require(code.from.element.cName)
      let to = try #require(code.to.element.cName)
      source += """
        int f\(index)(void *const *tensors) {
          const \(from) *from = tensors[0];
          \(to) *out = tensors[1];
          \(try #require(code.statements))
          return 0;
        }

        """
    }
    let library = try Tools.library(Tools.small).library
    let symbols = cases.indices.map { "f\($0)" }
    let loaded = try CodeBuild(library: library, name: "copies").load(source, symbols)
    return cases.enumerated().map { index, pair in
      let (code, tensor) = pair
      var out = Tensor(
        zeros: code.to.element, code.to.order.map { code.shape[$0] })
      #expect(loaded.call(index, [tensor, nil], result: 1, into: &out) == 0)
      return out
    }
  }

  @Test(arguments: 0 ..< 4)
  func copiesAreTranspositions(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var cases: [(ConversionCode, Tensor)] = []
    var expected: [Tensor] = []
    for _ in 0 ..< 24 {
      let rank = Int.random(in: 1 ... 4, using: &random)
      let shape = (0 ..< rank).map { _ in Int.random(in: 1 ... 5, using: &random) }
      let orders = (0 ..< 2).map { _ in Array(0 ..< rank).shuffled(using: &random) }
      let count = shape.product
      let values = (0 ..< count).map { _ in Float.random(in: -9 ... 9, using: &random) }
      let plain = Tensor(shape, values)
      let narrow = Bool.random(using: &random)
      let to: ElementType = narrow ? .bfloat16 : .float32
      let code = ConversionCode(
        from: ValueForm(.float32, order: orders[0]), to: ValueForm(to, order: orders[1]),
        shape: shape)
      cases.append((code, try plain.transposed(orders[0])))
      expected.append(try plain.transposed(orders[1]).converted(to: to))
    }
    let found = try run(cases)
    for (index, pair) in zip(found, expected).enumerated() {
      #expect(pair.0.bytes == pair.1.bytes, "case \(index) of seed \(seed)")
    }
  }

  /// Every class of float is rounded to bfloat16 as tensors round it, and comes back.
  @Test func bfloat16IsThatOfTensors() throws {
    var random = SplitMix64(seed: 11)
    var values: [Float] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
      .leastNormalMagnitude, Float(bitPattern: 0x3f80_8000), Float(bitPattern: 0x3f81_8000),
      Float(bitPattern: 0x3f80_8001), Float(bitPattern: 0x3f80_7fff),
    ]
    for _ in 0 ..< 4000 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      if !value.isNaN { values.append(value) }
    }
    let floats = Tensor([values.count], values)
    let shape = [values.count]
    let narrowing = ConversionCode(
      from: ValueForm(.float32, rank: 1), to: ValueForm(.bfloat16, rank: 1), shape: shape)
    let widening = ConversionCode(
      from: ValueForm(.bfloat16, rank: 1), to: ValueForm(.float32, rank: 1), shape: shape)
    let narrow = floats.converted(to: .bfloat16)
    let found = try run([(narrowing, floats), (widening, narrow)])
    #expect(found[0].bytes == narrow.bytes)
    #expect(found[1].bytes == narrow.converted(to: .float32).bytes)
  }

}
