/// What the elements of a tensor are; the raw value is the spelling in graph text and in numpy.
public enum ElementType: String, CaseIterable, Hashable, Sendable {

  case bool
  case int4, int8, int16, int32, int64
  case uint4, uint8, uint16, uint32, uint64
  case bfloat16, float16, float32, float64

  // By their bits of exponent and fraction; as numpy's `ml_dtypes` spells them.
  case float4E2M1 = "float4_e2m1fn"
  case float8E4M3FN = "float8_e4m3fn"
  case float8E4M3FNUZ = "float8_e4m3fnuz"
  case float8E5M2 = "float8_e5m2"
  case float8E5M2FNUZ = "float8_e5m2fnuz"
  case float8E8M0 = "float8_e8m0fnu"

  /// The type that `spelling` names, such as `int8`.
  public init?(_ spelling: some StringProtocol) { self.init(rawValue: String(spelling)) }

  /// - Units: bits of information of one element; 1 for `bool`.
  public var bitWidth: Int {
    switch self {
    case .bool: 1
    case .int4, .uint4, .float4E2M1: 4
    case .int8, .uint8: 8
    case .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ, .float8E8M0: 8
    case .int16, .uint16, .bfloat16, .float16: 16
    case .int32, .uint32, .float32: 32
    case .int64, .uint64, .float64: 64
    }
  }

  /// The bytes that one element takes in memory: `bool` and the 4-bit types take a whole byte.
  public var byteSize: Int { max(1, bitWidth / 8) }

  public var isFloat: Bool {
    switch self {
    case .bfloat16, .float16, .float32, .float64: true
    default: isNarrowFloat
    }
  }

  /// Whether elements are floats of at most 8 bits.
  public var isNarrowFloat: Bool {
    switch self {
    case .float4E2M1, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ, .float8E8M0:
      true
    default: false
    }
  }

  /// Whether elements are floats that are computed with as `float32` and rounded once.
  public var isShortFloat: Bool { isFloat && bitWidth < 32 }

  /// Whether elements are whole numbers; `bool` is neither an integer nor a float.
  public var isInteger: Bool { !isFloat && self != .bool }

  /// Whether an element can be negative.
  public var isSigned: Bool {
    switch self {
    case .int4, .int8, .int16, .int32, .int64: true
    case .float8E8M0: false
    default: isFloat
    }
  }

  /// The numbers that an element can be, for integers; `uint64` is cut at `Int.max`.
  public var integerRange: ClosedRange<Int>? {
    guard isInteger else { return nil }
    if isSigned { return (Int.min >> (64 - bitWidth)) ... (Int.max >> (64 - bitWidth)) }
    return bitWidth == 64 ? 0 ... Int.max : 0 ... (1 << bitWidth) - 1
  }

  /// The type whose memory layout the elements have: a type of whole bytes.
  public var layout: ElementType {
    switch self {
    case .int4: .int8
    case .uint4, .bool: .uint8
    default: self
    }
  }

}

extension ElementType: CustomStringConvertible {
  public var description: String { rawValue }
}
