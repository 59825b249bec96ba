/// A box of numbers of a part of the state: `acc[d:d+n, 0:c]`.
///
/// Axes behind those that are given are whole.
public struct Window: Hashable, Sendable {

  public var state: StateID
  public var axes: [Axis]

  public enum Axis: Hashable, Sendable {
    /// One place; the axis is not among those of the window's numbers.
    case at(Scalar)
    /// So many places from `lower` on.
    case range(lower: Scalar, count: Scalar)
  }

  public init(_ state: StateID, _ axes: [Axis]) {
    self.state = state
    self.axes = axes
  }

}

/// Numbers in the memory of the host: `dram(int8[16, 16], address, rows, columns, stride=s)`.
public struct HostWindow: Hashable, Sendable {

  /// How the numbers lie there.
  public var type: NumberType

  /// The extents of one element, which lies without gaps.
  public var element: [Int]

  /// - Units: bytes.
  public var address: Scalar

  /// How many elements, outermost first.
  public var extents: [Scalar]

  /// The distance from one to the next along each extent.
  /// - Units: bytes; as many as there are extents.
  public var strides: [Scalar]

  public init(
    _ type: NumberType, element: [Int], address: Scalar, extents: [Scalar], strides: [Scalar]
  ) {
    self.type = type
    self.element = element
    self.address = address
    self.extents = extents
    self.strides = strides
  }

}
