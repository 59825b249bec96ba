import GraphIR
import Tensors

/// Which operators compute an element of their result from the elements at the same place of their
/// operands, and from nothing else: they do the same in any layout, on packed tensors too.
///
/// An operator that may refuse an element is none of them, because a packed tensor has elements
/// that stand for nothing.
enum LayoutFreedom: Sendable {

  /// On one tensor; whatever else it takes is one number.
  case one

  /// On tensors that are repeated to one shape.
  case several

  /// Nil for an operator that knows of places.
  init?(_ op: Op) {
    if Self.onOne.contains(op) {
      self = .one
    } else if Self.onSeveral.contains(op) {
      self = .several
    } else {
      return nil
    }
  }

  private static let onOne: Set<Op> = [
    Elementwise.relu, Elementwise.copy, Clip.op, Cast.op, GraphIR.Quantize.op, Dequantize.op,
    ElementwiseUnary.absolute, ElementwiseUnary.ceiling, ElementwiseUnary.floor,
    ElementwiseUnary.negate, ElementwiseUnary.round, ElementwiseUnary.sign,
    ElementwiseUnary.truncate, ElementwiseUnary.exponential, ElementwiseUnary.sigmoid,
    ElementwiseUnary.squareRoot, ElementwiseUnary.hyperbolicTangent, ElementwiseUnary.errorFunction,
  ]

  private static let onSeveral: Set<Op> = [
    Arithmetic.add, Arithmetic.subtract, Arithmetic.multiply, Arithmetic.maximum,
    Arithmetic.minimum,
  ]

  /// Whether a constant of `shape` can be packed beside a tensor of `data`.
  func takes(constant shape: [Int], beside data: [Int]) -> Bool {
    switch self {
    case .one: shape.isEmpty
    case .several:
      shape.count <= data.count
        && zip(shape.reversed(), data.reversed()).allSatisfy { $0 == $1 || $0 == 1 }
    }
  }

}
