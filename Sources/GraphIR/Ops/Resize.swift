import Diagnostics
import Tensors

/// Gives axes another number of positions.
///
/// - Source: Relay 0.0.5 `image.resize2d`; ONNX `Resize` for what it cannot say.
public enum Resize {

  static let ops = [image, general]

  public static let size = AttributeKey<[Int]>("size", default: [], "height and width")
  public static let roi = AttributeKey<[Double]>(
    "roi", default: [], "the region that is cut out: all starts, then all ends, from 0 to 1")
  public static let layout = AttributeKey("layout", default: "NCHW", "the order of the axes")
  public static let method = AttributeKey(
    "method", default: "linear", "`nearest_neighbor`, `linear` or `cubic`")
  public static let coordinates = AttributeKey(
    "coordinate_transformation_mode", default: "half_pixel",
    "where a position of the result lies among those of the data")
  public static let rounding = AttributeKey(
    "rounding_method", default: "", "which of two neighbours is the nearest")
  public static let alpha = AttributeKey(
    "cubic_alpha", default: -0.5, "the coefficient of the cubic")
  public static let excludes = AttributeKey(
    "cubic_exclude", default: 0, "whether what lies outside has no weight")
  public static let filler = AttributeKey(
    "extrapolation_value", default: 0.0, "what stands outside of the data")
  public static let type = AttributeKey("out_dtype", default: "", "not used")
  public static let sizes = AttributeKey<[Int]>("sizes", default: [], "the extents of the result")
  public static let scales = AttributeKey<[Double]>(
    "scales", default: [], "how many positions of the result one of the data gives, by axis")
  public static let smooths = AttributeKey(
    "antialias", default: false, "whether shrinking takes in all that lies between")

  private static let common: [any AnyAttributeKey] = [
    method, coordinates, rounding, alpha, excludes, filler, type,
  ]

  public static let image = Op(
    "image.resize2d", "images of another height and width", operands: ["data"],
    attributes: [size, roi, layout] + common,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0, rank: 4)
      let size = input.attributes[size]
      guard size.count == 2, Tensor.elementCount(size) != nil else {
        throw .error("`size` is \(size), expected height and width")
      }
      _ = try resampler(input.attributes)
      var shape = data.shape
      for (axis, extent) in zip(try spatial(input.attributes), size) { shape[axis] = extent }
      return .tensor(shape, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let resampler = try resampler(attributes)
      let roi = attributes[roi]
      var axes: [AxisWeights] = []
      for (index, axis) in try spatial(attributes).enumerated() {
        let (count, extent) = (attributes[size][index], data.shape[axis])
        let region = roi.count == 4 ? (roi[index], roi[index + 2]) : (0, 1)
        axes +=
          try resampler.weights(
            axis: axis, of: extent, count: count, scale: Double(count) / Double(extent),
            region: region
          ).map { [$0] } ?? []
      }
      let filler = resampler.filler
      return try tensorValue { () throws(TensorError) in try data.resampled(axes, filler: filler) }
    })

  public static let general = Op(
    "onnx.resize", "the data with other numbers of positions along any axes", operands: ["data"],
    attributes: [sizes, scales, roi, smooths] + common,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      let (sizes, rank) = (input.attributes[sizes], data.shape.count)
      guard sizes.count == rank, input.attributes[scales].count == rank,
        Tensor.elementCount(sizes, of: data.element) != nil
      else { throw .error("`sizes` \(sizes) and `scales` for \(rank) axes") }
      _ = try resampler(input.attributes)
      return .tensor(sizes.map { $0 }, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let resampler = try resampler(attributes)
      let (sizes, scales, roi) = (attributes[sizes], attributes[scales], attributes[roi])
      let rank = data.rank
      var axes: [AxisWeights] = []
      for axis in 0 ..< rank {
        let region = roi.count == 2 * rank ? (roi[axis], roi[rank + axis]) : (0, 1)
        let extent = data.shape[axis]
        if region == (0, 1), scales[axis] == 1, sizes[axis] == extent { continue }
        axes +=
          try resampler.weights(
            axis: axis, of: extent, count: sizes[axis], scale: scales[axis], region: region
          ).map { [$0] } ?? []
      }
      let filler = resampler.filler
      return try tensorValue { () throws(TensorError) in try data.resampled(axes, filler: filler) }
    })

  /// The positions of height and width.
  private static func spatial(_ attributes: Attributes) throws(Diagnostic) -> [Int] {
    let letters = Array(attributes[layout])
    guard let height = letters.firstIndex(of: "H"), let width = letters.firstIndex(of: "W"),
      letters.count == 4
    else { throw .error("`layout` is `\(attributes[layout])`") }
    return [height, width]
  }

  private static func resampler(_ attributes: Attributes) throws(Diagnostic) -> Resampler {
    var result = Resampler()
    switch attributes[method] {
    case "nearest_neighbor": result.method = .nearest
    case "linear": result.method = .linear
    case "cubic": result.method = .cubic
    default: throw .error("`method` is `\(attributes[method])`")
    }
    result.coordinates = attributes[coordinates]
    guard Resampler.coordinateModes.contains(result.coordinates) else {
      throw .error("`\(coordinates.name)` is `\(result.coordinates)`")
    }
    if !attributes[rounding].isEmpty { result.rounding = attributes[rounding] }
    guard Resampler.roundingModes.contains(result.rounding) else {
      throw .error("`\(rounding.name)` is `\(result.rounding)`")
    }
    result.cubicCoefficient = attributes[alpha]
    result.excludesOutside = attributes[excludes] != 0
    result.smooths = attributes[smooths]
    result.filler = attributes[filler]
    return result
  }

}
