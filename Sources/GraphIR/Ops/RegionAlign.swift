import Diagnostics
import Tensors

/// Reads regions of images as grids of one size.
///
/// - Source: ONNX `RoiAlign`, version 22.
public enum RegionAlign {

  public static let mode = AttributeKey(
    "mode", default: "avg", "`avg` or `max`: what becomes of the samples in a cell")
  public static let height = AttributeKey("output_height", default: 1, "the rows of a grid")
  public static let width = AttributeKey("output_width", default: 1, "the columns of a grid")
  public static let samples = AttributeKey(
    "sampling_ratio", default: 0, "the samples of a cell along each axis; 0 for as many as elements"
  )
  public static let scale = AttributeKey(
    "spatial_scale", default: 1.0, "what the coordinates of regions are multiplied by")
  public static let isHalfPixel = AttributeKey(
    "half_pixel", default: true, "whether 0 is the edge of the first element, and not its middle")

  public static let op = Op(
    "onnx.roi_align", "the elements in regions of images, each region as a grid of one size",
    operands: ["data", "regions: x, y of two corners", "images: the image of each region"],
    attributes: [mode, height, width, samples, scale, isHalfPixel],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 3 ... 3)
      let (data, regions) = (try input.tensor(0, rank: 4), try input.tensor(1, rank: 2))
      let images = try input.tensor(2, rank: 1)
      guard data.element.isFloat else { throw .refused(data.element, "floats") }
      guard regions.element.isFloat else { throw .refused(regions.element, "floats") }
      guard images.element.isInteger else { throw .refused(images.element, "integers") }
      let alignment = try alignment(input.attributes)
      return .tensor(
        [regions.shape[0] ?? images.shape[0], data.shape[1], alignment.height, alignment.width],
        data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (data, regions) = (try operands.tensor(0), try operands.tensor(1))
      let (images, alignment) = (try operands.tensor(2), try alignment(attributes))
      return try tensorValue { () throws(TensorError) in
        try data.aligned(regions, of: images, alignment)
      }
    })

  private static func alignment(_ attributes: Attributes) throws(Diagnostic) -> RegionAlignment {
    guard let mode = RegionAlignment.Mode(rawValue: attributes[mode]) else {
      throw .error("`\(mode.name)` is `\(attributes[Self.mode])`, expected `avg` or `max`")
    }
    let sizes = [attributes[height], attributes[width]]
    guard sizes.allSatisfy({ (1 ... 1 << 20).contains($0) }), attributes[samples] >= 0 else {
      throw .error("a grid of \(sizes[0]) × \(sizes[1]) cells")
    }
    return RegionAlignment(
      mode, height: sizes[0], width: sizes[1], samples: attributes[samples],
      scale: attributes[scale], isHalfPixel: attributes[isHalfPixel])
  }

}
