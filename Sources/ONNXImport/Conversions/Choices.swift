import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that choose elements by what they are or where they stand.
enum Choices {

  static let conversions: [Conversion] = [
    Conversion("Hardmax") { graph, node throws(Diagnostic) in [try hardmax(&graph, node)] },
    Conversion("IsInf") { graph, node throws(Diagnostic) in [try isInfinite(&graph, node)] },
    Conversion("BitwiseNot") { graph, node throws(Diagnostic) in
      let x = try node[0]
      return [try graph.call(ElementwiseBinary.bitExclusiveOr, [x, graph.scalar(-1, like: x)])]
    },
    Conversion("Shrink") { graph, node throws(Diagnostic) in [try shrink(&graph, node)] },
    Conversion("Compress") { graph, node throws(Diagnostic) in [try compress(&graph, node)] },
    Conversion("ReverseSequence") { graph, node throws(Diagnostic) in
      [try reverse(&graph, node)]
    },
    Conversion("CenterCropPad") { graph, node throws(Diagnostic) in [try crop(&graph, node)] },
  ]

  /// 1 at the first greatest element along an axis, else 0; up to version 12 the axes from `axis` on
  /// count as one.
  private static func hardmax(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    var x = try node[0]
    let shape = try graph.extents(of: x)
    var axis = try graph.position(
      node.integer("axis", default: node.version < 13 ? 1 : -1), in: x)
    let isFlat = node.version < 13 && axis < shape.count - 1
    if isFlat {
      x = try graph.call(Reshape.op, [x], [Reshape.shape(flattened(shape, from: axis))])
      axis = 1
    }
    let type = try graph.type(of: x)
    let place = try graph.call(
      Reductions.greatestPosition, [x], [Reductions.axis([axis]), Reductions.keeps(false)])
    let result = try graph.call(
      OneHot.op, [place, graph.scalar(1, type.element), graph.scalar(0, type.element)],
      [OneHot.depth(type.extents?[axis] ?? 0), OneHot.axis(axis)])
    return isFlat ? try graph.call(Reshape.op, [result], [Reshape.shape(shape)]) : result
  }

  /// The extents before `axis` as one, and those from it on.
  private static func flattened(_ shape: [Int], from axis: Int) -> [Int] {
    [
      Tensor.elementCount(Array(shape[..<axis])) ?? 0,
      Tensor.elementCount(Array(shape[axis...])) ?? 0,
    ]
  }

  private static func isInfinite(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    var x = try node[0]
    let (up, down) = (
      try node.flag("detect_positive", default: true),
      try node.flag("detect_negative", default: true)
    )
    if up, down { x = try graph.call(ElementwiseUnary.absolute, [x]) }
    // Where neither is asked for, no number is equal to what is no number.
    let wanted = up ? Double.infinity : down ? -.infinity : .nan
    return try graph.call(Conditions.equal, [x, graph.scalar(wanted, like: x)])
  }

  /// x + bias below -lambd, x - bias above lambd, else 0.
  private static func shrink(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[0]
    let (limit, bias) = (
      try node.real("lambd", default: 0.5), try node.real("bias", default: 0)
    )
    let moved = try graph.scalar(bias, like: x)
    let above = try graph.call(
      Conditions.choose,
      [
        graph.call(Conditions.greater, [x, graph.scalar(limit, like: x)]),
        graph.call(Arithmetic.subtract, [x, moved]), graph.scalar(0, like: x),
      ])
    return try graph.call(
      Conditions.choose,
      [
        graph.call(Conditions.less, [x, graph.scalar(-limit, like: x)]),
        graph.call(Arithmetic.add, [x, moved]), above,
      ])
  }

  /// The slices of an axis, or the elements, for which a condition holds that is known.
  private static func compress(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    guard let condition = try graph.constant(node, 1, "condition")?.ints else {
      throw .error("input `condition` is missing")
    }
    let places = condition.indices.filter { condition[$0] != 0 }
    let data = try node[0]
    guard let axis = try node.integer("axis") else {
      let flat = try graph.call(Reshape.op, [data], [Reshape.shape([-1])])
      return try graph.call(
        Take.op, [flat, graph.constant(places)], [Take.axis(0), Take.mode("fast")])
    }
    return try graph.call(
      Take.op, [data, graph.constant(places)],
      [Take.axis(graph.position(axis, in: data)), Take.mode("fast")])
  }

  /// The first elements of each sequence in reverse, as many as it is long.
  private static func reverse(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    let shape = try graph.extents(of: data)
    let (batch, time) = (
      try graph.position(node.integer("batch_axis", default: 1), in: data),
      try graph.position(node.integer("time_axis", default: 0), in: data)
    )
    guard let lengths = try graph.constant(node, 1, "sequence_lens")?.ints, batch != time,
      lengths.count == shape[batch], lengths.allSatisfy({ (0 ... shape[time]).contains($0) })
    else { throw .error("`sequence_lens` does not fit data of shape \(shape)") }
    var line = shape.map { _ in 1 }
    (line[batch], line[time]) = (shape[batch], shape[time])
    guard let count = Tensor.elementCount(line) else { throw .error("the data is too large") }
    var poll = Poll()
    let isBatchFirst = batch < time
    let places = try (0 ..< count).map { (index) throws(Diagnostic) -> Int64 in
      try poll.check()
      let inner = isBatchFirst ? shape[time] : shape[batch]
      let (row, column) = (index / inner, index % inner)
      let (sequence, step) = isBatchFirst ? (row, column) : (column, row)
      return Int64(step < lengths[sequence] ? lengths[sequence] - 1 - step : step)
    }
    let indices = try graph.call(
      BroadcastTo.fixed, [graph.constant(Tensor(line, places))], [BroadcastTo.shape(shape)])
    return try graph.call(Gather.op, [data, indices], [Gather.axis(time)])
  }

  /// The middle of the data where it is larger, zeros around it where it is smaller.
  private static func crop(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    var result = try node[0]
    let shape = try graph.extents(of: result)
    let axes = try node.integers("axes") ?? Array(shape.indices)
    guard let target = try graph.constant(node, 1, "shape")?.ints, target.count == axes.count,
      target.allSatisfy({ $0 >= 0 })
    else { throw .error("input `shape` is not for \(axes.count) axes") }
    var widths = shape.map { _ in [0, 0] }
    for (given, size) in zip(axes, target) {
      let axis = try graph.position(given, rank: shape.count)
      let extra = size - shape[axis]
      if extra > 0 { widths[axis] = [extra / 2, extra - extra / 2] }
      guard extra < 0 else { continue }
      let start = -extra / 2
      result = try graph.call(
        StridedSlice.op, [result],
        [
          StridedSlice.begin([start]), StridedSlice.end([start + size]), StridedSlice.strides([1]),
          StridedSlice.axes([axis]),
        ])
    }
    guard widths.contains(where: { $0 != [0, 0] }) else { return result }
    return try graph.call(
      Pad.op, [result, graph.scalar(0, like: result)], [Pad.widths(widths), Pad.mode("constant")])
  }

}
