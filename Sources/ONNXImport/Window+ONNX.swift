import Diagnostics
import GraphIR
import Support
import Tensors

extension Window {

  /// Reads the attributes that convolutions and pools share from `node`, whose data has the shape
  /// `input`.
  /// - Errors: they do not fit each other, or automatic pads of an input without known extents.
  init(_ node: ModelNode, kernel: [Int], input: [Int?]) throws(Diagnostic) {
    try self.init(node, kernel: kernel)
    roundsUp = try node.flag("ceil_mode")
    let mode = try node.text("auto_pad", default: "NOTSET")
    switch mode {
    case "NOTSET", "": break
    case "VALID":
      padsBegin = kernel.map { _ in 0 }
      padsEnd = padsBegin
    case "SAME_UPPER", "SAME_LOWER":
      for axis in 0 ..< rank {
        guard let extent = input.dropFirst(2).dropFirst(axis).first ?? nil, extent <= 1 << 32 else {
          throw .error("`auto_pad` = `\(mode)` needs an input whose shape is known")
        }
        let steps = (extent + strides[axis] - 1) / strides[axis]
        pad(axis, by: span(axis, of: steps) - extent, mode)
      }
    default: throw .unsupportedAttribute("auto_pad", mode)
    }
  }

  /// Reads strides, dilations and pads that are written out.
  /// - Errors: they do not fit each other, or are out of range.
  init(_ node: ModelNode, kernel: [Int]) throws(Diagnostic) {
    let axes = kernel.count
    let strides = try node.integers("strides") ?? kernel.map { _ in 1 }
    let dilations = try node.integers("dilations") ?? kernel.map { _ in 1 }
    let pads = try node.integers("pads") ?? Array(repeating: 0, count: 2 * axes)
    guard strides.count == axes, dilations.count == axes, pads.count == 2 * axes else {
      throw .error(
        "`strides` \(strides), `dilations` \(dilations) and `pads` \(pads) for \(axes) axes")
    }
    guard (kernel + strides + dilations).allSatisfy({ (1 ... 1 << 24).contains($0) }),
      pads.allSatisfy({ (-1 << 24 ... 1 << 24).contains($0) })
    else { throw .error("a kernel, stride, dilation or pad is out of range") }
    self.init(
      kernel: kernel, strides: strides, padsBegin: Array(pads.prefix(axes)),
      padsEnd: Array(pads.suffix(axes)), dilations: dilations)
  }

  /// Pads `axis` by `total` elements, or none if that is negative; an odd one goes behind with the
  /// mode `SAME_UPPER`, else in front.
  mutating func pad(_ axis: Int, by total: Int, _ mode: String) {
    let less = max(0, total) / 2
    let more = max(0, total) - less
    (padsBegin[axis], padsEnd[axis]) = mode == "SAME_UPPER" ? (less, more) : (more, less)
  }

}

/// How many spatial axes data of `shape` has behind those of images and channels.
/// - Errors: there are not one to three.
func spatialAxes(_ shape: [Int?]) throws(Diagnostic) -> Int {
  guard (3 ... 5).contains(shape.count) else {
    throw .error("data with \(shape.count) axes, expected one to three spatial axes")
  }
  return shape.count - 2
}
