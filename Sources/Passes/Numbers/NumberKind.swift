import Tensors

/// In what kind of numbers an operator is computed.
enum NumberKind: Sendable, Hashable {

  case floats

  /// Integers that stand for numbers by a scale, or are what they are.
  case integers

  init(_ element: ElementType) { self = element.isFloat ? .floats : .integers }

}

extension TargetInterface {
  /// In what the accelerator computes, where nothing else is said.
  var numberKind: NumberKind { NumberKind(types.data) }
}

extension CompositePattern {

  /// In what the group is computed: as its conditions say of elements, and else in `usual`.
  func numberKinds(usual: NumberKind) -> Set<NumberKind> {
    let elements = conditions.flatMap(\.test.elements)
    return elements.isEmpty ? [usual] : Set(elements.map(NumberKind.init))
  }

}

extension Condition.Test {
  /// The element types that it asks for.
  fileprivate var elements: [ElementType] {
    switch self {
    case .element(let types): types
    case .any(let conditions): conditions.flatMap(\.test.elements)
    default: []
    }
  }
}
