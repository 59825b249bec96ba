import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that tell the parts of a sequence where they stand.
enum Rotations {

  static let conversions: [Conversion] = [
    Conversion("RotaryEmbedding") { graph, node throws(Diagnostic) in [try rotary(&graph, node)] }
  ]

  /// Pairs of features turned by the angle of their position.
  /// - Shapes: data [batch, heads, sequence, size] or [batch, sequence, heads × size]
  private static func rotary(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    let shape = try graph.extents(of: data)
    var x = data
    if shape.count == 3 {
      let heads = try node.integer("num_heads", default: 0)
      guard heads > 0, shape[2] % heads == 0 else {
        throw .error("`num_heads` is \(heads) for \(shape[2]) features")
      }
      x = try graph.call(
        Reshape.op, [x], [Reshape.shape([shape[0], shape[1], heads, shape[2] / heads])])
    } else {
      guard shape.count == 4 else { throw .error("data of \(shape.count) axes, expected 3 or 4") }
      x = try graph.call(Transpose.op, [x], [Transpose.axes([0, 2, 1, 3])])
    }
    let turned = try turned(&graph, node, x)
    if shape.count == 3 {
      return try graph.call(Reshape.op, [turned], [Reshape.shape(shape)])
    }
    return try graph.call(Transpose.op, [turned], [Transpose.axes([0, 2, 1, 3])])
  }

  /// - Shapes: x [batch, sequence, heads, size]
  private static func turned(
    _ graph: inout GraphImporter, _ node: ModelNode, _ x: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let shape = try graph.extents(of: x)
    let given = try node.integer("rotary_embedding_dim", default: 0)
    let size = given > 0 ? given : shape[3]
    guard size <= shape[3], size % 2 == 0 else {
      throw .error("`rotary_embedding_dim` is \(size) for \(shape[3]) features")
    }
    let cosines = try angles(&graph, node, 1, size / 2)
    let sines = try angles(&graph, node, 2, size / 2)
    let (a, b) = try halves(&graph, node, x, size)
    func product(
      _ graph: inout GraphImporter, _ a: ID<Node>, _ b: ID<Node>
    ) throws(Diagnostic) -> ID<Node> { try graph.call(Arithmetic.multiply, [a, b]) }
    let real = try graph.call(
      Arithmetic.subtract, [product(&graph, cosines, a), product(&graph, sines, b)])
    let other = try graph.call(
      Arithmetic.add, [product(&graph, sines, a), product(&graph, cosines, b)])
    var result: ID<Node>
    if try node.flag("interleaved") {
      var parts: [ID<Node>] = []
      for part in [real, other] {
        parts.append(
          try graph.call(ExpandDims.op, [part], [ExpandDims.axis(4), ExpandDims.count(1)]))
      }
      let pairs = try joined(&graph, parts, 4)
      result = try graph.call(
        Reshape.op, [pairs], [Reshape.shape(Array(shape.dropLast()) + [size])])
    } else {
      result = try joined(&graph, [real, other], 3)
    }
    guard size < shape[3] else { return result }
    let rest = try sliced(&graph, x, size, shape[3], 1)
    result = try joined(&graph, [result, rest], 3)
    return result
  }

  /// The first and the second of each pair: neighbours, or halves of the features that turn.
  private static func halves(
    _ graph: inout GraphImporter, _ node: ModelNode, _ x: ID<Node>, _ size: Int
  ) throws(Diagnostic) -> (ID<Node>, ID<Node>) {
    if try node.flag("interleaved") {
      return (try sliced(&graph, x, 0, size, 2), try sliced(&graph, x, 1, size, 2))
    }
    return (try sliced(&graph, x, 0, size / 2, 1), try sliced(&graph, x, size / 2, size, 1))
  }

  private static func sliced(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ begin: Int, _ end: Int, _ step: Int
  ) throws(Diagnostic) -> ID<Node> {
    try graph.call(
      StridedSlice.op, [x],
      [
        StridedSlice.begin([begin]), StridedSlice.end([end]), StridedSlice.strides([step]),
        StridedSlice.axes([3]),
      ])
  }

  private static func joined(
    _ graph: inout GraphImporter, _ parts: [ID<Node>], _ axis: Int
  ) throws(Diagnostic) -> ID<Node> {
    try graph.call(
      Concatenate.op, [graph.builder.tuple(parts)], [Concatenate.axis(axis)])
  }

  /// The first `count` sines or cosines of each position, the same for all heads.
  private static func angles(
    _ graph: inout GraphImporter, _ node: ModelNode, _ index: Int, _ count: Int
  ) throws(Diagnostic) -> ID<Node> {
    var angles = try node[index]
    if let positions = node.optional(3) {
      angles = try graph.call(Take.op, [angles, positions], [Take.axis(0), Take.mode("fast")])
    }
    angles = try graph.call(ExpandDims.op, [angles], [ExpandDims.axis(2), ExpandDims.count(1)])
    let type = try graph.type(of: angles)
    guard type.shape.count == 4 else {
      throw .error(
        "angles \(try graph.type(of: node[index])), expected a matrix, or three axes without positions")
    }
    return type.shape[3] == count ? angles : try sliced(&graph, angles, 0, count, 1)
  }

}
