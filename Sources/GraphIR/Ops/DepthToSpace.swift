import Diagnostics
import Tensors

/// Moves channels into blocks of pixels, and back.
///
/// - Source: Relay 0.0.5 `nn.depth_to_space` and `nn.space_to_depth`.
public enum DepthToSpace {

  public static let block = AttributeKey(
    "block_size", default: 1, "the height and width of a block")
  public static let layout = AttributeKey("layout", default: "NCHW", "`NCHW`")
  public static let mode = AttributeKey(
    "mode", default: "DCR", "which channels make a block: `DCR` far ones, `CDR` neighbours")

  static let ops = [depthToSpace, spaceToDepth]

  public static let depthToSpace = Op(
    "nn.depth_to_space", "the channels of each pixel as a block of pixels", operands: ["data"],
    attributes: [block, layout, mode],
    infer: { input throws(Diagnostic) in
      let (data, block) = try checked(input)
      let shape = data.shape
      guard (shape[1] ?? 0) % (block * block) == 0 else {
        throw .error("\(shape[1] ?? 0) channels do not make blocks of \(block) by \(block)")
      }
      return .tensor(
        [
          shape[0], shape[1].map { $0 / (block * block) }, shape[2].map { $0 * block },
          shape[3].map { $0 * block },
        ], data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let (s, b) = (data.shape, attributes[block])
      let channels = s[1] / (b * b)
      let isNear = attributes[mode] == "CRD" || attributes[mode] == "CDR"
      return try tensorValue { () throws(TensorError) in
        let split =
          isNear ? [s[0], channels, b, b, s[2], s[3]] : [s[0], b, b, channels, s[2], s[3]]
        let order = isNear ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
        return try data.reshaped(to: split).transposed(order)
          .reshaped(to: [s[0], channels, s[2] * b, s[3] * b])
      }
    })

  public static let spaceToDepth = Op(
    "nn.space_to_depth", "each block of pixels as the channels of one pixel", operands: ["data"],
    attributes: [block, layout],
    infer: { input throws(Diagnostic) in
      let (data, block) = try checked(input)
      let shape = data.shape
      guard (shape[2] ?? 0) % block == 0, (shape[3] ?? 0) % block == 0 else {
        throw .error("\(data) is not made of blocks of \(block) by \(block)")
      }
      return .tensor(
        [
          shape[0], shape[1].map { $0 * block * block }, shape[2].map { $0 / block },
          shape[3].map { $0 / block },
        ], data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let (s, b) = (data.shape, attributes[block])
      return try tensorValue { () throws(TensorError) in
        try data.reshaped(to: [s[0], s[1], s[2] / b, b, s[3] / b, b])
          .transposed([0, 3, 5, 1, 2, 4])
          .reshaped(to: [s[0], s[1] * b * b, s[2] / b, s[3] / b])
      }
    })

  private static func checked(
    _ input: InferenceInput
  ) throws(Diagnostic) -> (TensorType, Int) {
    try input.expect(operands: 1 ... 1)
    let data = try input.tensor(0, rank: 4)
    let block = input.attributes[block]
    guard (1 ... 1 << 12).contains(block) else { throw .error("`block_size` is \(block)") }
    guard input.attributes[layout] == "NCHW" else {
      throw .error("`layout` is `\(input.attributes[layout])`, expected `NCHW`")
    }
    return (data, block)
  }

}
