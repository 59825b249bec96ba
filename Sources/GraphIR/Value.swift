public import Diagnostics
public import Tensors

/// What an expression evaluates to.
public indirect enum Value: Sendable {

  case tensor(Tensor)
  case tuple([Value])

  /// A function literal with the values that it captured.
  case closure(Closure)

  /// The number of a cell of the evaluator.
  case reference(Int)

  /// The tensor, if this is one.
  public var tensor: Tensor? {
    if case .tensor(let tensor) = self { tensor } else { nil }
  }

  /// The tensors of a tensor or of a tuple of tensors, in order.
  public var tensors: [Tensor] {
    switch self {
    case .tensor(let tensor): [tensor]
    case .tuple(let fields): fields.flatMap(\.tensors)
    case .closure, .reference: []
    }
  }

  /// The tensor that this is.
  /// - Errors: it is none.
  public func asTensor() throws(Diagnostic) -> Tensor {
    guard let tensor else { throw .error("expected a tensor, found \(kind)") }
    return tensor
  }

  private var kind: String {
    switch self {
    case .tensor: "a tensor"
    case .tuple(let fields): "a tuple of \(fields.count)"
    case .closure: "a function"
    case .reference: "a reference"
    }
  }

}
