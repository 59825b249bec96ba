import Diagnostics
import GraphIR
import Support
import Tensors

/// Convolutions and products of integers that stand for numbers.
enum QuantizedProducts {

  static let conversions: [Conversion] = [
    Conversion("QLinearConv") { graph, node throws(Diagnostic) in [try qlinearConv(&graph, node)] },
    Conversion("ConvInteger") { graph, node throws(Diagnostic) in
      let (x, w) = (try node[0], try node[1])
      let one = graph.scalar(1, .float32)
      let (zeroX, zeroW) = (
        try zero(&graph, node, 2, like: x), try zero(&graph, node, 3, like: w)
      )
      return [try conv(&graph, node, x, w, zeroX, zeroW, one, one)]
    },
    Conversion("QLinearMatMul") { graph, node throws(Diagnostic) in
      [try qlinearMatmul(&graph, node)]
    },
    Conversion("MatMulInteger") { graph, node throws(Diagnostic) in
      let (a, b) = (try node[0], try node[1])
      let zeroA = try zero(&graph, node, 2, like: a)
      let zeroB = try zero(&graph, node, 3, like: b)
      return [try product(&graph, a, b, zeroA, zeroB, nil)]
    },
  ]

  /// The zero point that the input at `index` is, or 0 of the type of `x`.
  static func zero(
    _ graph: inout GraphImporter, _ node: ModelNode, _ index: Int, like x: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    if let zero = node.optional(index) { return zero }
    return try graph.scalar(0, like: x)
  }

  private static func qlinearConv(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (x, w) = (try node[0], try node[3])
    let (scaleX, scaleW) = (try node[1], try node[4])
    var sum = try conv(&graph, node, x, w, node[2], node[5], scaleX, scaleW)
    if let bias = node.optional(8) { sum = try graph.call(BiasAdd.op, [sum, bias]) }
    return try requantized(&graph, sum, scaleX, scaleW, node[6], node[7], axis: 1)
  }

  /// The sums of products in `int32`.
  private static func conv(
    _ graph: inout GraphImporter, _ node: ModelNode, _ x: ID<Node>, _ w: ID<Node>,
    _ zeroX: ID<Node>, _ zeroW: ID<Node>, _ scaleX: ID<Node>, _ scaleW: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let window = try Convolutions.window(graph, node, x, w)
    let groups = try node.integer("group", default: 1)
    let channels = try graph.type(of: w).shape[0]
    guard window.kernel.count == 2 else {
      throw .error("\(window.kernel.count) spatial axes, expected two")
    }
    let settings = QConv2D.keys.settings(window, groups: groups, channels: channels)
    return try graph.call(
      QConv2D.op, [x, w, zeroX, zeroW, scaleX, scaleW],
      settings.setting(Convolution.outType, "int32"))
  }

  /// Sums of products with the scale and zero point of the output.
  static func requantized(
    _ graph: inout GraphImporter, _ sum: ID<Node>, _ scaleX: ID<Node>, _ scaleW: ID<Node>,
    _ scale: ID<Node>, _ zero: ID<Node>, axis: Int
  ) throws(Diagnostic) -> ID<Node> {
    let factor = try graph.call(Arithmetic.multiply, [scaleX, scaleW])
    let type = try graph.type(of: zero).element
    let none = graph.scalar(0, .int32)
    return try graph.call(
      Requantize.op, [sum, factor, none, scale, zero],
      [
        Requantize.axis(axis), Requantize.rounding(Requantize.toEven),
        Requantize.outType(type.rawValue),
      ])
  }

  private static func qlinearMatmul(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (a, b) = (try node[0], try node[3])
    let (scaleA, scaleB) = (try node[1], try node[4])
    let sum = try product(&graph, a, b, node[2], node[5], (scaleA, scaleB))
    return try requantized(&graph, sum, scaleA, scaleB, node[6], node[7], axis: -1)
  }

  /// The product less zero points, in `int32`: `qnn.dense` for matrices.
  static func product(
    _ graph: inout GraphImporter, _ a: ID<Node>, _ b: ID<Node>, _ zeroA: ID<Node>,
    _ zeroB: ID<Node>, _ scales: (a: ID<Node>, b: ID<Node>)?
  ) throws(Diagnostic) -> ID<Node> {
    let (left, right) = (try graph.type(of: a), try graph.type(of: b))
    let isRow = try graph.type(of: zeroA).count ?? 1 > 1
    if left.shape.count == 2, right.shape.count == 2, !isRow {
      let one = graph.scalar(1, .float32)
      let weight = try graph.call(Transpose.op, [b], [Transpose.axes([1, 0])])
      let units = right.shape[1]
      return try graph.call(
        QDense.op, [a, weight, zeroA, zeroB, scales?.a ?? one, scales?.b ?? one],
        [Dense.units(units), Dense.outType("int32")])
    }
    let x = try centred(&graph, a, zeroA, isRow: isRow)
    let y = try centred(&graph, b, zeroB, isRow: false)
    return try Products.matmul(&graph, x, y)
  }

  private static func centred(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ zero: ID<Node>, isRow: Bool
  ) throws(Diagnostic) -> ID<Node> {
    let wide = try graph.call(Cast.op, [x], [Cast.type("int32")])
    var offset = try graph.call(Cast.op, [zero], [Cast.type("int32")])
    if isRow, try graph.rank(of: zero) == 1 {
      offset = try graph.call(ExpandDims.op, [offset], [ExpandDims.axis(1), ExpandDims.count(1)])
    }
    return try graph.call(Arithmetic.subtract, [wide, offset])
  }

}
