import Diagnostics
public import Tensors

/// The greatest of the elements under a window, and where it is.
///
/// - Source: ONNX `MaxPool` with its second output.
public enum MaxPoolWithIndices {

  public static let size = AttributeKey<[Int]>(
    "pool_size", default: [], "the extents of the window")
  public static let strides = AttributeKey<[Int]>(
    "strides", default: [], "how far the window moves")
  public static let dilation = AttributeKey<[Int]>(
    "dilation", default: [], "the distance of neighbours in the window")
  public static let padding = AttributeKey<[Int]>(
    "padding", default: [], "elements before, then behind, each spatial axis")
  public static let ceilMode = AttributeKey(
    "ceil_mode", default: false, "whether a window that starts inside counts")
  public static let order = AttributeKey(
    "storage_order", default: 0, "1 where positions count the columns of an image first")

  public static let op = Op(
    "onnx.max_pool_with_indices", "the greatest element under a window, and its position",
    operands: ["data"], attributes: [size, strides, dilation, padding, ceilMode, order],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      let window = try window(input.attributes, rank: data.shape.count)
      let spatial = try window.extents(Array(data.shape.dropFirst(2)))
      let shape = data.shape.prefix(2) + spatial
      return .tuple([.tensor(Array(shape), data.element), .tensor(Array(shape), .int64)])
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let window = try window(attributes, rank: data.rank)
      let result = try computing { () throws(TensorError) in
        try data.maxPooledWithIndices(window)
      }
      let places =
        attributes[order] == 1 && data.rank == 4
        ? columnsFirst(result.indices, data.shape) : result.indices
      return .tuple([.tensor(result.values), .tensor(places)])
    })

  /// The attributes of a window that moves as `window` says.
  public static func settings(_ window: Window) -> Attributes {
    [
      size(window.kernel), strides(window.strides), dilation(window.dilations),
      padding(window.padsBegin + window.padsEnd), ceilMode(window.roundsUp),
    ]
  }

  private static func window(_ attributes: Attributes, rank: Int) throws(Diagnostic) -> Window {
    let (size, pads) = (attributes[size], attributes[padding])
    let lists = [attributes[strides], attributes[dilation]]
    guard size.count == rank - 2, lists.allSatisfy({ $0.count == size.count }),
      pads.count == 2 * size.count
    else { throw .error("a window of \(size.count) axes for data of rank \(rank)") }
    return Window(
      kernel: size, strides: lists[0], padsBegin: Array(pads.prefix(size.count)),
      padsEnd: Array(pads.suffix(size.count)), dilations: lists[1], roundsUp: attributes[ceilMode])
  }

  /// Positions in images that are counted along columns.
  private static func columnsFirst(_ places: Tensor, _ shape: [Int]) -> Tensor {
    let (height, width) = (shape[2], shape[3])
    return places.mapped(Int64.self, to: Int64.self) { place in
      let image = Int(place) / (height * width)
      let (row, column) = (Int(place) / width % height, Int(place) % width)
      return Int64(image * height * width + column * height + row)
    }
  }

}
