import Tensors

/// The bytes in which a metadata section keeps an array.
///
/// - Source: TVM 0.11, `NDArray::Save`, with the type codes of DLPack 1.1: magic, device, rank,
///   element type, extents, size, elements; everything little endian.
enum RelayArray {

  static let magic: UInt64 = 0xDD5E_40F0_96B4_A13F

  static func bytes(of tensor: Tensor) -> [UInt8] {
    var bytes: [UInt8] = []
    func put(_ value: some FixedWidthInteger) {
      for index in 0 ..< value.bitWidth / 8 {
        bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index)))
      }
    }
    put(magic)
    put(UInt64(0))
    put(Int32(1))
    put(Int32(0))
    put(Int32(tensor.rank))
    put(code(of: tensor.elementType))
    put(UInt8(tensor.elementType.bitWidth))
    put(UInt16(1))
    for extent in tensor.shape { put(Int64(extent)) }
    put(Int64(tensor.byteCount))
    return bytes + tensor.bytes
  }

  /// The tensor that `bytes` spell; `nil` if they spell none.
  static func tensor(_ bytes: [UInt8]) -> Tensor? {
    var position = 0
    func get(_ count: Int) -> Int? {
      guard position + count <= bytes.count else { return nil }
      var value: UInt64 = 0
      for index in 0 ..< count { value |= UInt64(bytes[position + index]) << (8 * index) }
      position += count
      return Int(truncatingIfNeeded: value)
    }
    guard let found = get(8), UInt64(bitPattern: Int64(found)) == magic else { return nil }
    guard get(8) != nil, get(8) != nil, let rank = get(4), (0 ... 64).contains(rank) else {
      return nil
    }
    guard let code = get(1), let bits = get(1), get(2) == 1 else { return nil }
    guard let element = element(code: code, bits: bits) else { return nil }
    var shape: [Int] = []
    for _ in 0 ..< rank {
      guard let extent = get(8) else { return nil }
      shape.append(extent)
    }
    guard let size = get(8), size == bytes.count - position else { return nil }
    return try? Tensor(element, shape, bytes: Array(bytes[position...]))
  }

  private static func code(of type: ElementType) -> UInt8 {
    switch type {
    case .bfloat16: 4
    case .float8E4M3FN: 10
    case .float8E4M3FNUZ: 11
    case .float8E5M2: 12
    case .float8E5M2FNUZ: 13
    case .float8E8M0: 14
    case .float4E2M1: 17
    default: type.isFloat ? 2 : type.isSigned ? 0 : 1
    }
  }

  private static func element(code: Int, bits: Int) -> ElementType? {
    ElementType.allCases.first { Int(Self.code(of: $0)) == code && $0.bitWidth == bits }
  }

}
