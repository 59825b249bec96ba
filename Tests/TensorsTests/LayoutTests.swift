import Tensors
import Testing

@Suite struct LayoutTests {

  /// 0, 1, 2, … in `shape`.
  private func counting(_ shape: [Int], _ type: ElementType = .int16) throws -> Tensor {
    try Tensor(type, shape, ints: Array(0 ..< shape.reduce(1, *)))
  }

  /// Every permutation of axes of every width of elements.
  @Test(arguments: [ElementType.uint8, .int16, .float32, .float64])
  func transposes(_ type: ElementType) throws {
    let tensor = try counting([2, 3, 1, 5], type)
    let strides = [15, 5, 5, 1]
    var wrong: [[Int]] = []
    for p in Naive.positions([4, 4, 4, 4]) where Set(p).count == 4 {
      let result = try tensor.transposed(p)
      let expected = Naive.positions(result.shape).map { place in
        zip(place, p).reduce(0) { $0 + $1.0 * strides[$1.1] }
      }
      if result.ints != expected { wrong.append(p) }
    }
    #expect(wrong == [])
    #expect(throws: TensorError.self) { try tensor.transposed([0, 1, 2, 2]) }
  }

  @Test func slices() throws {
    let tensor = try counting([3, 4])
    let back = try tensor.sliced(starts: [2, 3], extents: [2, 2], steps: [-2, -3])
    #expect(back.ints == [11, 8, 3, 0])
    #expect(try tensor.sliced(1 ..< 3, axis: 1).ints == [1, 2, 5, 6, 9, 10])
    #expect(try tensor.sliced(starts: [9, 0], extents: [0, 4], steps: [1, 1]).shape == [0, 4])
    for (start, extent, step) in [
      (0, 4, 1), (2, 2, 1), (0, 2, -1), (0, 2, .max), (-1, 1, 1), (0, -1, 1),
    ] {
      #expect(throws: TensorError.self) {
        try tensor.sliced(starts: [start, 0], extents: [extent, 1], steps: [step, 1])
      }
    }
  }

  @Test func concatenation() throws {
    let (a, b) = (try counting([2, 1, 2]), try counting([2, 2, 2]))
    let joined = try Tensor.concatenated([a, b], axis: 1)
    #expect(joined.ints == [0, 1, 0, 1, 2, 3, 2, 3, 4, 5, 6, 7])
    #expect(throws: TensorError.self) { try Tensor.concatenated([a, b], axis: 0) }
    #expect(throws: TensorError.self) { try Tensor.concatenated([a, b], axis: 3) }
  }

  /// What `numpy.pad` gives for a row of 0, 1, 2 with 4 in front and 5 behind.
  @Test(arguments: [
    (Padding.edge, [0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2]),
    (.reflect, [0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1]),
    (.wrap, [2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1]),
    (.constant(Tensor(scalar: Int16(9))), [9, 9, 9, 9, 0, 1, 2, 9, 9, 9, 9, 9]),
  ])
  func pads(_ padding: Padding, _ expected: [Int]) throws {
    let tensor = try counting([1, 3])
    #expect(try tensor.padded(begin: [0, 4], end: [0, 5], padding).ints == expected)
    #expect(try tensor.padded(begin: [0, -1], end: [0, 0], padding).ints == [1, 2])
    let cut = try tensor.padded(begin: [0, -1], end: [0, 1], padding).ints
    #expect(cut == [1, 2, expected[7]])
    #expect(throws: TensorError.self) {
      try tensor.padded(begin: [1 << 40, 1 << 40], end: [0, 0], padding)
    }
  }

  @Test func gathers() throws {
    let tensor = try counting([2, 3, 2])
    let indices = Tensor([1, 2], [-1, 0] as [Int64])
    let result = try tensor.gathered(indices, axis: 1)
    #expect(result.shape == [2, 1, 2, 2])
    #expect(result.ints == [4, 5, 0, 1, 10, 11, 6, 7])
    let elements = try tensor.gatheredElements(
      Tensor([1, 2, 2], [0, 1, 2, -1] as [Int32]), axis: 1)
    #expect(elements.ints == [0, 3, 4, 5])
    #expect(throws: TensorError.self) { try tensor.gathered(Tensor([3] as [Int64]), axis: 1) }
    #expect(throws: TensorError.self) { try tensor.gathered(Tensor([0.0]), axis: 1) }
  }

  @Test func broadcasts() throws {
    #expect(try Tensor.broadcastShape([[3, 1], [2, 1, 4], []]) == [2, 3, 4])
    #expect(try Tensor.broadcastShape([[0], [1]]) == [0])
    #expect(throws: TensorError.self) { try Tensor.broadcastShape([[3], [4]]) }
    #expect(
      try counting([3, 1]).broadcast(to: [2, 3, 2]).ints == [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2])
    #expect(throws: TensorError.self) { try counting([3]).broadcast(to: [3, 2]) }
  }

}
