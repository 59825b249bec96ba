import Diagnostics
import GraphIR
import Support

/// The attributes that convolutions and pools share: how a kernel moves over the spatial axes.
struct WindowAttributes {

  let kernel: [Int]
  let strides: [Int]
  let dilations: [Int]

  /// The pads in front of all spatial axes, then those behind.
  let padding: [Int]

  let roundsUp: Bool

  /// Reads the attributes of `node`, whose data has the type of `input`.
  /// - Errors: they do not fit each other, or automatic pads of an input without known extents.
  init(
    _ node: ModelNode, kernel: [Int], input: [Int?]
  ) throws(Diagnostic) {
    let axes = kernel.count
    self.kernel = kernel
    strides = try node.integers("strides") ?? kernel.map { _ in 1 }
    dilations = try node.integers("dilations") ?? kernel.map { _ in 1 }
    roundsUp = try node.flag("ceil_mode")
    let given = try node.integers("pads") ?? Array(repeating: 0, count: 2 * axes)
    guard strides.count == axes, dilations.count == axes, given.count == 2 * axes else {
      throw .error(
        "`strides` \(strides), `dilations` \(dilations) and `pads` \(given) for \(axes) axes")
    }
    guard (kernel + strides + dilations).allSatisfy({ (1 ... 1 << 24).contains($0) }),
      given.allSatisfy({ (-1 << 24 ... 1 << 24).contains($0) })
    else { throw .error("a kernel, stride, dilation or pad is out of range") }
    let mode = try node.text("auto_pad", default: "NOTSET")
    switch mode {
    case "NOTSET", "": padding = given
    case "VALID": padding = Array(repeating: 0, count: 2 * axes)
    case "SAME_UPPER", "SAME_LOWER":
      var pads: [(Int, Int)] = []
      for axis in 0 ..< axes {
        guard let extent = input.dropFirst(2).dropFirst(axis).first ?? nil else {
          throw .error("`auto_pad` = `\(mode)` needs an input whose shape is known")
        }
        let reach = dilations[axis] * (kernel[axis] - 1) + 1
        let steps = (extent + strides[axis] - 1) / strides[axis]
        let total = max(0, (steps - 1) * strides[axis] + reach - extent)
        let less = total / 2
        pads.append(mode == "SAME_UPPER" ? (less, total - less) : (total - less, less))
      }
      padding = pads.map(\.0) + pads.map(\.1)
    default: throw .unsupportedAttribute("auto_pad", mode)
    }
  }

  /// Checks that data of `shape` has one axis for images, one for channels, and one to three more.
  static func axes(_ shape: [Int?]) throws(Diagnostic) -> Int {
    guard (3 ... 5).contains(shape.count) else {
      throw .error("data with \(shape.count) axes, expected one to three spatial axes")
    }
    return shape.count - 2
  }

  /// How Relay names the order of the axes of data and of kernels.
  static func layouts(_ axes: Int) -> (data: String, kernel: String) {
    let spatial = ["W", "HW", "DHW"][axes - 1]
    return ("NC" + spatial, "OI" + spatial)
  }

}
