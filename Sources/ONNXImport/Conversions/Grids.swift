import Diagnostics
import GraphIR
import Support
import Tensors

/// Places that images are read at: those of a map, and those that a convolution learned.
enum Grids {

  static let conversions: [Conversion] = [
    Conversion("AffineGrid") { graph, node throws(Diagnostic) in [try affine(&graph, node)] },
    Conversion("DeformConv") { graph, node throws(Diagnostic) in [try deformed(&graph, node)] },
  ]

  // MARK: Maps

  /// The places of an image that a matrix gives for each of the result.
  /// - Shapes: [images, axes, axes + 1] → [images, …, axes], the last axis of an image first
  private static func affine(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let matrix = try node[0]
    guard let size = try graph.constant(node, 1, "size")?.ints, (4 ... 5).contains(size.count),
      Tensor.elementCount(size.dropFirst(2) + [size.count], of: .float64) != nil
    else { throw .error("input `size` must have the extents of images of 2 or 3 axes") }
    let extents = Array(size.dropFirst(2))
    let element = try graph.type(of: matrix).element
    let aligns = try node.flag("align_corners")
    var parts: [ID<Node>] = []
    for axis in extents.indices.reversed() {
      parts.append(try coordinates(&graph, axis, extents, element, aligns))
    }
    let one = graph.scalar(1, element)
    parts.append(
      try graph.call(
        Full.fixed, [one], [Full.shape(extents + [1]), Full.type(element.rawValue)]))
    let all = try graph.call(
      Concatenate.op, [graph.builder.tuple(parts)], [Concatenate.axis(extents.count)])
    let rows = try graph.call(
      Reshape.op, [all], [Reshape.shape([-1, extents.count + 1])])
    let turned = try graph.call(Transpose.op, [matrix], [Transpose.axes([0, 2, 1])])
    let places = try graph.call(BatchMatmul.general, [rows, turned])
    return try graph.call(
      Reshape.op, [places], [Reshape.shape([-1] + extents + [extents.count])])
  }

  /// Numbers from -1 to 1 along `axis`, repeated along the others.
  private static func coordinates(
    _ graph: inout GraphImporter, _ axis: Int, _ extents: [Int], _ element: ElementType,
    _ aligns: Bool
  ) throws(Diagnostic) -> ID<Node> {
    let extent = Double(extents[axis])
    let step = aligns ? 2 / max(1, extent - 1) : 2 / max(1, extent)
    let start = aligns ? -1 : -1 + step / 2
    let places = try graph.call(
      Arange.op, [0, extent, 1].map { graph.constant(Tensor(scalar: $0)) })
    let scaled = try graph.call(Arithmetic.multiply, [places, graph.scalar(step, .float64)])
    let moved = try graph.call(Arithmetic.add, [scaled, graph.scalar(start, .float64)])
    let numbers = try graph.call(Cast.op, [moved], [Cast.type(element.rawValue)])
    var line = extents.map { _ in 1 } + [1]
    line[axis] = extents[axis]
    let shaped = try graph.call(Reshape.op, [numbers], [Reshape.shape(line)])
    return try graph.call(BroadcastTo.fixed, [shaped], [BroadcastTo.shape(extents + [1])])
  }

  // MARK: Convolutions that look aside

  /// What a deformable convolution reads and how.
  private struct Deformation {
    let window: Window
    /// How many parts of the channels have offsets of their own.
    let parts: Int
    /// The extents of the data and of the result.
    let shape: [Int]
    let output: [Int]

    /// How many taps a kernel has, and how many windows there are.
    let taps: Int
    let count: Int

    var axes: Int { window.rank }
  }

  /// The elements under each tap of the kernel, and then a convolution whose kernel is all taps in a
  /// row.
  private static func deformed(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (data, weights) = (try node[0], try node[1])
    let (shape, filters) = (try graph.extents(of: data), try graph.extents(of: weights))
    let axes = try spatialAxes(shape)
    guard filters.count == axes + 2, Tensor.elementCount(filters) != nil else {
      throw .error("weights of shape \(filters) for data of \(shape)")
    }
    let kernel = try node.integers("kernel_shape") ?? Array(filters.dropFirst(2))
    let window = try Window(node, kernel: kernel)
    let parts = try node.integer("offset_group", default: 1)
    let output: [Int]
    do throws(TensorError) {
      output = try window.outputExtents(Array(shape.dropFirst(2)))
    } catch {
      throw .error("\(error)")
    }
    guard kernel == Array(filters.dropFirst(2)), (1 ... max(1, shape[1])).contains(parts),
      shape[1] % parts == 0
    else { throw .error("`offset_group` is \(parts) for \(shape[1]) channels") }
    guard let taps = Tensor.elementCount(kernel), let count = Tensor.elementCount(output),
      Tensor.elementCount([shape[0], shape[1], taps, count, axes], of: .float64) != nil
    else { throw .error("\(kernel) taps for \(output) windows are too many") }
    let plan = Deformation(
      window: window, parts: parts, shape: shape, output: output, taps: taps, count: count)
    let read = try sampled(&graph, node, data, plan)
    let rows = try graph.call(
      Reshape.op, [weights], [Reshape.shape([filters[0], filters[1], plan.taps, 1])])
    let groups = try node.integer("group", default: 1)
    let settings = Conv2D.keys.settings(
      Window(kernel: [plan.taps, 1]), groups: groups, channels: filters[0])
    let sum = try graph.call(Conv2D.op, [read, rows], settings)
    var result = try graph.call(
      Reshape.op, [sum], [Reshape.shape([shape[0], filters[0]] + output)])
    if let bias = node.optional(3) { result = try graph.call(BiasAdd.op, [result, bias]) }
    return result
  }

  /// - Shapes: [images, channels, …] → [images, channels, taps, places]
  private static func sampled(
    _ graph: inout GraphImporter, _ node: ModelNode, _ data: ID<Node>, _ plan: Deformation
  ) throws(Diagnostic) -> ID<Node> {
    let (images, parts) = (plan.shape[0], plan.parts)
    let (taps, count) = (plan.taps, plan.count)
    let places = try places(&graph, node, plan)
    // Each part of the channels is an image of its own, its places one long row.
    let channels = plan.shape[1] / parts
    let flat = try graph.call(
      Reshape.op, [data],
      [Reshape.shape([images * parts, channels] + plan.shape.dropFirst(2))])
    let ones = Array(repeating: 1, count: plan.axes - 1)
    let grid = try graph.call(
      Reshape.op, [places],
      [Reshape.shape([images * parts, taps * count] + ones + [plan.axes])])
    var read = try graph.call(
      GridSample.op, [flat, grid],
      [GridSample.method("linear"), GridSample.padding("zeros"), GridSample.alignsCorners(false)])
    read = try graph.call(
      Reshape.op, [read], [Reshape.shape([images, parts, channels, taps, count])])
    if let mask = node.optional(4) {
      let factors = try graph.call(
        Reshape.op, [mask], [Reshape.shape([images, parts, 1, taps, count])])
      read = try graph.call(Arithmetic.multiply, [read, factors])
    }
    return try graph.call(
      Reshape.op, [read], [Reshape.shape([images, parts * channels, taps, count])])
  }

  /// Where each tap of each window looks, from -1 to 1 along each axis, the last axis first.
  /// - Shapes: [images, parts, taps, places, axes]
  private static func places(
    _ graph: inout GraphImporter, _ node: ModelNode, _ plan: Deformation
  ) throws(Diagnostic) -> ID<Node> {
    let offsets = try node[2]
    let element = try graph.type(of: offsets).element
    let shape = [plan.shape[0], plan.parts, plan.taps, plan.axes, plan.count]
    let split = try graph.call(Reshape.op, [offsets], [Reshape.shape(shape)])
    let moved = try graph.call(
      Arithmetic.add,
      [
        split,
        graph.constant(
          Tensor([plan.taps, plan.axes, plan.count], try corners(plan)).converted(to: element)),
      ])
    // (2 · place + 1) / extent - 1
    let extents = plan.shape.dropFirst(2).map { Double($0) }
    let factors = Tensor([plan.axes, 1], extents.map { 2 / $0 }).converted(to: element)
    let shifts = Tensor([plan.axes, 1], extents.map { 1 / $0 - 1 }).converted(to: element)
    let scaled = try graph.call(Arithmetic.multiply, [moved, graph.constant(factors)])
    let numbers = try graph.call(Arithmetic.add, [scaled, graph.constant(shifts)])
    let last = try graph.call(
      Transpose.op, [numbers], [Transpose.axes([0, 1, 2, 4, 3])])
    return try graph.call(
      StridedSlice.op, [last],
      [
        StridedSlice.begin([-1]), StridedSlice.end([Int(Int32.min)]), StridedSlice.strides([-1]),
        StridedSlice.axes([4]),
      ])
  }

  /// Where each tap of each window would look without offsets.
  /// - Shapes: [taps, axes, places]
  private static func corners(_ plan: Deformation) throws(Diagnostic) -> [Double] {
    var result: [Double] = []
    var poll = Poll()
    for tap in Places(plan.window.kernel) {
      for axis in 0 ..< plan.axes {
        let start = tap[axis] * plan.window.dilations[axis] - plan.window.padsBegin[axis]
        for place in Places(plan.output) {
          try poll.check(after: 8)
          result.append(Double(place[axis] * plan.window.strides[axis] + start))
        }
      }
    }
    return result
  }

}
