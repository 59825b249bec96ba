public import Tensors

/// What the numbers of a state or of a transfer are, and what becomes of a number that they can not
/// hold.
///
/// Spelled as the element type, with `.sat` behind it where it saturates: `int8`, `int8.sat`.
public struct NumberType: Hashable, Sendable {

  public var element: ElementType

  /// Whether an integer that is too great or too small becomes the nearest that there is; otherwise
  /// its low bits are kept. Floats round to nearest, ties to even.
  public var saturates: Bool

  public init(_ element: ElementType, saturates: Bool = false) {
    self.element = element
    self.saturates = saturates
  }

}
