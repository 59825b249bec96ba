import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that give axes other numbers of positions.
enum Resizing {

  static let conversions: [Conversion] = [
    Conversion("Resize") { graph, node throws(Diagnostic) in [try resize(&graph, node)] },
    Conversion("Upsample") { graph, node throws(Diagnostic) in [try upsample(&graph, node)] },
  ]

  /// What a node asks for.
  private struct Request {
    var mode = "nearest"
    var coordinates = "half_pixel"
    var rounding = "round_prefer_floor"
    var alpha = -0.75
    var excludes = 0
    var filler = 0.0
    var smooths = false
    var roi: [Double] = []
    var sizes: [Int] = []
    var scales: [Double] = []
  }

  private static func upsample(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    var request = Request()
    request.mode = try node.text("mode", default: "nearest")
    request.coordinates = "asymmetric"
    request.rounding = "floor"
    let given =
      node.version < 9 ? try node.reals("scales") : try graph.reals(node, 1, "scales")
    guard let scales = given else { throw .error("`scales` are missing") }
    request.scales = scales
    request.sizes = try sizes(graph.extents(of: node[0]), scales)
    return try call(&graph, node[0], request)
  }

  private static func resize(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    var request = Request()
    request.mode = try node.text("mode", default: "nearest")
    let extents = try graph.extents(of: node[0])
    if node.version < 11 {
      (request.coordinates, request.rounding) = ("asymmetric", "floor")
      guard let scales = try graph.reals(node, 1, "scales") else {
        throw .error("`scales` are missing")
      }
      request.scales = scales
      request.sizes = try sizes(extents, scales)
      return try call(&graph, node[0], request)
    }
    request.coordinates = try node.text("coordinate_transformation_mode", default: "half_pixel")
    request.rounding = try node.text("nearest_mode", default: "round_prefer_floor")
    request.alpha = try node.real("cubic_coeff_a", default: -0.75)
    request.excludes = try node.integer("exclude_outside", default: 0)
    request.filler = try node.real("extrapolation_value", default: 0)
    request.smooths = try node.flag("antialias")
    try shape(&request, extents, &graph, node)
    return try call(&graph, node[0], request)
  }

  /// Reads `roi`, `scales` and `sizes`, which may be for some of the axes.
  private static func shape(
    _ request: inout Request, _ extents: [Int], _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) {
    let rank = extents.count
    var axes = Array(0 ..< rank)
    if let named = try node.integers("axes") {
      axes = []
      for axis in named { axes.append(try graph.position(axis, rank: rank)) }
    }
    request.scales = Array(repeating: 1, count: rank)
    request.sizes = extents
    let roi = try graph.reals(node, 1, "roi") ?? []
    request.roi = Array(repeating: 0, count: rank) + Array(repeating: 1, count: rank)
    if roi.count == 2 * axes.count {
      for (index, axis) in axes.enumerated() {
        (request.roi[axis], request.roi[rank + axis]) = (roi[index], roi[axes.count + index])
      }
    }
    let scales = try graph.reals(node, 2, "scales") ?? []
    if !scales.isEmpty {
      guard scales.count == axes.count else { throw .error("`scales` for other axes") }
      for (axis, scale) in zip(axes, scales) { request.scales[axis] = scale }
      request.sizes = try sizes(extents, request.scales)
      return
    }
    guard let sizes = try graph.constant(node, 3, "sizes")?.ints, sizes.count == axes.count,
      axes.allSatisfy({ extents[$0] > 0 })
    else { throw .error("neither `scales` nor `sizes` fit") }
    let ratios = zip(axes, sizes).map { Double($1) / Double(extents[$0]) }
    let policy = try node.text("keep_aspect_ratio_policy", default: "stretch")
    try node.expect("keep_aspect_ratio_policy", ["stretch", "not_larger", "not_smaller"])
    let common = policy == "not_larger" ? ratios.min() : ratios.max()
    for (index, axis) in axes.enumerated() {
      guard policy != "stretch", let common else {
        (request.scales[axis], request.sizes[axis]) = (ratios[index], sizes[index])
        continue
      }
      request.scales[axis] = common
      request.sizes[axis] = try whole(common * Double(extents[axis]) + 0.5)
    }
  }

  private static func sizes(
    _ extents: [Int], _ scales: [Double]
  ) throws(Diagnostic) -> [Int] {
    guard scales.count == extents.count, scales.allSatisfy({ $0 > 0 && $0 < 1e6 }) else {
      throw .error("scales \(scales) for \(extents.count) axes")
    }
    return try zip(extents, scales).map { (extent, scale) throws(Diagnostic) in
      try whole(Double(extent) * scale)
    }
  }

  /// - Errors: `size` is no number of positions that there can be.
  private static func whole(_ size: Double) throws(Diagnostic) -> Int {
    guard let whole = Int(exactly: size.rounded(.down)) else {
      throw .error("an axis of \(size) positions")
    }
    return whole
  }

  private static func call(
    _ graph: inout GraphImporter, _ data: ID<Node>, _ request: Request
  ) throws(Diagnostic) -> ID<Node> {
    let methods = ["nearest": "nearest_neighbor", "linear": "linear", "cubic": "cubic"]
    guard let method = methods[request.mode] else {
      throw .unsupportedAttribute("mode", request.mode)
    }
    let extents = try graph.extents(of: data)
    let isExact = zip(zip(extents, request.sizes), request.scales).allSatisfy {
      $0.0 > 0 && Double($0.1) / Double($0.0) == $1
    }
    let isImage =
      extents.count == 4 && isExact && !request.smooths
      && request.scales.prefix(2).allSatisfy { $0 == 1 }
      && request.coordinates != "tf_crop_and_resize"
    if isImage {
      return try graph.call(
        Resize.image, [data],
        [
          Resize.size(Array(request.sizes.suffix(2))), Resize.roi([0.0, 0.0, 0.0, 0.0]),
          Resize.layout("NCHW"), Resize.method(method), Resize.coordinates(request.coordinates),
          Resize.rounding(request.rounding), Resize.alpha(request.alpha),
          Resize.excludes(request.excludes), Resize.filler(request.filler),
        ])
    }
    return try graph.call(
      Resize.general, [data],
      [
        Resize.sizes(request.sizes), Resize.scales(request.scales), Resize.roi(request.roi),
        Resize.smooths(request.smooths), Resize.method(method),
        Resize.coordinates(request.coordinates), Resize.rounding(request.rounding),
        Resize.alpha(request.alpha), Resize.excludes(request.excludes),
        Resize.filler(request.filler),
      ])
  }

}

extension GraphImporter {
  /// The numbers of the input at `index`; `nil` where it was left out.
  fileprivate mutating func reals(
    _ node: ModelNode, _ index: Int, _ name: String
  ) throws(Diagnostic) -> [Double]? {
    try constant(node, index, name)?.doubles
  }
}
