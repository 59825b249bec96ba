import Support
import Testing

@testable import Tensors

/// Packed tensors of any element.
@Suite struct PackedTensorTests {

  static let shapes: [[Int]] = [
    [], [1], [5], [32], [1, 10], [2, 16], [1, 3, 2, 5], [2, 20, 3, 2], [1, 16, 1, 1], [1, 4, 3],
    [1, 0, 2, 2],
  ]

  private func tensor(_ shape: [Int]) -> Tensor {
    Tensor(shape, (0 ..< shape.product).map { Int8(truncatingIfNeeded: $0 * 29 + 1) })
  }

  /// The two ways to pack agree, and what is packed can be had back.
  @Test(arguments: shapes, [1, 4, 16])
  func packsAsBytesDo(_ shape: [Int], _ block: Int) throws {
    try check(shape, BlockedLayout(block: block))
    try check(shape, BlockedLayout(block: block, isChannelsLast: true))
  }

  private func check(_ shape: [Int], _ layout: BlockedLayout) throws {
    let packed = try layout.packed(tensor(shape))
    #expect(packed.shape == layout.packedShape(shape))
    #expect(packed.bytes == layout.pack(tensor(shape)))
    #expect(try layout.unpacked(packed, shape) == tensor(shape))
    let floats = Tensor(shape, (0 ..< shape.product).map { Float($0) / 3 })
    #expect(try layout.unpacked(layout.packed(floats), shape) == floats)
    #expect(throws: TensorError.self) { try layout.unpacked(packed, [1, 99, 7, 3]) }
    #expect(try layout.unpack(layout.pack(tensor(shape)), .int8, shape) == tensor(shape))
    // Each byte knows which number it is.
    for (place, byte) in layout.pack(tensor(shape)).enumerated() {
      guard let index = layout.index(ofByte: place, shape) else { continue }
      let flat = zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }
      #expect(tensor(shape).bytes[flat] == byte)
    }
  }

  /// With the channels last, blocks of one position follow each other.
  @Test func channelsAreLast() {
    let tensor = Tensor([1, 3, 2, 1], (1 ... 6).map { Int8($0) })
    #expect(BlockedLayout(block: 2).pack(tensor) == [1, 3, 2, 4, 5, 0, 6, 0])
    #expect(
      BlockedLayout(block: 2, isChannelsLast: true).pack(tensor) == [1, 3, 5, 0, 2, 4, 6, 0])
  }

  /// Samples that lie one behind the other inside of an element: where each number stands, and back.
  @Test(arguments: [[1, 5], [2, 16], [3, 5, 2, 3], [4, 4, 1, 1], [7]], [2, 4])
  func packsSeveralSamples(_ shape: [Int], _ rows: Int) throws {
    let layout = BlockedLayout(block: 4, rows: rows)
    let plain = tensor(shape)
    let packed = layout.pack(plain)
    #expect(packed.count == layout.byteCount(shape) && packed.count % (4 * rows) == 0)
    #expect(try layout.unpack(packed, .int8, shape) == plain)
    let full = shape.count == 1 ? [1] + shape : shape
    let (blocks, places) = ((full[1] + 3) / 4, full.dropFirst(2).product)
    for n in 0 ..< full[0] {
      for (c, p) in (0 ..< full[1]).flatMap({ c in (0 ..< places).map { (c, $0) } }) {
        let element = (n / rows * blocks + c / 4) * places + p
        let place = (element * rows + n % rows) * 4 + c % 4
        let flat = (n * full[1] + c) * places + p
        #expect(packed[place] == plain.bytes[flat])
        let index = layout.index(ofByte: place, shape) ?? []
        #expect(zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 } == flat)
      }
    }
  }

  /// What stands in channels that fill a block is cleared, and nothing else.
  @Test(arguments: shapes)
  func clearsWhatFillsABlock(_ shape: [Int]) throws {
    let layout = BlockedLayout(block: 4)
    let packed = try layout.packed(tensor(shape))
    let dirty = Tensor(packed.shape, packed.doubles.map { $0 == 0 ? Int8(77) : Int8($0) })
    let clean = try layout.clearingFill(dirty, shape)
    #expect(try layout.unpacked(clean, shape) == layout.unpacked(dirty, shape))
    #expect(try clean == layout.packed(layout.unpacked(dirty, shape)))
  }

  /// Whether two shapes have the same packed bytes, against packing.
  @Test func knowsWhichShapesHaveTheSameBytes() {
    let shapes = [[1, 8, 2, 2], [1, 8, 4, 1], [1, 32], [1, 32, 1, 1], [1, 4, 8, 1], [2, 16]]
    for (a, b) in shapes.flatMap({ a in shapes.map { (a, $0) } }) {
      for (own, other) in [(1, 1), (1, 8), (8, 8), (8, 16), (16, 16), (1, -1), (-8, 8), (-8, -8)] {
        let first = BlockedLayout(block: abs(own), isChannelsLast: own < 0)
        let second = BlockedLayout(block: abs(other), isChannelsLast: other < 0)
        let values = (0 ..< 32).map { Int8($0 + 1) }
        let isSame = first.pack(Tensor(a, values)) == second.pack(Tensor(b, values))
        #expect(first.hasSameBytes(a, as: b, in: second) == isSame, "\(a) \(own) \(b) \(other)")
      }
    }
  }

}
