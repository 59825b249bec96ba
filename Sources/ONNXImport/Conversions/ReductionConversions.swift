import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that make the elements along axes one.
enum ReductionConversions {

  static let conversions: [Conversion] =
    [
      plain("ReduceMax", Reductions.maximum, axesAreInputFrom: 18),
      plain("ReduceMean", Reductions.mean, axesAreInputFrom: 18),
      plain("ReduceMin", Reductions.minimum, axesAreInputFrom: 18),
      plain("ReduceProd", Reductions.product, axesAreInputFrom: 18),
      plain("ReduceSum", Reductions.sum, axesAreInputFrom: 13),
      composed("ReduceL1", before: ElementwiseUnary.absolute),
      composed("ReduceL2", ofSquares: true, after: ElementwiseUnary.squareRoot),
      composed("ReduceSumSquare", ofSquares: true),
      composed("ReduceLogSum", after: ElementwiseUnary.logarithm),
      Conversion("ReduceLogSumExp") { graph, node throws(Diagnostic) in
        [try logSumExp(&graph, node)]
      },
    ] + [
      position("ArgMax", Reductions.greatestPosition),
      position("ArgMin", Reductions.leastPosition),
    ] + softmaxes

  private static func plain(
    _ name: String, _ op: Op, axesAreInputFrom version: Int
  ) -> Conversion {
    Conversion(name) { graph, node throws(Diagnostic) in
      [try reduced(&graph, node, node[0], op, axesAreInputFrom: version)]
    }
  }

  /// A sum of what `before` makes of the elements, or of their squares, and `after` of it.
  private static func composed(
    _ name: String, before: Op? = nil, ofSquares: Bool = false, after: Op? = nil
  ) -> Conversion {
    Conversion(name) { graph, node throws(Diagnostic) in
      var x = try node[0]
      if ofSquares {
        x = try graph.call(Arithmetic.multiply, [x, x])
      } else if let before {
        x = try graph.call(before, [x])
      }
      let sum = try reduced(&graph, node, x, Reductions.sum, axesAreInputFrom: 18)
      return [try after.map { (op) throws(Diagnostic) in try graph.call(op, [sum]) } ?? sum]
    }
  }

  /// `op` along the axes that the node names; `nil` for the axes where nothing is reduced.
  private static func reduced(
    _ graph: inout GraphImporter, _ node: ModelNode, _ x: ID<Node>, _ op: Op,
    axesAreInputFrom version: Int
  ) throws(Diagnostic) -> ID<Node> {
    guard let axes = try axes(&graph, node, version) else {
      return try graph.call(Elementwise.copy, [x])
    }
    let keeps = try node.flag("keepdims", default: true)
    let settings: Attributes = [Reductions.axis(axes), Reductions.keeps(keeps)]
    guard try graph.type(of: x).element == .bool,
      [Reductions.maximum, Reductions.minimum].contains(op)
    else {
      return try graph.call(op, [x], settings)
    }
    // Whether one holds, or all.
    let numbers = try graph.call(Cast.op, [x], [Cast.type("uint8")])
    return try graph.call(Cast.op, [graph.call(op, [numbers], settings)], [Cast.type("bool")])
  }

  /// The axes that go; `nil` if none was named and that means none.
  private static func axes(
    _ graph: inout GraphImporter, _ node: ModelNode, _ version: Int
  ) throws(Diagnostic) -> [Int]? {
    let named = try graph.integers(node, attribute: "axes", until: version - 1, input: 1) ?? []
    guard named.isEmpty else { return named }
    if try node.flag("noop_with_empty_axes") { return nil }
    return Array(0 ..< (try graph.rank(of: node[0])))
  }

  /// max + log Σ exp(x - max), which does not overflow.
  private static func logSumExp(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[0]
    guard let axes = try axes(&graph, node, 18) else {
      return try graph.call(Elementwise.copy, [x])
    }
    let top = try graph.call(
      Reductions.maximum, [x], [Reductions.axis(axes), Reductions.keeps(true)])
    let powers = try graph.call(
      ElementwiseUnary.exponential, [graph.call(Arithmetic.subtract, [x, top])])
    let sum = try graph.call(
      Reductions.sum, [powers], [Reductions.axis(axes), Reductions.keeps(true)])
    let result = try graph.call(
      Arithmetic.add, [graph.call(ElementwiseUnary.logarithm, [sum]), top])
    if try node.flag("keepdims", default: true) { return result }
    return try graph.call(Squeeze.op, [result], [Squeeze.axis(axes)])
  }

  private static func position(_ name: String, _ op: Op) -> Conversion {
    Conversion(name) { graph, node throws(Diagnostic) in
      let keeps = try node.flag("keepdims", default: true)
      let last = try node.flag("select_last_index")
      let axis = [try node.integer("axis", default: 0)]
      return [
        try graph.call(
          op, [node[0]],
          [Reductions.axis(axis), Reductions.keeps(keeps), Reductions.takesLast(last)])
      ]
    }
  }

  private static let softmaxes = [
    softmax("Softmax", Softmax.softmax), softmax("LogSoftmax", Softmax.logSoftmax),
  ]

  /// Up to version 12 the axes from `axis` on count as one.
  private static func softmax(_ name: String, _ op: Op) -> Conversion {
    Conversion(name) { graph, node throws(Diagnostic) in
      let isFlat = node.version < 13
      let axis = try node.integer("axis", default: isFlat ? 1 : -1)
      return [try softmax(&graph, node[0], op, axis: axis, isFlat: isFlat)]
    }
  }

  /// `op` of `x` along `axis`, or along all axes from there on as one.
  static func softmax(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ op: Op, axis: Int, isFlat: Bool
  ) throws(Diagnostic) -> ID<Node> {
    guard isFlat else { return try graph.call(op, [x], [Softmax.axis(axis)]) }
    let axis = try graph.position(axis, in: x)
    let shape = try graph.type(of: x).shape
    if shape[(axis + 1)...].allSatisfy({ $0 == 1 }) {
      return try graph.call(op, [x], [Softmax.axis(axis)])
    }
    let extents = try graph.extents(of: x)
    let flat = try graph.call(
      Reshape.op, [x], [Reshape.shape([extents[..<axis].product, extents[axis...].product])])
    let result = try graph.call(op, [flat], [Softmax.axis(1)])
    return try graph.call(Reshape.op, [result], [Reshape.shape(extents)])
  }

}
