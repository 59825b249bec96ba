/// Work that is the same for every element type, compiled once for each.
protocol ElementVisitor {
  associatedtype Result
  func visit<T: TensorElement>(_: T.Type) -> Result
}

/// What `visitor` gives for the Swift type that elements of `type` are kept as.
@inline(__always)
func dispatch<V: ElementVisitor>(on type: ElementType, _ visitor: V) -> V.Result {
  switch type {
  case .float4E2M1: visitor.visit(NarrowFloat<E2M1>.self)
  case .float8E4M3FN: visitor.visit(NarrowFloat<E4M3FN>.self)
  case .float8E4M3FNUZ: visitor.visit(NarrowFloat<E4M3FNUZ>.self)
  case .float8E5M2: visitor.visit(NarrowFloat<E5M2>.self)
  case .float8E5M2FNUZ: visitor.visit(NarrowFloat<E5M2FNUZ>.self)
  case .float8E8M0: visitor.visit(ExponentFloat.self)
  default: dispatchWide(on: type, visitor)
  }
}

/// As `dispatch`, for what asks about two types at once: not for floats of at most 8 bits, which are
/// converted by way of longer ones.
@inline(__always)
func dispatchWide<V: ElementVisitor>(on type: ElementType, _ visitor: V) -> V.Result {
  switch type {
  case .bool: visitor.visit(Bool.self)
  case .int4, .int8: visitor.visit(Int8.self)
  case .int16: visitor.visit(Int16.self)
  case .int32: visitor.visit(Int32.self)
  case .int64: visitor.visit(Int64.self)
  case .uint4, .uint8: visitor.visit(UInt8.self)
  case .uint16: visitor.visit(UInt16.self)
  case .uint32: visitor.visit(UInt32.self)
  case .uint64: visitor.visit(UInt64.self)
  case .bfloat16: visitor.visit(BFloat16.self)
  case .float16: visitor.visit(Float16.self)
  case .float32: visitor.visit(Float.self)
  case .float64: visitor.visit(Double.self)
  case .float4E2M1, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ, .float8E8M0:
    preconditionFailure("\(type) is converted by way of a longer float")
  }
}
