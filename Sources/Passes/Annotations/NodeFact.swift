import GraphIR
import Support
import Tensors

/// What a condition asks of an operator: an attribute of the call, or what is known of its result or
/// of one of its operands: `channels`, `input.rank`, `weight.dtype`.
public struct NodeFact: Sendable, Hashable {

  /// Whose value is asked for.
  public enum Side: String, Sendable, Hashable, CaseIterable {
    case output, input, weight

    /// The place among the operands; nil for the result.
    var operand: Int? {
      switch self {
      case .output: nil
      case .input: 0
      case .weight: 1
      }
    }
  }

  /// What is known of every value.
  public enum Shape: String, Sendable, Hashable, CaseIterable {
    case rank, dtype, shape, elements, batch, channels, height, width

    /// What it is, for help.
    public var summary: String {
      switch self {
      case .rank: "how many axes"
      case .dtype: "the element type, such as int8"
      case .shape: "the extents, as a list"
      case .elements: "how many elements"
      case .batch: "the extent along `N` of the layout"
      case .channels: "the extent along `C` of the layout"
      case .height: "the extent along `H` of the layout"
      case .width: "the extent along `W` of the layout"
      }
    }

    /// The axis of the layout.
    fileprivate var axis: Character? {
      switch self {
      case .rank, .dtype, .shape, .elements: nil
      case .batch: "N"
      case .channels: "C"
      case .height: "H"
      case .width: "W"
      }
    }
  }

  /// Nil where only the name stands there: an attribute comes first, then the result.
  public let side: Side?

  public let name: String

  init(side: Side?, name: String) {
    self.side = side
    self.name = name
  }

  /// The names of attributes that any operator has.
  static let attributeNames: Set<String> = Set(Op.all.flatMap { $0.attributes.map(\.name) })

  /// Whether it is a text, whatever the operator.
  var isText: Bool {
    if side == nil, Self.textAttributes.contains(name) { return true }
    return name == Shape.dtype.rawValue
  }

  private static let textAttributes: Set<String> = Set(
    Op.all.flatMap { op in op.attributes.filter { $0.kind == String.kind }.map(\.name) })

  /// How a value stands in a sentence.
  static func spelling(_ value: AttributeValue) -> String {
    if case .text(let text) = value { text } else { value.relaySpelling }
  }

}

extension NodeFact: CustomStringConvertible {
  public var description: String { side.map { "\($0.rawValue).\(name)" } ?? name }
}

extension NodeFact {

  /// What is found of `id`; nil where it is not known, or the operator has nothing of that name.
  func value(of id: ID<Node>, in module: GraphModule) -> AttributeValue? {
    let node = module[id]
    if side == nil, let attribute = node.attribute(name), attribute != .none { return attribute }
    guard let shape = Shape(rawValue: name) else { return nil }
    guard let operand = side?.operand else { return shape.value(node.type?.tensor, node, .output) }
    guard node.operands.indices.contains(operand), let side else { return nil }
    return shape.value(module[node.operands[operand]].type?.tensor, node, side)
  }

}

extension NodeFact.Shape {

  fileprivate func value(
    _ type: TensorType?, _ node: Node, _ side: NodeFact.Side
  ) -> AttributeValue? {
    guard let type else { return nil }
    switch self {
    case .rank: return .integer(type.shape.count)
    case .dtype: return .text(type.element.rawValue)
    case .shape:
      let extents = type.shape.compactMap { $0.map { AttributeValue.integer($0) } }
      return extents.count == type.shape.count ? .list(extents) : nil
    case .elements: return type.count.map { .integer($0) }
    case .batch, .channels, .height, .width:
      guard let axis, let position = node.position(of: axis, rank: type.shape.count, side),
        type.shape.indices.contains(position), let extent = type.shape[position]
      else { return nil }
      return .integer(extent)
    }
  }

}

extension Node {

  /// Where the layout of the operator has `axis`; for one without a layout, as `NCHW` has it.
  fileprivate func position(
    of axis: Character, rank: Int, _ side: NodeFact.Side
  ) -> Int? {
    let names =
      switch side {
      case .output: ["out_layout", "data_layout", "layout"]
      case .input: ["data_layout", "layout"]
      case .weight: ["kernel_layout"]
      }
    let letter: Character = side == .weight ? (axis == "C" ? "I" : axis) : axis
    for name in names {
      guard let layout = attribute(name).flatMap({ String($0) }), !layout.isEmpty else { continue }
      return layout.firstIndex(of: letter).map { layout.distance(from: layout.startIndex, to: $0) }
    }
    guard side != .weight, let position = "NCHW".firstIndex(of: axis) else { return nil }
    let index = "NCHW".distance(from: "NCHW".startIndex, to: position)
    return index < rank && (index < 2 || rank == 4) ? index : nil
  }

}
