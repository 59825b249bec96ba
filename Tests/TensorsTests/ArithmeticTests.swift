import Tensors
import Testing

@Suite struct ArithmeticTests {

  /// Every pair of `int8`, and of `uint8`, against the same on `Int`.
  @Test(arguments: [ElementType.int8, .uint8])
  func everyPairOfBytes(_ type: ElementType) throws {
    let range = try #require(type.integerRange)
    let all = Array(range)
    let rows = try Tensor(type, [256, 1], ints: all)
    var wrong: [String] = []
    for (function, exact) in Self.exact {
      let divisors = function.isDivision ? all.filter { $0 != 0 } : all
      let result = try Tensor.combining(
        function, rows, Tensor(type, [divisors.count], ints: divisors))
      let pairs = try Tensor(
        .int64, [256, divisors.count], ints: all.flatMap { a in divisors.map { exact(a, $0) } })
      if result != pairs.converted(to: type) { wrong.append("\(function)") }
    }
    #expect(wrong == [])
  }

  private static let exact: [(BinaryFunction, @Sendable (Int, Int) -> Int)] = [
    (.add, { $0 + $1 }), (.subtract, { $0 - $1 }), (.multiply, { $0 * $1 }),
    (.divide, { $0 / $1 }), (.remainder, { $0 % $1 }),
    (.modulo, { ($0 % $1 + $1) % $1 }),
    (.floorDivide, { Int((Double($0) / Double($1)).rounded(.down)) }),
    (.minimum, { min($0, $1) }), (.maximum, { max($0, $1) }), (.and, { $0 & $1 }),
    (.or, { $0 | $1 }), (.exclusiveOr, { $0 ^ $1 }),
  ]

  /// Scalars, rows and columns on either side, of every kind of inner loop.
  @Test func shapesAreRepeated() throws {
    let shapes = [[], [4], [3, 1], [2, 1, 4], [2, 3, 4], [1, 1, 1]]
    var wrong: [String] = []
    for a in shapes {
      for b in shapes {
        let x = Tensor.random(.float32, a, seed: 1, -9 ... 9)
        let y = Tensor.random(.float32, b, seed: 2, -9 ... 9)
        let shape = try Tensor.broadcastShape([a, b])
        let expected = zip(
          try x.broadcast(to: shape).doubles, try y.broadcast(to: shape).doubles)
        let difference = try Tensor.combining(.subtract, x, y)
        let less = try Tensor.comparing(.lessOrEqual, x, y)
        if difference.doubles != expected.map({ $0 - $1 }) { wrong.append("\(a) - \(b)") }
        if less.array(of: Bool.self) != expected.map({ $0 <= $1 }) { wrong.append("\(a) <= \(b)") }
      }
    }
    #expect(wrong == [])
  }

  @Test func notANumber() throws {
    let a = Tensor([.nan, 1, .nan] as [Float])
    let b = Tensor([1, .nan, .nan] as [Float])
    let results = try Comparison.allCases.map { try Tensor.comparing($0, a, b).ints }
    #expect(results == Comparison.allCases.map { $0 == .notEqual ? [1, 1, 1] : [0, 0, 0] })
    #expect(try Tensor.combining(.maximum, a, b).doubles.allSatisfy(\.isNaN))
    #expect(try Tensor.combining(.minimum, a, b).doubles.allSatisfy(\.isNaN))
    #expect(try a.applying(.relu).doubles[0].isNaN)
  }

  @Test func powersAndShifts() throws {
    let base = Tensor([2, -2, 3, 0, -1, 7] as [Int32])
    let exponent = Tensor([10, 3, -1, 0, -3, 40] as [Int32])
    let seven = (0 ..< 40).reduce(Int32(1)) { product, _ in product &* 7 }
    #expect(try Tensor.combining(.power, base, exponent).array() == [1024, -8, 0, 1, -1, seven])
    let numbers = Tensor([-8, 1, 1, -1] as [Int64])
    let bits = Tensor([1, 3, 70, 70] as [Int64])
    #expect(try Tensor.combining(.shiftRight, numbers, bits).ints == [-4, 0, 0, -1])
    #expect(try Tensor.combining(.shiftLeft, numbers, bits).ints == [-16, 8, 0, 0])
  }

  @Test func partialTypesStayInRange() throws {
    let a = Tensor(.int4, [2], [7, -8] as [Int8])
    #expect(try Tensor.combining(.add, a, a).ints == [-2, 0])
    #expect(try a.applying(.negate).ints == [-7, -8])
  }

  @Test(arguments: [ElementType.float32, .float64, .float16, .bfloat16])
  func functions(_ type: ElementType) throws {
    let x = try Tensor(type, [5], doubles: [-2, -0.5, 0, 0.5, 2])
    let cases: [(UnaryFunction, [Double])] = [
      (.sigmoid, [0.1192029, 0.3775407, 0.5, 0.6224593, 0.8807971]),
      (.hyperbolicTangent, [-0.9640276, -0.4621172, 0, 0.4621172, 0.9640276]),
      (.errorFunction, [-0.9953223, -0.5204999, 0, 0.5204999, 0.9953223]),
      (.hardSwish, [-0.3333333, -0.2083333, 0, 0.2916667, 1.6666667]),
      (.softplus, [0.126928, 0.474077, 0.6931472, 0.974077, 2.126928]),
      (.elu(alpha: 1), [-0.8646647, -0.3934693, 0, 0.5, 2]),
      (.gelu, [-0.0455003, -0.1542688, 0, 0.3457312, 1.9544997]),
      (.mish, [-0.2525015, -0.2207438, 0, 0.3752452, 1.9439589]),
      (.leakyRelu(alpha: 0.1), [-0.2, -0.05, 0, 0.5, 2]), (.round, [-2, 0, 0, 0, 2]),
      (.clip(-1, 0.25), [-1, -0.5, 0, 0.25, 0.25]), (.absolute, [2, 0.5, 0, 0.5, 2]),
      (.sign, [-1, -1, 0, 1, 1]), (.relu, [0, 0, 0, 0.5, 2]), (.negate, [2, 0.5, 0, -0.5, -2]),
    ]
    let tolerance = type.byteSize == 2 ? 0.01 : 1e-6
    let wrong = try cases.filter { function, expected in
      zip(try x.applying(function).doubles, expected).contains { abs($0 - $1) > tolerance }
    }
    #expect(wrong.map { "\($0.0)" } == [])
  }

  @Test func quantization() throws {
    let x = Tensor([2, 3], [0.5, 1.5, -2.5, 1000, -1000, 6.9] as [Float])
    #expect(
      try x.quantized(to: .int8, scales: [1], zeros: [0]).ints == [0, 2, -2, 127, -128, 7])
    #expect(
      try x.quantized(to: .uint8, scales: [1, 2], zeros: [10, 3], axis: 0).ints
        == [10, 12, 8, 255, 0, 6])
    let back = try Tensor([2, 3], [1, 2, 3, 4, 5, 6] as [Int8])
      .dequantized(scales: [1, 2, 4], zeros: [1, 0, 0], axis: 1)
    #expect(back.doubles == [0, 4, 12, 3, 10, 24])
    let sums = Tensor([5, -5, 7, 1_000_000] as [Int32])
    #expect(try sums.requantized(to: .int8, factors: [0.5], zeros: [1]).ints == [3, -1, 5, 127])
    #expect(throws: TensorError.self) {
      try x.quantized(to: .int8, scales: [1, 2], zeros: [0, 0], axis: 1)
    }
  }

  @Test func reductions() throws {
    let x = Tensor.random(.float32, [2, 3, 4], seed: 4, -9 ... 9)
    let rows = Naive.positions([2, 4]).map { p in
      (0 ..< 3).map { x.doubles[p[0] * 12 + $0 * 4 + p[1]] }
    }
    let exact: [(Reduction, ([Double]) -> Double)] = [
      (.sum, { $0.reduce(0, +) }), (.product, { $0.reduce(1, *) }),
      (.mean, { Double(Float($0.reduce(0, +) / 3)) }), (.minimum, { $0.min() ?? 0 }),
      (.maximum, { $0.max() ?? 0 }), (.sumOfSquares, { $0.reduce(0) { $0 + $1 * $1 } }),
      (.absoluteSum, { $0.reduce(0) { $0 + abs($1) } }),
      (.norm, { Double(Float($0.reduce(0) { $0 + $1 * $1 }.squareRoot())) }),
    ]
    for (reduction, expected) in exact {
      let result = try x.reduced(reduction, axes: [1], keepingAxes: false)
      #expect(result.doubles == rows.map(expected))
      if reduction == .mean || reduction == .norm { continue }
      let whole = try x.converted(to: .int64).reduced(reduction, axes: [1], keepingAxes: true)
      #expect(whole.shape == [2, 1, 4])
      #expect(whole.doubles == rows.map(expected))
    }
    let all = try x.reduced(.sum, axes: [0, 1, 2], keepingAxes: false)
    #expect(all == Tensor(scalar: Float(x.doubles.reduce(0, +))))
    let top = try x.positions(of: .maximum, axis: 1, keepingAxis: false)
    #expect(top.ints == rows.map { row in row.firstIndex(of: row.max() ?? 0) ?? -1 })
    let none = Tensor(zeros: .float32, [2, 0])
    #expect(try none.reduced(.sum, axes: [1], keepingAxes: false).doubles == [0, 0])
    #expect(throws: TensorError.self) {
      try none.positions(of: .maximum, axis: 1, keepingAxis: false)
    }
  }

  @Test func softmax() throws {
    let x = Tensor([2, 2], [1000, 0, 1000, 0] as [Float])
    #expect(try x.softmax(axis: 0).doubles == [0.5, 0.5, 0.5, 0.5])
    #expect(try x.softmax(axis: 1).doubles == [1, 0, 1, 0])
    #expect(try x.logSoftmax(axis: 1).doubles == [0, -1000, 0, -1000])
  }

}

extension BinaryFunction {
  /// Whether an integer may not be 0 on the right.
  fileprivate var isDivision: Bool {
    [.divide, .remainder, .modulo, .floorDivide].contains(self)
  }
}
