public import Support

extension Tensor {

  /// The first elements in row-major order, at most `count`.
  /// - Cost: O(`count`).
  public func numbers(_ count: Int) -> [Number] {
    dispatch(on: elementType.layout, FirstNumbers(tensor: self, count: count))
  }

}

extension TensorElement {
  /// The same number, exactly.
  var number: Number {
    if Self.elementType.isFloat { return .real(double) }
    if Self.elementType == .uint64 { return .whole(Int128(UInt64(bitPattern: int64))) }
    return .whole(Int128(int64))
  }
}

private struct FirstNumbers: ElementVisitor {
  let tensor: Tensor
  let count: Int
  func visit<T: TensorElement>(_: T.Type) -> [Number] {
    tensor.withElements(of: T.self) { x in
      (0 ..< max(0, min(count, x.count))).map { x[$0].number }
    }
  }
}
