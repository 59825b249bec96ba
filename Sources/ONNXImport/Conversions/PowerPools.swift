import Diagnostics
import GraphIR
import Support
import Tensors

/// What is made of p-norms: pools of them, and elements divided by them.
enum PowerPools {

  static let conversions: [Conversion] = [
    Conversion("LpPool") { graph, node throws(Diagnostic) in [try pool(&graph, node)] },
    Conversion("GlobalLpPool") { graph, node throws(Diagnostic) in
      let data = try node[0]
      let rank = try graph.rank(of: data)
      guard rank > 2 else { throw .error("data with \(rank) axes has none to pool over") }
      let order = try order(node)
      let sum = try graph.call(
        Reductions.sum, [powers(&graph, data, order)],
        [Reductions.axis(Array(2 ..< rank)), Reductions.keeps(true)])
      return [try root(&graph, sum, order)]
    },
    Conversion("LpNormalization") { graph, node throws(Diagnostic) in
      let data = try node[0]
      let order = try order(node)
      let axis = try graph.position(node.integer("axis", default: -1), in: data)
      let sum = try graph.call(
        Reductions.sum, [powers(&graph, data, order)],
        [Reductions.axis([axis]), Reductions.keeps(true)])
      let norm = try root(&graph, sum, order)
      // Zeros alone stay zeros.
      let isZero = try graph.call(Conditions.equal, [norm, graph.scalar(0, like: norm)])
      let divisor = try graph.call(
        Conditions.choose, [isZero, graph.scalar(1, like: norm), norm])
      return [try graph.call(Arithmetic.divide, [data, divisor])]
    },
  ]

  /// Pads are written out, and so the mean is the sum over as many elements everywhere.
  private static func pool(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    var window = try Pools.window(graph, node, data)
    let order = try order(node)
    var terms = try powers(&graph, data, order)
    let widths = try padding(graph, data, window)
    if widths.contains(where: { $0 != [0, 0] }) {
      terms = try graph.call(
        Pad.op, [terms, graph.scalar(0, like: terms)], [Pad.widths(widths), Pad.mode("constant")])
      (window.padsBegin, window.padsEnd) = (
        window.kernel.map { _ in 0 }, window.kernel.map { _ in 0 }
      )
      window.roundsUp = false
    }
    let (op, keys) = Pools.means[window.rank - 1]
    let mean = try graph.call(op, [terms], keys.settings(window))
    let count = window.kernel.reduce(1.0) { $0 * Double($1) }
    return try root(
      &graph, graph.call(Arithmetic.multiply, [mean, graph.scalar(count, like: mean)]), order)
  }

  /// How many zeros each axis needs for all windows to be whole.
  private static func padding(
    _ graph: GraphImporter, _ data: ID<Node>, _ window: Window
  ) throws(Diagnostic) -> [[Int]] {
    guard window.hasPads || window.roundsUp else { return [] }
    var widths = [[0, 0], [0, 0]]
    let shape = try graph.type(of: data).shape
    for axis in 0 ..< window.rank {
      guard window.roundsUp else {
        widths.append([window.padsBegin[axis], window.padsEnd[axis]])
        continue
      }
      guard let extent = shape[axis + 2] else {
        throw .error("`ceil_mode` needs an input whose shape is known")
      }
      let count: Int
      do throws(TensorError) {
        count = try window.outputExtent(axis, of: extent)
      } catch {
        throw .error("\(error)")
      }
      let end = (count - 1) * window.strides[axis] + window.reach(axis)
      let begin = window.padsBegin[axis]
      widths.append([begin, max(window.padsEnd[axis], end - extent - begin)])
    }
    return widths
  }

  private static func order(_ node: ModelNode) throws(Diagnostic) -> Double {
    let order = node.version < 2 ? try node.real("p") : try node.integer("p").map { Double($0) }
    guard let order else { return 2 }
    guard order > 0 else { throw .error("attribute `p` is \(order)") }
    return order
  }

  /// |x| to the power of `order`
  private static func powers(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ order: Double
  ) throws(Diagnostic) -> ID<Node> {
    if order == 2 { return try graph.call(Arithmetic.multiply, [x, x]) }
    let size = try graph.call(ElementwiseUnary.absolute, [x])
    if order == 1 { return size }
    return try graph.call(ElementwiseBinary.power, [size, graph.scalar(order, like: x)])
  }

  private static func root(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ order: Double
  ) throws(Diagnostic) -> ID<Node> {
    if order == 1 { return x }
    if order == 2 { return try graph.call(ElementwiseUnary.squareRoot, [x]) }
    return try graph.call(ElementwiseBinary.power, [x, graph.scalar(1 / order, like: x)])
  }

}
