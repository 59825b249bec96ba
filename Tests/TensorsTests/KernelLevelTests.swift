import CKernels
import Testing

@testable import Tensors

/// Each level of vector instructions that this machine has gives what the portable code gives.
@Suite struct KernelLevelTests {

  @Test(arguments: 0 ... ck_level())
  func products(_ level: Int32) throws {
    let (m, k, n) = (19, 401, 71)
    var wrong: [ElementType] = []
    for type in [ElementType.float32, .int8, .uint8] {
      let range = type == .uint8 ? 0 ... 9 : -5 ... 5
      let a = Tensor.random(type, [m, k], seed: 1, range)
      let b = Tensor.random(type, [k, n], seed: 2, range)
      let target = Storage(zeros: m * n * 4)
      PackedFactor(LeftFactor(tensor: a, m: m, k: k, row: k, column: 1), level: level).multiply(
        RightFactor(tensor: b, rows: (0 ..< k).map { $0 * n }, columns: Array(0 ..< n)),
        into: ProductTarget(storage: target, stride: n), accumulating: false, inParallel: false)
      let result = Tensor(type == .float32 ? .float32 : .int32, [m, n], count: m * n, target)
      let wide = try Tensor.matrixProduct(a.converted(to: .int64), b.converted(to: .int64))
      if result.ints != wide.ints { wrong.append(type) }
    }
    #expect(wrong == [])
  }

}
