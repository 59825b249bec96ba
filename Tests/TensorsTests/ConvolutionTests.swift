import Tensors
import Testing

/// Small whole numbers make every sum exact in `float32`, so that results are equal, not close.
@Suite struct ConvolutionTests {

  struct Case: CustomTestStringConvertible {
    var input: [Int]
    var weights: [Int]
    var window: Window
    var groups: Int
    var testDescription: String { "\(input) \(weights) in \(groups)" }
  }

  /// Every combination of small kernels, strides, pads, dilations and groups on two axes.
  static func small() -> [Case] {
    var cases: [Case] = []
    for kernel in [[1, 1], [2, 3], [3, 3]] {
      for stride in [1, 2] {
        for pads in [[0, 0, 0, 0], [1, 1, 1, 1], [0, 2, 1, 0]] {
          for dilation in [1, 2] {
            for (channels, filters, groups) in [(3, 5, 1), (4, 6, 2), (4, 4, 4), (3, 6, 3)] {
              let window = Window(
                kernel: kernel, strides: [stride, stride + 1], padsBegin: Array(pads[..<2]),
                padsEnd: Array(pads[2...]), dilations: [dilation, 1])
              cases.append(
                Case(
                  input: [2, channels, 6, 7], weights: [filters, channels / groups] + kernel,
                  window: window, groups: groups))
            }
          }
        }
      }
    }
    return cases
  }

  /// Other numbers of axes, and extents beyond one tile of the kernels.
  static func large() -> [Case] {
    [
      Case(
        input: [1, 3, 9], weights: [4, 3, 3], window: Window(kernel: [3], padsBegin: [2]), groups: 1
      ),
      Case(
        input: [1, 2, 4, 5, 6], weights: [3, 2, 2, 2, 3],
        window: Window(kernel: [2, 2, 3], strides: [1, 2, 1], padsEnd: [1, 0, 2]), groups: 1),
      Case(
        input: [1, 2, 3, 3, 3, 3], weights: [2, 2, 2, 2, 2, 2],
        window: Window(kernel: [2, 2, 2, 2]), groups: 1),
      Case(
        input: [1, 40, 19, 23], weights: [37, 40, 3, 3],
        window: Window(kernel: [3, 3], padsBegin: [1, 1], padsEnd: [1, 1]), groups: 1),
      Case(
        input: [1, 70, 1, 1], weights: [33, 70, 1, 1], window: Window(kernel: [1, 1]), groups: 1),
      Case(
        input: [0, 3, 4, 4], weights: [2, 3, 1, 1], window: Window(kernel: [1, 1]), groups: 1),
    ]
  }

  @Test(arguments: [ElementType.float32, .float64, .int32, .bfloat16])
  func floats(_ type: ElementType) throws {
    var wrong: [String] = []
    for (seed, c) in (Self.small() + Self.large()).enumerated() {
      let range = type == .bfloat16 ? -1 ... 1 : -4 ... 4
      if type == .bfloat16, c.weights[1] > 8 { continue }
      let x = Tensor.random(type, c.input, seed: seed, range)
      let w = Tensor.random(type, c.weights, seed: seed + 1000, range)
      let result = try Tensor.convolution(x, w, c.window, groups: c.groups)
      let output = try c.window.outputExtents(Array(c.input[2...]))
      let expected = Naive.convolution(x, w, c.window, groups: c.groups, output: output)
      if result.doubles != expected { wrong.append(c.testDescription) }
    }
    #expect(wrong == [])
  }

  @Test(arguments: [ElementType.int8, .uint8], [ElementType.int8, .uint8])
  func integers(_ input: ElementType, _ weights: ElementType) throws {
    var wrong: [String] = []
    for (seed, c) in (Self.small() + Self.large()).enumerated() {
      let x = Tensor.random(input, c.input, seed: seed, input.integerRange ?? 0 ... 0)
      let w = Tensor.random(weights, c.weights, seed: seed + 1, weights.integerRange ?? 0 ... 0)
      let zeros = (0 ..< c.weights[0]).map { seed % 2 == 0 ? 3 : $0 % 100 }
      let result = try Tensor.integerConvolution(
        x, w, inputZero: seed % 128, weightZeros: zeros, c.window, groups: c.groups)
      let output = try c.window.outputExtents(Array(c.input[2...]))
      let expected = Naive.convolution(
        x, w, c.window, groups: c.groups, output: output, inputZero: Double(seed % 128),
        weightZeros: zeros.map { Double($0) })
      if result.doubles != expected { wrong.append(c.testDescription) }
    }
    #expect(wrong == [])
  }

  @Test func biasIsAddedToEachFilter() throws {
    let x = Tensor([1, 1, 1, 2], [1, 2] as [Float])
    let w = Tensor([2, 1, 1, 1], [3, 5] as [Float])
    let result = try Tensor.convolution(
      x, w, bias: Tensor([10, 20] as [Float]), Window(kernel: [1, 1]))
    #expect(result.array(of: Float.self) == [13, 16, 25, 30])
  }

  @Test func refusesWhatDoesNotFit() {
    let x = Tensor(zeros: .float32, [1, 3, 4, 4])
    let w = Tensor(zeros: .float32, [2, 3, 3, 3])
    let windows = [
      Window(kernel: [2, 2]), Window(kernel: [3, 3], strides: [0, 1]),
      Window(kernel: [3, 3], dilations: [2, 2]), Window(kernel: [3, 3], padsBegin: [1 << 60, 0]),
      Window(kernel: [3, 3], padsBegin: [1 << 39, 1 << 39]), Window(kernel: [3, 3], strides: [1]),
    ]
    let accepted = windows.filter { (try? Tensor.convolution(x, w, $0)) != nil }
    #expect(accepted == [])
    #expect(throws: TensorError.self) {
      try Tensor.convolution(x, w, Window(kernel: [3, 3]), groups: 2)
    }
  }

}
