import Tensors
import Testing

@Suite struct ProductTests {

  /// Extents around the tiles of all kernels, and deeper than one panel.
  static let extents =
    [(1, 1, 1), (1, 70, 130), (2, 5, 65), (3, 200, 33), (5, 7, 1), (4, 6, 9)]
    + [(17, 450, 70), (64, 193, 31), (9, 384, 100), (8, 192, 32)]

  private static func expected(_ a: [Double], _ b: [Double], _ m: Int, _ k: Int, _ n: Int)
    -> [Double]
  {
    (0 ..< m * n).map { i in
      (0 ..< k).reduce(0) { $0 + a[i / n * k + $1] * b[$1 * n + i % n] }
    }
  }

  @Test(arguments: [ElementType.float32, .float64, .int32])
  func matrices(_ type: ElementType) throws {
    var wrong: [String] = []
    for (m, k, n) in Self.extents {
      let a = Tensor.random(type, [m, k], seed: m, -5 ... 5)
      let b = Tensor.random(type, [k, n], seed: n, -5 ... 5)
      let expected = Self.expected(a.doubles, b.doubles, m, k, n)
      let (at, bt) = (try a.transposed([1, 0]), try b.transposed([1, 0]))
      for (i, result) in [
        try Tensor.matrixProduct(a, b),
        try Tensor.matrixProduct(a, transposed: false, bt, transposed: true),
        try Tensor.matrixProduct(at, transposed: true, b, transposed: false),
        try Tensor.matrixProduct(at, transposed: true, bt, transposed: true),
      ].enumerated() where result.doubles != expected || result.shape != [m, n] {
        wrong.append("\(m) \(k) \(n) way \(i)")
      }
    }
    #expect(wrong == [])
  }

  @Test func integersWithZeroPoints() throws {
    var wrong: [String] = []
    for (m, k, n) in Self.extents {
      let a = Tensor.random(.uint8, [m, k], seed: m, 0 ... 255)
      let b = Tensor.random(.int8, [k, n], seed: n, -128 ... 127)
      let (rows, columns) = ((0 ..< m).map { $0 % 256 }, (0 ..< n).map { $0 % 256 - 128 })
      let x = a.doubles.enumerated().map { $1 - Double(rows[$0 / k]) }
      let y = b.doubles.enumerated().map { $1 - Double(columns[$0 % n]) }
      let result = try Tensor.integerMatrixProduct(a, b, aZeros: rows, bZeros: columns)
      if result.doubles != Self.expected(x, y, m, k, n) { wrong.append("\(m) \(k) \(n)") }
    }
    #expect(wrong == [])
  }

  @Test func batchesAndRanks() throws {
    let a = Tensor.random(.float32, [2, 1, 3, 4], seed: 1, -5 ... 5)
    let b = Tensor.random(.float32, [5, 4, 2], seed: 2, -5 ... 5)
    let result = try Tensor.matrixProduct(a, b)
    #expect(result.shape == [2, 5, 3, 2])
    let last = try Tensor.matrixProduct(
      a.sliced(1 ..< 2, axis: 0).reshaped(to: [3, 4]),
      b.sliced(4 ..< 5, axis: 0).reshaped(to: [4, 2]))
    #expect(result.doubles.suffix(6) == last.doubles[...])
    let row = Tensor([1, 2, 3, 4] as [Float])
    #expect(try Tensor.matrixProduct(row, row).array(of: Float.self) == [30])
    #expect(try Tensor.matrixProduct(row, b).shape == [5, 2])
    #expect(try Tensor.matrixProduct(a, row).shape == [2, 1, 3])
    #expect(throws: TensorError.self) { try Tensor.matrixProduct(a, a) }
    #expect(
      try Tensor.matrixProduct(Tensor(zeros: .float32, [2, 0]), Tensor(zeros: .float32, [0, 2]))
        == Tensor(zeros: .float32, [2, 2]))
  }

}
