import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that change the shape and leave the elements.
enum Shapes {

  static let conversions: [Conversion] = [
    Conversion("Flatten") { graph, node throws(Diagnostic) in [try flatten(&graph, node)] },
    Conversion("Reshape") { graph, node throws(Diagnostic) in [try reshape(&graph, node)] },
    Conversion("Transpose") { graph, node throws(Diagnostic) in
      let data = try node[0]
      let reversed = Array((0 ..< (try graph.rank(of: data))).reversed())
      let axes = try node.integers("perm") ?? reversed
      return [try graph.call(Transpose.op, [data], [Transpose.axes(axes)])]
    },
    Conversion("Squeeze") { graph, node throws(Diagnostic) in
      let data = try node[0]
      guard
        let axes = try graph.integers(node, attribute: "axes", until: 12, input: 1)
      else {
        if try graph.type(of: data).extents == nil {
          graph.neededInputs.formUnion(graph.inputs(behind: data))
        }
        return [try graph.call(Squeeze.op, [data])]
      }
      return [try graph.call(Squeeze.op, [data], [Squeeze.axis(axes)])]
    },
    Conversion("Unsqueeze") { graph, node throws(Diagnostic) in [try unsqueeze(&graph, node)] },
    Conversion("Expand") { graph, node throws(Diagnostic) in [try expand(&graph, node)] },
    Conversion("Shape") { graph, node throws(Diagnostic) in [try shape(&graph, node)] },
    Conversion("Size") { graph, node throws(Diagnostic) in
      let shape = try graph.call(ShapeOf.op, [node[0]], [ShapeOf.type("int64")])
      return [try graph.call(Reductions.product, [shape])]
    },
  ]

  private static func flatten(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    let shape = try graph.type(of: data).shape
    let rank = shape.count
    let axis = try node.integer("axis", default: 1)
    guard (-rank ... rank).contains(axis) else { throw .error("there is no axis \(axis)") }
    let split = axis < 0 ? axis + rank : axis
    if split == 1 { return try graph.call(BatchFlatten.op, [data]) }
    func product(_ extents: some Sequence<Int?>) -> Int? {
      extents.reduce(1) { product, extent in
        guard let product, let extent else { return nil }
        let (result, overflow) = product.multipliedReportingOverflow(by: extent)
        return overflow ? nil : result
      }
    }
    let (rows, columns) = (product(shape.prefix(split)), product(shape.dropFirst(split)))
    guard rows != nil || columns != nil else {
      throw .error("neither side of axis \(axis) of \(try graph.type(of: data)) is known")
    }
    return try graph.call(Reshape.op, [data], [Reshape.shape([rows ?? -1, columns ?? -1])])
  }

  private static func reshape(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (data, shape) = (try node[0], try node[1])
    let allowsZero = try node.flag("allowzero")
    guard let spelling = graph.known(shape)?.ints else {
      return try graph.call(
        DynamicReshape.op, [data, shape], [DynamicReshape.allowsZero(allowsZero)])
    }
    return try graph.call(
      Reshape.op, [data], [Reshape.shape(spelling), Reshape.allowsZero(allowsZero)])
  }

  private static func unsqueeze(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    var result = try node[0]
    guard let axes = try graph.integers(node, attribute: "axes", until: 12, input: 1) else {
      throw .error("the axes are missing")
    }
    let rank = try graph.rank(of: result) + axes.count
    var positions: [Int] = []
    for axis in axes { positions.append(try graph.position(axis, rank: rank)) }
    guard Set(positions).count == axes.count else { throw .error("axes \(axes) name one twice") }
    for axis in positions.sorted() {
      result = try graph.call(
        ExpandDims.op, [result], [ExpandDims.axis(axis), ExpandDims.count(1)])
    }
    return result
  }

  private static func expand(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (data, shape) = (try node[0], try node[1])
    guard let target = graph.known(shape)?.ints, let extents = try graph.type(of: data).extents
    else { return try graph.call(BroadcastTo.expand, [data, shape]) }
    guard target.allSatisfy({ $0 >= 0 }) else { throw .error("there is no shape \(target)") }
    let result = try broadcastShape(extents, target)
    return try graph.call(BroadcastTo.fixed, [data], [BroadcastTo.shape(result)])
  }

  private static func broadcastShape(_ a: [Int], _ b: [Int]) throws(Diagnostic) -> [Int] {
    do throws(TensorError) {
      return try Tensor.broadcastShape([a, b])
    } catch {
      throw .error("\(error)")
    }
  }

  private static func shape(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    let whole = try graph.call(ShapeOf.op, [data], [ShapeOf.type("int64")])
    let rank = try graph.rank(of: data)
    func clamped(_ axis: Int) -> Int { min(max(axis < 0 ? axis + rank : axis, 0), rank) }
    let start = clamped(try node.integer("start", default: 0))
    let end = max(start, clamped(try node.integer("end", default: rank)))
    if start == 0, end == rank { return whole }
    return try graph.call(
      StridedSlice.op, [whole],
      [
        StridedSlice.begin([start]), StridedSlice.end([end]), StridedSlice.strides([1]),
        StridedSlice.axes([0]),
      ])
  }

}
