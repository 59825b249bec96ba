public import Tensors

/// What is known of a tensor before it exists.
public struct TensorType: Sendable, Hashable {

  /// One extent for each axis, in elements; `nil` where it is not known before the program runs.
  public var shape: [Int?]

  public var element: ElementType

  public init(_ shape: [Int?], _ element: ElementType) {
    self.shape = shape
    self.element = element
  }

  /// The extents, if all of them are known.
  public var extents: [Int]? {
    shape.contains(nil) ? nil : shape.map { $0 ?? 0 }
  }

  /// The number of elements, if it is known and a tensor can have so many.
  public var count: Int? { extents.flatMap { Tensor.elementCount($0) } }

  /// - Units: bytes in memory; nil where an extent is not known.
  public var byteCount: Int? { extents.flatMap { Tensor.byteCount(of: $0, element) } }

  /// Whether a tensor can have the extents that are known.
  var isPossible: Bool { Tensor.elementCount(shape.map { $0 ?? 1 }, of: element) != nil }

}

/// The type of a value of a graph.
public indirect enum ValueType: Sendable, Hashable {

  case tensor(TensorType)
  case tuple([ValueType])
  case function([ValueType], ValueType)

  /// A cell that `ref_read` and `ref_write` access.
  case reference(ValueType)

  public static func tensor(_ shape: [Int?], _ element: ElementType) -> ValueType {
    .tensor(TensorType(shape, element))
  }

  /// The type of the tensor, if this is one.
  public var tensor: TensorType? {
    if case .tensor(let type) = self { type } else { nil }
  }

  /// The fields, if this is a tuple.
  public var fields: [ValueType]? {
    if case .tuple(let fields) = self { fields } else { nil }
  }

}

extension TensorType: CustomStringConvertible {
  /// As Relay spells it: `Tensor[(1, 16), int8]`, or `int8` for rank 0.
  public var description: String {
    guard !shape.isEmpty else { return element.rawValue }
    let extents = shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", ")
    return "Tensor[(\(extents)), \(element.rawValue)]"
  }
}

extension ValueType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tensor(let type): return type.description
    case .tuple(let fields):
      let list = fields.map(\.description).joined(separator: ", ")
      return fields.count == 1 ? "(\(list),)" : "(\(list))"
    case .function(let parameters, let result):
      return "fn (\(parameters.map(\.description).joined(separator: ", "))) -> \(result)"
    case .reference(let content): return "ref(\(content))"
    }
  }
}
