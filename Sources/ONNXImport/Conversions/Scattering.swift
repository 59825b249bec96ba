import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that read and write at positions that the model computes.
enum Scattering {

  static let conversions: [Conversion] = [
    Conversion("GatherND") { graph, node throws(Diagnostic) in
      let indices = try leading(&graph, node[1])
      let batch = try node.integer("batch_dims", default: 0)
      return [try graph.call(GatherND.op, [node[0], indices], [GatherND.batchAxes(batch)])]
    },
    Conversion("ScatterND") { graph, node throws(Diagnostic) in
      let indices = try leading(&graph, node[1])
      return [
        try graph.call(
          Scatter.slices, [node[0], indices, node[2]], [Scatter.mode(reduction(node))])
      ]
    },
    Conversion("ScatterElements", elements),
    Conversion("Scatter", elements),
    Conversion("CumSum") { graph, node throws(Diagnostic) in [try sum(&graph, node)] },
    Conversion("OneHot") { graph, node throws(Diagnostic) in [try oneHot(&graph, node)] },
    Conversion("Trilu") { graph, node throws(Diagnostic) in
      let diagonal = node.optional(1) ?? graph.scalar(0, .int64)
      let isUpper = try node.flag("upper", default: true)
      return [try graph.call(Trilu.op, [node[0], diagonal], [Trilu.upper(isUpper)])]
    },
  ]

  private static let elements: Conversion.Convert = { graph, node throws(Diagnostic) in
    let axis = try node.integer("axis", default: 0)
    return [
      try graph.call(
        Scatter.elements, [node[0], node[1], node[2]],
        [Scatter.axis(axis), Scatter.reduction(reduction(node))])
    ]
  }

  private static func reduction(_ node: ModelNode) throws(Diagnostic) -> String {
    let name = try node.text("reduction", default: "none")
    return name == "none" ? "update" : name
  }

  /// Positions with their axes first, as the graph's operators have them.
  private static func leading(
    _ graph: inout GraphImporter, _ indices: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let rank = try graph.rank(of: indices)
    guard rank > 0 else { throw .error("positions without axes") }
    let order = [rank - 1] + Array(0 ..< rank - 1)
    return try graph.call(Transpose.op, [indices], [Transpose.axes(order)])
  }

  private static func sum(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    guard let given = try graph.constant(node, 1, "axis")?.ints.first else {
      throw .error("input `axis` is missing")
    }
    let axis = try graph.position(given, in: data)
    let isExclusive = try node.flag("exclusive")
    guard try node.flag("reverse") else {
      return try graph.call(
        CumulativeSum.op, [data], [CumulativeSum.axis(axis), CumulativeSum.exclusive(isExclusive)])
    }
    let turned = try reversed(&graph, data, axis)
    let sum = try graph.call(
      CumulativeSum.op, [turned], [CumulativeSum.axis(axis), CumulativeSum.exclusive(isExclusive)])
    return try reversed(&graph, sum, axis)
  }

  private static func reversed(
    _ graph: inout GraphImporter, _ data: ID<Node>, _ axis: Int
  ) throws(Diagnostic) -> ID<Node> {
    try graph.call(
      StridedSlice.op, [data],
      [
        StridedSlice.begin([-1]), StridedSlice.end([Int(Int32.min)]), StridedSlice.strides([-1]),
        StridedSlice.axes([axis]),
      ])
  }

  private static func oneHot(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    guard let depth = try graph.constant(node, 1, "depth")?.ints.first else {
      throw .error("input `depth` is missing")
    }
    let values = try node[2]
    let off = try graph.call(Take.op, [values, graph.constant([0])], [Take.axis(0)])
    let on = try graph.call(Take.op, [values, graph.constant([1])], [Take.axis(0)])
    let indices = try graph.call(Cast.op, [node[0]], [Cast.type("int64")])
    let axis = try node.integer("axis", default: -1)
    return try graph.call(OneHot.op, [indices, on, off], [OneHot.depth(depth), OneHot.axis(axis)])
  }

}
