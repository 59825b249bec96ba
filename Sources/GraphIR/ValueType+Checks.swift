import Diagnostics
import Support
import Tensors

extension TensorType {
  /// - Errors: a tensor of this type has more elements than there can be.
  fileprivate func expectPossible() throws(Diagnostic) {
    guard isPossible else {
      throw .error("no tensor can have the shape \(spelledShape) of \(element)")
    }
  }
}

extension ValueType {

  /// Types of more parts than this are refused: a few lines of text can name one of which no memory
  /// could hold the spelling.
  private static let partLimit = 1 << 14

  /// - Errors: a tensor of this type has more elements than there can be, or its parts are too many.
  func expectPossible() throws(Diagnostic) {
    if case .tensor(let tensor) = self { return try tensor.expectPossible() }
    var stack = [self]
    var parts = 0
    while let type = stack.popLast() {
      parts += 1
      guard parts <= Self.partLimit else {
        throw .error(
          "the type of a value has more than \(Self.partLimit) parts",
          hints: ["tuples of tuples double with each level: give on the fields instead"],
          failure: .limit)
      }
      switch type {
      case .tensor(let tensor): try tensor.expectPossible()
      case .tuple(let fields): stack += fields
      case .function(let parameters, let result): stack += parameters + [result]
      case .reference(let content): stack.append(content)
      }
    }
  }

  /// - Errors: a tensor of this type takes more memory than the budget of the work allows.
  func expectRoom() throws(Diagnostic) {
    switch self {
    case .tensor(let type):
      guard let extents = type.extents else { return }
      _ = try computing { () throws(TensorError) in
        try Tensor.roomForElements(extents, of: type.element)
      }
    case .tuple(let fields): for field in fields { try field.expectRoom() }
    case .function, .reference: return
    }
  }

}
