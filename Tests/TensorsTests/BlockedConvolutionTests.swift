import Support
import Tensors
import Testing

/// Convolutions summed as an array of few lanes does.
@Suite struct BlockedConvolutionTests {

  /// Where every sum is exact the order of sums changes nothing.
  @Test(arguments: [1, 3, 8]) func equalsTheConvolutionOfSmallNumbers(block: Int) throws {
    var wrong: [String] = []
    for (seed, c) in (ConvolutionTests.small() + ConvolutionTests.large()).enumerated() {
      let x = Tensor.random(.bfloat16, c.input, seed: seed, -1 ... 1)
      let w = Tensor.random(.bfloat16, c.weights, seed: seed + 1000, -1 ... 1)
      let result = try Tensor.convolution(x, w, c.window, groups: c.groups, inBlocksOf: block)
      let output = try c.window.outputExtents(Array(c.input[2...]))
      let expected = Naive.convolution(x, w, c.window, groups: c.groups, output: output)
      if result.doubles != expected || result.elementType != .float32 {
        wrong.append(c.testDescription)
      }
    }
    #expect(wrong == [])
  }

  /// The sum of one place of the result, by the definition.
  private func sum(_ x: [Float], _ w: [Float], channels: Int, taps: Int, block: Int) -> Float {
    var sum: Float = 0
    for begin in stride(from: 0, to: channels, by: block) {
      for tap in 0 ..< taps {
        var own: Float = 0
        for channel in begin ..< min(begin + block, channels) {
          let product = x[channel * taps + tap] * w[channel * taps + tap]
          own = own + product
        }
        sum = sum + own
      }
    }
    return sum
  }

  @Test func sumsInTheOrderOfBlocks() throws {
    var random = SplitMix64(seed: 5)
    var differing = 0
    for round in 0 ..< 200 {
      let (channels, block) = (Int.random(in: 1 ... 40, using: &random), 1 + round % 9)
      let count = channels * 9
      let x = (0 ..< count).map { _ in Float.random(in: -1 ... 1, using: &random) }
      let w = (0 ..< count).map { _ in Float.random(in: -1 ... 1, using: &random) }
      let (input, weights) = (Tensor([1, channels, 3, 3], x), Tensor([1, channels, 3, 3], w))
      let window = Window(kernel: [3, 3])
      let result = try Tensor.convolution(input, weights, window, inBlocksOf: block)
      #expect(
        result.array(of: Float.self)
          == [sum(x, w, channels: channels, taps: 9, block: block)])
      if try Tensor.convolution(input, weights, window) != result { differing += 1 }
    }
    // Otherwise the order would not have been tried.
    #expect(differing > 50)
  }

  /// What lies outside is not even multiplied.
  @Test func outsideTakesNoPart() throws {
    let x = Tensor([1, 1, 1, 2], [1, 2] as [Float])
    let w = Tensor([1, 1, 1, 3], [.infinity, 1, .infinity] as [Float])
    let window = Window(kernel: [1, 3], padsBegin: [0, 1], padsEnd: [0, 1])
    let result = try Tensor.convolution(x, w, window, inBlocksOf: 4)
    #expect(result.array(of: Float.self) == [.infinity, .infinity])
    let alone = try Tensor.convolution(
      Tensor([1, 1, 1, 1], [3] as [Float]), w, window, inBlocksOf: 4)
    #expect(alone.array(of: Float.self) == [3])
  }

  @Test func refusesABlockOfNothing() {
    let x = Tensor(zeros: .float32, [1, 3, 4, 4])
    #expect(throws: TensorError.self) {
      try Tensor.convolution(
        x, Tensor(zeros: .float32, [2, 3, 3, 3]), Window(kernel: [3, 3]), inBlocksOf: 0)
    }
  }

}
