import Tensors

extension Window {

  /// The extents of the window's numbers: those of ranges, and of axes that are whole.
  public func shape(in state: [StatePart]) -> [Scalar] {
    let ranges = axes.compactMap { axis -> Scalar? in
      if case .range(_, let count) = axis { count } else { nil }
    }
    return ranges + state[self.state.index].shape.dropFirst(axes.count).map(Scalar.constant)
  }

}

extension HostWindow {

  /// The extents, then those of one element.
  public var shape: [Scalar] { extents + element.map(Scalar.constant) }

  /// The window whose elements lie one behind the other where `strides` does not say how far apart.
  /// - Parameter strides: for as many of the outermost extents as it has. Units: bytes.
  public init(
    _ type: NumberType, element: [Int] = [], address: Scalar, extents: [Scalar],
    outerStrides: [Scalar] = []
  ) {
    let dense = Self.denseStrides(type, element: element, extents: extents)
    self.init(
      type, element: element, address: address, extents: extents,
      strides: outerStrides + dense.dropFirst(outerStrides.count))
  }

  /// The distances of elements without gaps between them.
  /// - Units: bytes.
  static func denseStrides(
    _ type: NumberType, element: [Int], extents: [Scalar]
  ) -> [Scalar] {
    let size = Scalar.constant(
      element.reduce(type.element.byteSize) { $0.multipliedReportingOverflow(by: $1).partialValue })
    return extents.indices.map { Scalar.product(extents[($0 + 1)...] + [size]) }
  }

}
