public import Support

extension Tensor {

  /// The tensor of what `transform` gives for each element.
  /// - Before: `S` is the type that the elements are kept as.
  @inlinable
  public func mapped<S: TensorElement, T: TensorElement>(
    _: S.Type = S.self, to: T.Type = T.self, _ transform: (S) -> T
  ) -> Tensor {
    Tensor(T.elementType, shape, of: T.self) { out in
      withElements(of: S.self) { elements in
        precondition(elements.count == out.count)
        for part in Slices(elements.count) {
          for i in part { out[i] = transform(elements[i]) }
        }
      }
    }
  }

}
