import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that cut, join and pick.
enum Selections {

  static let conversions: [Conversion] = [
    Conversion("Concat") { graph, node throws(Diagnostic) in
      let inputs = try node.allInputs()
      guard let axis = try node.integer("axis") else { throw .error("attribute `axis` is missing") }
      let tuple = try graph.builder.tuple(inputs)
      return [
        try graph.call(
          Concatenate.op, [tuple], [Concatenate.axis(graph.position(axis, in: inputs[0]))])
      ]
    },
    Conversion("Split") { graph, node throws(Diagnostic) in try split(&graph, node) },
    Conversion("Slice") { graph, node throws(Diagnostic) in [try slice(&graph, node)] },
    Conversion("Gather") { graph, node throws(Diagnostic) in
      let (data, indices) = (try node[0], try node[1])
      let axis = try graph.position(node.integer("axis", default: 0), in: data)
      return [try graph.call(Take.op, [data, indices], [Take.axis(axis), Take.mode("fast")])]
    },
    Conversion("GatherElements") { graph, node throws(Diagnostic) in
      let (data, indices) = (try node[0], try node[1])
      let axis = try graph.position(node.integer("axis", default: 0), in: data)
      return [try graph.call(Gather.op, [data, indices], [Gather.axis(axis)])]
    },
    Conversion("Pad") { graph, node throws(Diagnostic) in [try pad(&graph, node)] },
    Conversion("Tile") { graph, node throws(Diagnostic) in
      guard let counts = try graph.constant(node, 1, "repeats")?.ints else {
        throw .error("input `repeats` is missing")
      }
      return [try graph.call(Tile.tile, [node[0]], [Tile.counts(counts)])]
    },
    Conversion("DepthToSpace") { graph, node throws(Diagnostic) in
      let size = try node.integer("blocksize", default: 0)
      let mode = try node.text("mode", default: "DCR")
      try node.expect("mode", ["DCR", "CRD"])
      return [
        try graph.call(
          DepthToSpace.depthToSpace, [node[0]],
          [
            DepthToSpace.block(size), DepthToSpace.layout("NCHW"),
            DepthToSpace.mode(mode == "CRD" ? "CDR" : "DCR"),
          ])
      ]
    },
    Conversion("SpaceToDepth") { graph, node throws(Diagnostic) in
      let size = try node.integer("blocksize", default: 0)
      return [
        try graph.call(
          DepthToSpace.spaceToDepth, [node[0]],
          [DepthToSpace.block(size), DepthToSpace.layout("NCHW")])
      ]
    },
    Conversion("TopK") { graph, node throws(Diagnostic) in try topK(&graph, node) },
  ]

  private static func split(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let data = try node[0]
    let axis = try graph.position(node.integer("axis", default: 0), in: data)
    let given = try graph.integers(node, attribute: "split", until: 12, input: 1)
    let widths: [Int]
    if let given {
      widths = given
    } else {
      let count = try node.integer("num_outputs", default: node.outputCount)
      guard let extent = try graph.type(of: data).shape[axis], count > 0, count <= 1 << 16 else {
        throw .error("how an axis splits whose extent is not known cannot be said")
      }
      let width = (extent + count - 1) / count
      widths = (0 ..< count).map { min(width, max(0, extent - $0 * width)) }
    }
    guard widths.allSatisfy({ (0 ... 1 << 40).contains($0) }), widths.count >= node.outputCount
    else {
      throw .error("`split` is \(widths) for \(node.outputCount) outputs")
    }
    var places: [Int] = []
    for width in widths.dropLast() { places.append((places.last ?? 0) + width) }
    let parts = try graph.call(Split.op, [data], [Split.sections(places), Split.axis(axis)])
    var outputs: [ID<Node>] = []
    for index in widths.indices { outputs.append(try graph.builder.projection(parts, index)) }
    return outputs
  }

  private static func slice(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    guard node.version >= 10 else {
      guard let starts = try node.integers("starts"), let ends = try node.integers("ends") else {
        throw .error("`starts` and `ends` are missing")
      }
      let axes = try node.integers("axes") ?? Array(starts.indices)
      return try graph.call(
        StridedSlice.op, [data],
        [
          StridedSlice.begin(starts), StridedSlice.end(ends),
          StridedSlice.strides(starts.map { _ in 1 }), StridedSlice.axes(axes),
        ])
    }
    let (starts, ends) = (try node[1], try node[2])
    let count = try graph.extents(of: starts).first ?? 1
    let axes = try graph.constant(node, 3, "axes")?.ints ?? Array(0 ..< count)
    let steps = node.optional(4)
    if let begin = graph.known(starts)?.ints, let end = graph.known(ends)?.ints,
      let step = steps.map({ graph.known($0)?.ints }) ?? begin.map({ _ in 1 })
    {
      return try graph.call(
        StridedSlice.op, [data],
        [
          StridedSlice.begin(begin), StridedSlice.end(end), StridedSlice.strides(step),
          StridedSlice.axes(axes),
        ])
    }
    let step = steps ?? graph.constant(axes.map { _ in 1 })
    return try graph.call(DynamicSlice.op, [data, starts, ends, step], [DynamicSlice.axes(axes)])
  }

  private static func pad(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    let rank = try graph.rank(of: data)
    let axes = try (graph.constant(node, 3, "axes")?.ints ?? Array(0 ..< rank)).map {
      (axis) throws(Diagnostic) in try graph.position(axis, rank: rank)
    }
    guard Set(axes).count == axes.count else { throw .error("axes \(axes) name one twice") }
    let mode = try node.text("mode", default: "constant")
    try node.expect("mode", ["constant", "edge", "reflect", "wrap"])
    var value = try graph.scalar(node.real("value", default: 0), like: data)
    if node.version >= 11, let input = node.optional(2) { value = input }
    if node.version >= 11, let pads = node.optional(1), graph.known(pads) == nil {
      let widths = try widths(&graph, pads, axes, rank)
      return try graph.call(DynamicPad.op, [data, widths, value], [Pad.mode(mode)])
    }
    guard let pads = try graph.integers(node, attribute: "pads", until: 10, input: 1) else {
      throw .error("`pads` is missing")
    }
    guard pads.count == 2 * axes.count else {
      throw .error("`pads` \(pads) for \(axes.count) axes")
    }
    var widths = Array(repeating: [0, 0], count: rank)
    for (index, axis) in axes.enumerated() {
      widths[axis] = [pads[index], pads[axes.count + index]]
    }
    return try graph.call(Pad.op, [data, value], [Pad.widths(widths), Pad.mode(mode)])
  }

  /// Pads that the model computes, as a row for each axis.
  /// - Shapes: [2 × axes] → [rank, 2]
  private static func widths(
    _ graph: inout GraphImporter, _ pads: ID<Node>, _ axes: [Int], _ rank: Int
  ) throws(Diagnostic) -> ID<Node> {
    let pairs = try graph.call(Reshape.op, [pads], [Reshape.shape([2, axes.count])])
    let rows = try graph.call(Transpose.op, [pairs], [Transpose.axes([1, 0])])
    if axes == Array(0 ..< rank) { return rows }
    // Axes without a row of their own have that of nothing, behind all others.
    let none = graph.constant(
      Tensor(zeros: try graph.type(of: pads).element, [1, 2]))
    let all = try graph.call(
      Concatenate.op, [graph.builder.tuple([rows, none])], [Concatenate.axis(0)])
    let places = (0 ..< rank).map { axes.firstIndex(of: $0) ?? axes.count }
    return try graph.call(
      Take.op, [all, graph.constant(places)], [Take.axis(0), Take.mode("fast")])
  }

  private static func topK(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let data = try node[0]
    let count =
      node.version < 10
      ? try node.integer("k") : try graph.constant(node, 1, "K")?.ints.first
    guard let count else { throw .error("`k` is missing") }
    let axis = try graph.position(node.integer("axis", default: -1), in: data)
    let isAscending = try !node.flag("largest", default: true)
    let pair = try graph.call(
      TopK.op, [data],
      [
        TopK.count(count), TopK.axis(axis), TopK.parts("both"), TopK.ascends(isAscending),
        TopK.type("int64"),
      ])
    return [try graph.builder.projection(pair, 0), try graph.builder.projection(pair, 1)]
  }

}
