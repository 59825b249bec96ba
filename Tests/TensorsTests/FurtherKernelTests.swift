import Tensors
import Testing

/// Kernels of single operators of ONNX.
@Suite struct FurtherKernelTests {

  @Test func slicesThatDiffer() throws {
    let x = Tensor([3, 2], [2, 1, 0, 5, 2, 1] as [Int32])
    let rows = try x.uniqueSlices(axis: 0, sorted: true)
    #expect(rows.values == Tensor([2, 2], [0, 5, 2, 1] as [Int32]))
    #expect(rows.firsts == [1, 0] && rows.places == [1, 0, 1] && rows.counts == [1, 2])
    let first = try x.uniqueSlices(axis: 0, sorted: false)
    #expect(first.values == Tensor([2, 2], [2, 1, 0, 5] as [Int32]))
    #expect(first.firsts == [0, 1] && first.places == [0, 1, 0] && first.counts == [2, 1])
    let columns = try x.uniqueSlices(axis: 1, sorted: true)
    #expect(columns.values == Tensor([3, 2], [1, 2, 5, 0, 1, 2] as [Int32]))
  }

  /// NaN is equal to itself and greater than numbers.
  @Test func elementsThatDiffer() throws {
    let x = Tensor([.nan, 1, -.infinity, .nan, 1] as [Float])
    let all = try x.uniqueSlices(axis: nil, sorted: true)
    #expect(all.firsts == [2, 1, 0] && all.places == [2, 1, 0, 2, 1] && all.counts == [1, 2, 2])
    #expect(try Tensor(zeros: .bool, [0]).uniqueSlices(axis: nil, sorted: true).values.shape == [0])
  }

  /// The sum over all numbers, written out, of every length up to 12.
  @Test(arguments: 1 ... 12)
  func fourierTransforms(_ length: Int) throws {
    let x = Tensor.random(.float64, [2, length, 2], seed: 3, -1 ... 1)
    let found = try x.fourierTransformed(FourierTransform(length: length), axis: 1)
    let back = try found.fourierTransformed(
      FourierTransform(length: length, isInverse: true), axis: 1)
    #expect(zip(back.doubles, x.doubles).allSatisfy { abs($0 - $1) < 1e-12 })
    // The first is the plain sum; the energies of both sides are equal.
    let numbers = x.doubles
    let sum = stride(from: 0, to: 2 * length, by: 2).reduce(0) { $0 + numbers[$1] }
    #expect(abs(found.doubles[0] - sum) < 1e-12)
    let energies = [x, found].map { $0.doubles.reduce(0) { $0 + $1 * $1 } }
    #expect(abs(energies[1] - energies[0] * Double(length)) < 1e-9)
  }

  @Test func halvesOfTransforms() throws {
    let x = Tensor([1, 4, 1], [1, 0, -1, 0] as [Float])
    let half = FourierTransform(length: 4, isOneSided: true)
    let halves = try x.fourierTransformed(half, axis: 1)
    #expect(halves.shape == [1, 3, 2])
    #expect(zip(halves.doubles, [0, 0, 2, 0, 0, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
    let longer = try x.fourierTransformed(FourierTransform(length: 8), axis: 1)
    #expect(longer.shape == [1, 8, 2])
    #expect(throws: TensorError.self) {
      try x.fourierTransformed(FourierTransform(length: 4), axis: 2)
    }
  }

  @Test func determinants() throws {
    let x = Tensor([2, 2, 2], [1, 2, 3, 4, 0, 2, 1, 0] as [Float])
    #expect(try x.determinants().doubles == [-2, -2])
    #expect(try Tensor([0, 0], [] as [Double]).determinants().doubles == [1])
    #expect(try Tensor([2, 2], [1, 2, 2, 4] as [Double]).determinants().doubles == [0])
    #expect(throws: TensorError.self) { try Tensor(zeros: .float32, [2, 3]).determinants() }
  }

  @Test func diagonals() throws {
    let x = Tensor([2, 3, 2], (0 ..< 12).map { Int32($0) })
    #expect(try x.diagonal(0, 2) == Tensor([2, 3], [0, 2, 4, 7, 9, 11] as [Int32]))
    #expect(throws: TensorError.self) { try x.diagonal(0, 1) }
  }

  /// A region of whole elements, and one that lies outside.
  @Test func regions() throws {
    let x = Tensor([1, 1, 2, 2], [1, 2, 3, 4] as [Float])
    let places = Tensor([2, 4], [0, 0, 2, 2, 9, 9, 10, 10] as [Float])
    let images = Tensor([0, 0] as [Int64])
    let alignment = RegionAlignment(
      .average, height: 2, width: 2, samples: 1, scale: 1, isHalfPixel: true)
    #expect(
      try x.aligned(places, of: images, alignment)
        == Tensor([2, 1, 2, 2], [1, 2, 3, 4, 0, 0, 0, 0] as [Float]))
    #expect(throws: TensorError.self) {
      try x.aligned(places, of: Tensor([0, 1] as [Int64]), alignment)
    }
  }

}
