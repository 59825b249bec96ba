import GraphIR
import Passes
import Support
import TestKit
import Testing

@testable import Decoupled

/// Several images at once, one after the other.
@Suite struct BatchTests {

  /// Convolutions, poolings, sums and dense layers of up to five images.
  @Test(arguments: 0 ..< 10)
  func computesLikeTheReference(_ seed: Int) throws {
    var f = try LoweringFixture(seed: 300 + seed)
    let images = f.pick(2 ... 5)
    var value = f.input([images, f.pick(1 ... 40), f.pick(3 ... 12), f.pick(3 ... 12)])
    for _ in 0 ..< 3 {
      switch f.pick(0 ... 2) {
      case 0:
        value = try f.convolution(
          value, .init(outputs: f.pick(1 ... 40), kernel: [3, 3], pads: [1, 1, 1, 1]))
      case 1: value = try f.pool(value, .init(kernel: [3, 3], pads: [1, 1, 1, 1]))
      default: value = try f.sum(value, value)
      }
    }
    #expect(try f.mismatch(try f.lowered(try f.program([value]))) == nil)
  }

  /// More sums than the accumulator holds for all images together.
  @Test func cutsImagesIntoTiles() throws {
    var f = try LoweringFixture(seed: 320)
    let data = f.input([3, 16, 40, 33])
    let value = try f.convolution(
      data, .init(outputs: 48, kernel: [3, 3], strides: [2, 1], pads: [1, 1, 1, 1]))
    #expect(try f.mismatch(try f.lowered(try f.program([value]))) == nil)
  }

}
