import Support
import Tensors
import Testing

/// Integers beyond 2⁵³ and numbers that are none: nothing goes through a float that is not one.
@Suite struct ExactNumberTests {

  private static let big: Int64 = 1 << 53

  @Test func progressionsHaveTheirNumberOfElements() throws {
    let (start, stop) = (Tensor(scalar: Self.big), Tensor(scalar: Self.big + 3))
    let range = try Tensor.progression(from: start, to: stop, by: Tensor(scalar: Int64(1)))
    #expect(range.array() == [Self.big, Self.big + 1, Self.big + 2])
    let back = try Tensor.progression(
      from: Tensor(scalar: UInt8(9)), to: Tensor(scalar: UInt8(250)), by: Tensor(scalar: UInt8(100))
    )
    #expect(back.ints == [9, 109, 209])
    let down = try Tensor.progression(
      from: Tensor(scalar: Int32(5)), to: Tensor(scalar: Int32(-1)), by: Tensor(scalar: Int32(-2)))
    #expect(down.ints == [5, 3, 1])
    let halves = try Tensor.progression(
      from: Tensor(scalar: Float(0)), to: Tensor(scalar: Float(1)), by: Tensor(scalar: Float(0.5)))
    #expect(halves.doubles == [0, 0.5])
    #expect(throws: TensorError.self) {
      try Tensor.progression(from: start, to: stop, by: Tensor(scalar: Int64(0)))
    }
    #expect(throws: TensorError.self) {
      try Tensor.progression(
        from: Tensor(scalar: Double.nan), to: Tensor(scalar: 1.0), by: Tensor(scalar: 1.0))
    }
  }

  @Test func scatteringComputesInTheType() throws {
    let data = Tensor([Self.big + 1, Self.big + 3, .max] as [Int64])
    let one = Tensor([1] as [Int64])
    #expect(
      try data.scattering(one, at: [0], size: 1, .add).array() == [
        Self.big + 2, Self.big + 3, .max,
      ])
    #expect(
      try data.scattering(one, at: [2], size: 1, .minimum).array() == [
        Self.big + 1, Self.big + 3, 1,
      ])
    #expect(try data.scattering(one, at: [1], size: 1, .update).array() == [Self.big + 1, 1, .max])
    let floats = Tensor([1, 2] as [Float])
    let nan = Tensor([.nan] as [Float])
    #expect(try floats.scattering(nan, at: [1], size: 1, .maximum).doubles[1].isNaN)
    #expect(throws: TensorError.self) { try data.scattering(one, at: [3], size: 1, .update) }
  }

  @Test func rankingIsATotalOrder() throws {
    let whole = Tensor([Self.big, Self.big + 1, Self.big] as [Int64])
    #expect(try whole.ranking(.maximum, count: 3, axis: 0).ints == [1, 0, 2])
    #expect(try whole.ranking(.minimum, count: 2, axis: 0).ints == [0, 2])
    let reals = Tensor([2, .nan, 3, -.infinity, .nan, 3] as [Float])
    #expect(try reals.ranking(.maximum, count: 6, axis: 0).ints == [1, 4, 2, 5, 0, 3])
    #expect(try reals.ranking(.minimum, count: 6, axis: 0).ints == [3, 0, 2, 5, 1, 4])
    let columns = Tensor([2, 2], [1, 9, 5, 2] as [UInt64])
    #expect(try columns.ranking(.maximum, count: 1, axis: 0) == Tensor([1, 2], [1, 0] as [Int64]))
    #expect(throws: TensorError.self) { try whole.ranking(.maximum, count: 4, axis: 0) }
  }

  /// Where positions are chosen nothing is computed; where they are weighed, one rounding.
  @Test func resamplingRoundsOnce() throws {
    var nearest = AxisWeights(axis: 0)
    nearest.sources = [[0, 1], [0, 1], []]
    nearest.weights = [[1, 0], [0, 1], []]
    let big = Tensor([Self.big + 1, Self.big + 3] as [Int64])
    #expect(try big.resampled([nearest], filler: -1).array() == [Self.big + 1, Self.big + 3, -1])
    var half = AxisWeights(axis: 0)
    half.sources = [[0, 1]]
    half.weights = [[0.5, 0.5]]
    var both = half
    both = AxisWeights(axis: 1)
    both.sources = half.sources
    both.weights = half.weights
    // Rows first: (1.5 + 3.5) / 2; cut between the axes it would be 2 as well, columns give 1.
    let image = Tensor([2, 2], [1, 2, 2, 1] as [Int8])
    #expect(try image.resampled([half, both]).ints == [1])
    let uneven = Tensor([2, 2], [1, 2, 4, 5] as [Int8])
    #expect(try uneven.resampled([half, both]).ints == [3])
  }

  @Test func distancesTellIntegersApart() {
    let (a, b) = (Tensor([Self.big] as [Int64]), Tensor([Self.big + 1] as [Int64]))
    let distances = ElementDistances(from: a, to: b)
    #expect(distances[0] == 1)
    #expect(distances.found(0).description == "9007199254740993")
    let largest = ElementDistances(
      from: Tensor([UInt64.max] as [UInt64]), to: Tensor([UInt64.max - 1] as [UInt64]))
    #expect(largest[0] == 1)
    #expect(largest.expected(0).description == "18446744073709551615")
    let none = ElementDistances(
      from: Tensor([Float.nan, 1] as [Float]), to: Tensor([Float.nan, .nan] as [Float]))
    #expect(none[0] == 0 && none[1] == .infinity)
  }

  @Test func integersAreNotDividedByZero() throws {
    let (a, zero) = (Tensor([4, 2] as [Int32]), Tensor([1, 0] as [Int32]))
    for function in [BinaryFunction.divide, .remainder, .modulo, .floorDivide] {
      #expect(throws: TensorError.self) { try Tensor.combining(function, a, zero) }
    }
    let empty = Tensor(zeros: .int32, [0, 2])
    #expect(try Tensor.combining(.divide, empty, zero).shape == [0, 2])
    #expect(
      try Tensor.combining(.divide, Tensor([1] as [Float]), Tensor([0] as [Float])).doubles
        == [.infinity])
  }

  @Test func doublesAreComputedAsDoubles() throws {
    let x = Tensor([1, 2], [0.1, 0.3] as [Double])
    let softmax = try x.softmax(axis: 1).doubles
    #expect(abs(softmax[0] - 0.450_166_002_687_522_16) < 1e-15)
    let logs = try x.logSoftmax(axis: 1).doubles
    #expect(abs(logs[0] + 0.798_138_869_381_592_4) < 1e-14)
    let window = Window(kernel: [1])
    let spread = try Tensor.transposedConvolution(
      Tensor([1, 1, 1], [0.1] as [Double]), Tensor([1, 1, 1], [0.3] as [Double]), window,
      outputExtents: [1])
    #expect(spread.doubles == [0.1 * 0.3])
  }

  @Test func whatIsNoNumberQuantizesToTheLeast() throws {
    let x = Tensor([.nan, 1, -1, 0] as [Float])
    #expect(
      try x.quantized(to: .uint8, scales: [1], zeros: [0]).ints == [0, 1, 0, 0])
    #expect(
      try x.quantized(to: .int8, scales: [0], zeros: [3]).ints == [-128, 127, -128, -128])
    #expect(
      try x.quantized(to: .int8, scales: [.nan], zeros: [0]).ints == [-128, -128, -128, -128])
  }

  @Test func fixedPointRoundsHalves() throws {
    let x = Tensor([1, 3, -1, -3, 1000] as [Int32])
    func requantized(_ factor: Double, _ rounding: HalfRounding) throws -> [Int] {
      try x.requantized(to: .int8, fixedPoint: [factor], zeros: [0], rounding).ints
    }
    #expect(try requantized(0.5, .up) == [1, 2, 0, -1, 127])
    #expect(try requantized(0.5, .awayFromZero) == [1, 2, -1, -2, 127])
    #expect(try requantized(4, .up) == [4, 12, -4, -12, 127])
    #expect(try requantized(1e-30, .up) == [0, 0, 0, 0, 0])
    for factor in [0, -1, Double.nan, .infinity] {
      #expect(throws: TensorError.self) { try requantized(factor, .up) }
    }
  }

}
