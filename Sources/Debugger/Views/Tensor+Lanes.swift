import Tensors

extension Tensor {

  /// Each value as text; hexadecimal digits are those of the bits, and as many as there are.
  func texts(_ format: LaneFormat) -> [String] {
    switch format {
    case .decimal:
      return elementType.isFloat
        ? doubles.map { String(describing: Float($0)) } : ints.map(String.init)
    case .hexadecimal:
      let size = elementType.byteSize
      return bytes.indices.filter { $0 % size == 0 }.map { start in
        bytes[start ..< min(start + size, bytes.count)].reversed().map { byte in
          let digits = String(byte, radix: 16)
          return byte < 16 ? "0" + digits : digits
        }.joined()
      }
    }
  }

}
