/// What stands before the elements in a `.npy` file.
///
/// - Source: numpy, `numpy/lib/format.py`.
struct NumpyHeader {

  var type: ElementType
  var shape: [Int]

  /// Whether the first axis is the innermost.
  var isFortran = false

  /// Whether the highest byte of an element comes first.
  var isBigEndian = false

  /// How many bytes the header takes.
  var byteCount = 0

}

extension NumpyHeader {

  /// - Errors: The bytes are no header, or name a type that no tensor has.
  init(_ bytes: RawSpan) throws(TensorFileError) {
    guard bytes.copy(0 ..< 6) == magic else { throw .malformed("not a .npy file") }
    guard let version = bytes.byte(at: 6), (1 ... 3).contains(version) else {
      throw .unsupported("a version of the .npy format other than 1, 2 and 3")
    }
    let start = version == 1 ? 10 : 12
    guard let length = bytes.number(at: 8, size: start - 8), length <= bytes.byteCount - start,
      let text = bytes.copy(start ..< start + length)
    else { throw .malformed("a .npy file that ends within its header") }
    var literal = PythonLiteral(text)
    let fields = try literal.fields()
    guard case .string(let spelling)? = fields["descr"] else {
      throw .unsupported("a .npy file of records; expected one number per element")
    }
    guard case .truth(let isFortran)? = fields["fortran_order"],
      case .tuple(let shape)? = fields["shape"]
    else { throw .malformed("a .npy header without `fortran_order` or `shape`") }
    guard let type = typesBySpelling[String(spelling.drop { "<>=|".contains($0) })] else {
      throw .unsupported("a .npy file of `\(spelling)`, which no element type corresponds to")
    }
    self.init(
      type: type, shape: shape, isFortran: isFortran, isBigEndian: spelling.first == ">",
      byteCount: start + length)
  }

  /// The header of version 1, or 2 if it is long, padded so that elements start at a multiple of 64.
  var bytes: [UInt8] {
    let extents = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text =
      "{'descr': '\(spelling)', 'fortran_order': False, 'shape': (\(extents)), }"
    let isLong = text.utf8.count > 65_000
    let start = isLong ? 12 : 10
    let padding = 63 - (start + text.utf8.count) % 64
    let length = text.utf8.count + padding + 1
    var result = magic + [isLong ? 2 : 1, 0]
    result.append(length, size: start - 8)
    result += Array(text.utf8) + [UInt8](repeating: 0x20, count: padding) + [0x0a]
    return result
  }

  private var spelling: String {
    let kind = type.isFloat ? "f" : type == .bool ? "b" : type.isSigned ? "i" : "u"
    return (type.byteSize == 1 ? "|" : "<") + kind + "\(type.byteSize)"
  }

}

private let magic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/// Types by kind and bytes; two bytes of no kind are what `bfloat16` arrays are saved as.
private let typesBySpelling: [String: ElementType] = [
  "?": .bool, "b1": .bool, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
  "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64,
  "f2": .float16, "f4": .float32, "f8": .float64, "V2": .bfloat16,
]
