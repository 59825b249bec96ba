import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that put the elements of windows back where they came from.
enum Foldings {

  static let conversions: [Conversion] = [
    Conversion("Col2Im") { graph, node throws(Diagnostic) in [try fold(&graph, node)] },
    Conversion("MaxUnpool") { graph, node throws(Diagnostic) in [try unpool(&graph, node)] },
  ]

  /// Adds up what columns have for each element of an image.
  /// - Shapes: [images, channels × kernel, windows] → [images, channels, …]
  private static func fold(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    let shape = try graph.extents(of: data)
    guard let image = try graph.constant(node, 1, "image_shape")?.ints,
      let kernel = try graph.constant(node, 2, "block_shape")?.ints, shape.count == 3,
      image.count == kernel.count, Tensor.elementCount(image, of: .int64) != nil,
      let taps = Tensor.elementCount(kernel, of: .int64), taps > 0, shape[1] % taps == 0
    else { throw .error("columns of shape \(shape) that do not fit image and blocks") }
    let window = try Window(node, kernel: kernel)
    let places = try places(window, image, windows: shape[2])
    // What lies in pads is added to one element more, which goes.
    let size = Tensor.elementCount(image) ?? 0
    let rows = [shape[0] * (shape[1] / taps), taps * shape[2]]
    let indices = try graph.call(
      BroadcastTo.fixed, [graph.constant(Tensor([1, rows[1]], places))], [BroadcastTo.shape(rows)])
    let type = try graph.type(of: data).element
    let zeros = try graph.call(
      Full.fixed, [graph.scalar(0, type)],
      [Full.shape([rows[0], size + 1]), Full.type(type.rawValue)])
    let columns = try graph.call(Reshape.op, [data], [Reshape.shape(rows)])
    let sum = try graph.call(
      Scatter.elements, [zeros, indices, columns], [Scatter.axis(1), Scatter.reduction("add")])
    let inside = try graph.call(
      StridedSlice.op, [sum],
      [
        StridedSlice.begin([0]), StridedSlice.end([size]), StridedSlice.strides([1]),
        StridedSlice.axes([1]),
      ])
    return try graph.call(
      Reshape.op, [inside],
      [Reshape.shape([shape[0], shape[1] / taps] + image), Reshape.allowsZero(true)])
  }

  /// Where in an image each tap of each window stands, or behind its last element for pads.
  private static func places(
    _ window: Window, _ image: [Int], windows: Int
  ) throws(Diagnostic) -> [Int64] {
    let extents: [Int]
    do throws(TensorError) {
      extents = try window.outputExtents(image)
      try Tensor.roomForElements(window.kernel + extents, of: .int64)
    } catch {
      throw Diagnostic(error)
    }
    guard Tensor.elementCount(extents) == windows else {
      throw .error("\(windows) columns for \(extents) windows")
    }
    let strides = rowMajorStrides(image)
    let outside = Int64(Tensor.elementCount(image) ?? 0)
    var result: [Int64] = []
    var poll = Poll()
    for tap in Places(window.kernel) {
      for place in Places(extents) {
        try poll.check(after: 8 * image.count)
        var index: Int64? = 0
        for axis in image.indices {
          let position =
            place[axis] * window.strides[axis] + tap[axis] * window.dilations[axis]
            - window.padsBegin[axis]
          let isInside = (0 ..< image[axis]).contains(position)
          index = isInside ? index.map { $0 + Int64(position * strides[axis]) } : nil
        }
        result.append(index ?? outside)
      }
    }
    return result
  }

  /// Zeros but where the greatest elements of a pool stood.
  private static func unpool(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (data, indices) = (try node[0], try node[1])
    let shape = try graph.extents(of: data)
    let axes = try spatialAxes(shape)
    guard let kernel = try node.integers("kernel_shape"), kernel.count == axes else {
      throw .error("`kernel_shape` must have \(axes) extents")
    }
    let window = try Window(node, kernel: kernel)
    var extents = Array(shape.prefix(2))
    for axis in 0 ..< axes {
      do throws(TensorError) {
        extents.append(try window.transposedExtent(axis, of: shape[axis + 2]))
      } catch {
        throw .error("\(error)")
      }
    }
    guard let count = Tensor.elementCount(extents) else {
      throw .error("no tensor can have the shape \(extents)")
    }
    let type = try graph.type(of: data).element
    let zeros = try graph.call(
      Full.fixed, [graph.scalar(0, type)], [Full.shape([count]), Full.type(type.rawValue)])
    let flat = try [indices, data].map { (x) throws(Diagnostic) in
      try graph.call(Reshape.op, [x], [Reshape.shape([-1])])
    }
    let spread = try graph.call(
      Scatter.elements, [zeros, flat[0], flat[1]],
      [Scatter.axis(0), Scatter.reduction("update")])
    let result = try graph.call(
      Reshape.op, [spread], [Reshape.shape(extents), Reshape.allowsZero(true)])
    guard let target = try graph.constant(node, 2, "output_shape")?.ints, target != extents else {
      return result
    }
    guard target.count == extents.count, zip(extents, target).allSatisfy({ $0 <= $1 }) else {
      throw .error("`output_shape` is \(target) for \(extents)")
    }
    let widths = zip(extents, target).map { [0, $1 - $0] }
    return try graph.call(
      Pad.op, [result, graph.scalar(0, like: result)],
      [Pad.widths(widths), Pad.mode("constant")])
  }

}
