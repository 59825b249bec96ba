extension Int8: TensorElement {
  @inlinable public static var elementType: ElementType { .int8 }
}

extension Int16: TensorElement {
  @inlinable public static var elementType: ElementType { .int16 }
}

extension Int32: TensorElement {
  @inlinable public static var elementType: ElementType { .int32 }
  @inlinable public init(truncating value: Double) {
    self = Int32(exactly: value.rounded(.towardZero)) ?? .min
  }
}

extension Int64: TensorElement {
  @inlinable public static var elementType: ElementType { .int64 }
  @inlinable public init(truncating value: Double) {
    self = Int64(exactly: value.rounded(.towardZero)) ?? .min
  }
}

extension UInt8: TensorElement {
  @inlinable public static var elementType: ElementType { .uint8 }
}

extension UInt16: TensorElement {
  @inlinable public static var elementType: ElementType { .uint16 }
}

extension UInt32: TensorElement {
  @inlinable public static var elementType: ElementType { .uint32 }
}

extension UInt64: TensorElement {
  @inlinable public static var elementType: ElementType { .uint64 }
}

extension Bool: TensorElement {
  @inlinable public static var elementType: ElementType { .bool }
  @inlinable public init(truncating value: Double) { self = value != 0 }
  @inlinable public init(wrapping value: Int64) { self = value != 0 }
  @inlinable public init(wrapping value: UInt64) { self = value != 0 }
  @inlinable public var double: Double { self ? 1 : 0 }
  @inlinable public var int64: Int64 { self ? 1 : 0 }
  @inlinable public static func sum(_ a: Self, _ b: Self) -> Self { a || b }
  @inlinable public static func product(_ a: Self, _ b: Self) -> Self { a && b }
  @inlinable public static func difference(_ a: Self, _ b: Self) -> Self { a != b }
  @inlinable public static func quotient(_ a: Self, _ b: Self) -> Self { a && b }
  @inlinable public static func remainder(_ a: Self, _ b: Self) -> Self { false }
  @inlinable public static func power(_ a: Self, _ b: Self) -> Self { a || !b }
  @inlinable public static func isLess(_ a: Self, _ b: Self) -> Bool { !a && b }
  @inlinable public var isNaN: Bool { false }
}

extension Float: TensorElement {
  @inlinable public static var elementType: ElementType { .float32 }
  @inlinable public init(truncating value: Double) { self.init(value) }
  @inlinable public init(wrapping value: Int64) { self.init(value) }
  @inlinable public init(wrapping value: UInt64) { self.init(value) }
  @inlinable public var double: Double { Double(self) }
}

extension Double: TensorElement {
  @inlinable public static var elementType: ElementType { .float64 }
  @inlinable public init(truncating value: Double) { self = value }
  @inlinable public init(wrapping value: Int64) { self.init(value) }
  @inlinable public init(wrapping value: UInt64) { self.init(value) }
  @inlinable public var double: Double { self }
}

extension Float16: TensorElement {
  @inlinable public static var elementType: ElementType { .float16 }
  @inlinable public init(truncating value: Double) { self.init(value) }
  @inlinable public init(wrapping value: Int64) { self.init(value) }
  @inlinable public init(wrapping value: UInt64) { self.init(value) }
  @inlinable public var double: Double { Double(self) }
}

/// Arithmetic is that of `Float`, rounded once.
extension BFloat16: TensorElement {
  public static var elementType: ElementType { .bfloat16 }
  public init(truncating value: Double) { self.init(Float(value)) }
  public init(wrapping value: Int64) { self.init(Float(value)) }
  public init(wrapping value: UInt64) { self.init(Float(value)) }
  public var double: Double { Double(float) }
  public var int64: Int64 { Int64(truncating: double) }
  public static func sum(_ a: Self, _ b: Self) -> Self { Self(a.float + b.float) }
  public static func product(_ a: Self, _ b: Self) -> Self { Self(a.float * b.float) }
  public static func difference(_ a: Self, _ b: Self) -> Self { Self(a.float - b.float) }
  public static func quotient(_ a: Self, _ b: Self) -> Self { Self(a.float / b.float) }
  public static func remainder(_ a: Self, _ b: Self) -> Self {
    Self(a.float.truncatingRemainder(dividingBy: b.float))
  }
  public static func power(_ a: Self, _ b: Self) -> Self {
    Self(Float.power(a.float, b.float))
  }
  public static func isLess(_ a: Self, _ b: Self) -> Bool { a.float < b.float }
  public var isNaN: Bool { float.isNaN }
}
