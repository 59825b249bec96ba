import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that make tensors of nothing, and that change the type of elements.
enum Constants {

  static let conversions: [Conversion] = [
    Conversion("Constant") { graph, node throws(Diagnostic) in
      [graph.constant(try value(&graph, node))]
    },
    Conversion("ConstantOfShape") { graph, node throws(Diagnostic) in
      var value = Tensor(scalar: Float(0))
      if let message = try node.tensorMessage("value") {
        value = try graph.reader.tensor(message)
        guard value.count == 1 else { throw .error("`value` has \(value.count) elements, not one") }
      }
      return [try filled(&graph, value, node[0])]
    },
    Conversion("Range") { graph, node throws(Diagnostic) in
      [try graph.call(Arange.op, [node[0], node[1], node[2]])]
    },
    Conversion("Cast") { graph, node throws(Diagnostic) in
      guard let code = try node.integer("to") else { throw .error("attribute `to` is missing") }
      return [try cast(&graph, node, ElementType(onnx: code))]
    },
    Conversion("CastLike") { graph, node throws(Diagnostic) in
      [try cast(&graph, node, graph.type(of: node[1]).element)]
    },
    Conversion("EyeLike") { graph, node throws(Diagnostic) in [try eye(&graph, node)] },
  ]

  /// What a type of 4 bits has no number for is undefined. Until version 23 the reference takes the
  /// nearest end of the range, as here; later it keeps the low bits of integers, and has a NaN become
  /// -0, as `cast` does.
  private static func cast(
    _ graph: inout GraphImporter, _ node: ModelNode, _ type: ElementType
  ) throws(Diagnostic) -> ID<Node> {
    var x = try node[0]
    if type.bitWidth == 4, node.version < 24, try graph.type(of: x).element.isFloat {
      x = try fitted(&graph, x, to: type)
    }
    let saturates = try node.flag("saturate", default: true)
    let rounding = try node.text("round_mode", default: "up")
    return try graph.call(
      Cast.op, [x],
      [Cast.type(type.rawValue), Cast.saturates(saturates), Cast.rounding(rounding)])
  }

  /// `x` where it is in the range of `type`, else the end of the range that it is nearer to; a NaN
  /// is the greatest float.
  private static func fitted(
    _ graph: inout GraphImporter, _ x: ID<Node>, to type: ElementType
  ) throws(Diagnostic) -> ID<Node> {
    if let range = type.integerRange {
      return try graph.call(
        Clip.op, [x], [Clip.low(Double(range.lowerBound)), Clip.high(Double(range.upperBound))])
    }
    let isNumber = try graph.call(Conditions.equal, [x, x])
    return try graph.call(Conditions.choose, [isNumber, x, graph.scalar(.infinity, like: x)])
  }

  private static func value(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> Tensor {
    if let message = try node.tensorMessage("value") { return try graph.reader.tensor(message) }
    if let number = try node.real("value_float") { return Tensor(scalar: Float(number)) }
    if let number = try node.integer("value_int") { return Tensor(scalar: Int64(number)) }
    if let numbers = try node.reals("value_floats") {
      return Tensor([numbers.count], numbers.map { Float($0) })
    }
    if let numbers = try node.integers("value_ints") {
      return Tensor([numbers.count], numbers.map { Int64($0) })
    }
    let names = node.proto.attribute.map { "`\($0.name)`" }.joined(separator: ", ")
    throw .error("a constant given by \(names.isEmpty ? "nothing" : names) is not supported")
  }

  private static func filled(
    _ graph: inout GraphImporter, _ value: Tensor, _ shape: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let fill = graph.constant(try scalar(value))
    guard let known = graph.known(shape)?.ints else {
      return try graph.call(Full.dynamic, [fill, shape], [Full.type(value.elementType.rawValue)])
    }
    return try graph.call(
      Full.fixed, [fill], [Full.shape(known), Full.type(value.elementType.rawValue)])
  }

  /// The one element, without axes.
  private static func scalar(_ value: Tensor) throws(Diagnostic) -> Tensor {
    do throws(TensorError) {
      return try value.reshaped(to: [])
    } catch {
      throw .error("\(error)")
    }
  }

  private static func eye(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let shape = try graph.extents(of: node[0])
    guard shape.count == 2, shape[0] * shape[1] <= 1 << 24 else {
      throw .error("an identity of shape \(shape)")
    }
    var type = try graph.type(of: node[0]).element
    if let code = try node.integer("dtype") { type = try ElementType(onnx: code) }
    let offset = min(max(try node.integer("k", default: 0), -1 << 32), 1 << 32)
    var numbers = [Int8](repeating: 0, count: shape[0] * shape[1])
    for row in 0 ..< shape[0] where (0 ..< shape[1]).contains(row + offset) {
      numbers[row * shape[1] + row + offset] = 1
    }
    return graph.constant(Tensor(shape, numbers).converted(to: type))
  }

}
