import Tensors

/// The type of the elements of a value in memory, and the order of its axes.
struct ValueForm: Sendable, Hashable {

  var element: ElementType

  /// For each axis in memory, outermost first, the axis of the program.
  var order: [Int]

  /// The form in which the program has a value of that rank.
  init(_ element: ElementType, rank: Int) {
    self.init(element, order: Array(0 ..< rank))
  }

  init(_ element: ElementType, order: [Int]) {
    self.element = element
    self.order = order
  }

  /// Whether the axes are in the order of the program.
  var isPlain: Bool { order == Array(order.indices) }

}

extension ElementType {

  /// The type in C that elements are kept as; 16-bit floats are kept as their bits.
  var cName: String? {
    switch self {
    case .bool, .uint4, .uint8: "uint8_t"
    case .int4, .int8: "int8_t"
    case .int16: "int16_t"
    case .int32: "int32_t"
    case .int64: "int64_t"
    case .uint16, .bfloat16, .float16: "uint16_t"
    case .uint32: "uint32_t"
    case .uint64: "uint64_t"
    case .float32: "float"
    case .float64: "double"
    case .float4E2M1, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ, .float8E8M0:
      nil
    }
  }

  /// The C that makes an element of `other` of the element `value`; nil where no code is made for
  /// that.
  func conversion(to other: ElementType, of value: String) -> String? {
    if self == other { return value }
    return switch (self, other) {
    case (.bfloat16, .float32): "float_of_bfloat16(\(value))"
    case (.float32, .bfloat16): "bfloat16_of_float(\(value))"
    case (.float32, .float64), (.float64, .float32), (.int8, .int32), (.uint8, .int32),
      (.int8, .float32), (.uint8, .float32), (.int32, .int64):
      other.cName.map { "(\($0))\(value)" }
    default: nil
    }
  }

}
