import Support
import Tensors
import Testing

@Suite struct TensorTests {

  @Test func keepsValuesAndShape() throws {
    let tensor = Tensor([2, 3], [1, 2, 3, 4, 5, 6] as [Float])
    #expect(tensor.elementType == .float32)
    #expect(tensor.array(of: Float.self) == [1, 2, 3, 4, 5, 6])
    #expect(tensor.description == "float32[2, 3]")
    #expect(try tensor.reshaped(to: [6]).ints == [1, 2, 3, 4, 5, 6])
    #expect(throws: TensorError.self) { try tensor.reshaped(to: [5]) }
    #expect(Tensor(scalar: true).doubles == [1])
    #expect(Tensor(zeros: .int64, [0, 3]).ints == [])
  }

  @Test func copiesAreIndependent() {
    let original = Tensor([3], [1, 2, 3] as [Int8])
    var copy = original
    copy.withMutableElements(of: Int8.self) { $0[1] = 9 }
    #expect(original.ints == [1, 2, 3])
    #expect(copy.ints == [1, 9, 3])
    #expect(copy != original)
  }

  @Test(arguments: [
    [-1], [Int.max, 2], [1 << 40, 1 << 40], [1 << 47], [3, -2, 0],
  ])
  func impossibleShapes(_ shape: [Int]) {
    #expect(Tensor.elementCount(shape) == nil)
    #expect(throws: TensorError.badShape(shape)) { try Tensor(.int8, shape, bytes: []) }
  }

  @Test func bytesOfPartialTypesAreNormalized() throws {
    #expect(
      try Tensor(.bool, [3], bytes: [0, 2, 255]).array(of: Bool.self) == [false, true, true])
    #expect(try Tensor(.int4, [3], bytes: [7, 8, 0xff]).array(of: Int8.self) == [7, -8, -1])
    #expect(try Tensor(.uint4, [2], bytes: [0x1f, 3]).array(of: UInt8.self) == [15, 3])
  }

  @Test func hashSeesTypeShapeAndBits() {
    let tensors = [
      Tensor([2], [0, 0] as [Float]), Tensor([2], [0, -0.0] as [Float]),
      Tensor([1, 2], [0, 0] as [Float]), Tensor([2], [0, 0] as [Int32]),
    ]
    let hashes = tensors.map { tensor in
      var hash = StateHash()
      hash.combine(tensor)
      return hash
    }
    #expect(Set(hashes).count == 4)
    #expect(Set(tensors).count == 4)
  }

}
