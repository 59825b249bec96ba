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
    Conversion("TensorScatter") { graph, node throws(Diagnostic) in [try cache(&graph, node)] },
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

  /// A cache with rows of an update put, in each sample, behind the rows that it has already.
  /// - Shapes: [batch, …, rows, …], [batch, …, new rows, …], [batch] → [batch, …, rows, …]
  private static func cache(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (cache, update) = (try node[0], try node[1])
    let (old, new) = (try graph.extents(of: cache), try graph.extents(of: update))
    let axis = try graph.position(node.integer("axis", default: -2), in: cache)
    guard axis > 0 else { throw .error("`axis` is that of the samples") }
    guard new.count == old.count, new.indices.allSatisfy({ $0 == axis || new[$0] == old[$0] }),
      new[axis] <= old[axis]
    else { throw .error("an update of \(new) for a cache of \(old)") }
    func line(_ values: ID<Node>, along place: Int) throws(Diagnostic) -> ID<Node> {
      let shape = new.indices.map { $0 == place ? -1 : 1 }
      return try graph.call(Reshape.op, [values], [Reshape.shape(shape)])
    }
    let rows = try graph.call(
      Arange.op, [0, new[axis], 1].map { graph.constant(Tensor(scalar: Int64($0))) })
    var places = try line(rows, along: axis)
    if let starts = node.optional(2) {
      places = try graph.call(Arithmetic.add, [line(starts, along: 0), places])
    }
    let mode = try node.text("mode", default: "linear")
    if mode == "circular" {
      let count = graph.constant(Tensor(scalar: Int64(old[axis])))
      places = try graph.call(ElementwiseBinary.floorModulo, [places, count])
    } else if mode != "linear" {
      throw .error("`mode` is `\(mode)`, expected `linear` or `circular`")
    }
    places = try graph.call(BroadcastTo.fixed, [places], [BroadcastTo.shape(new)])
    return try graph.call(Scatter.elements, [cache, places, update], [Scatter.axis(axis)])
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
