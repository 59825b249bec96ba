import Diagnostics
import Tensors

/// Puts elements around the data.
///
/// - Source: Relay 0.0.5 `nn.pad`; the mode `wrap` is ONNX's.
public enum Pad {

  public static let widths = AttributeKey<[[Int]]>(
    "pad_width", default: [], "for each axis how many come before and behind; negative ones go")
  public static let mode = AttributeKey(
    "pad_mode", default: "constant", "`constant`, `edge`, `reflect` or `wrap`")

  public static let op = Op(
    "nn.pad", "the data with elements put around it",
    operands: ["data", "pad_value: what is put there in the mode `constant`"],
    attributes: [widths, mode],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let data = try input.tensor(0)
      let widths = input.attributes[widths]
      return .tensor(
        try shape(of: data.shape, padded: widths, input.attributes), data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      return try padded(data, attributes[widths], with: operands.tensor(1), attributes)
    })

  /// The extents with as many more as `widths` says for each axis.
  /// - Errors: it says so for other axes, or takes more than there is.
  static func shape(
    of data: [Int?], padded widths: [[Int]], _ attributes: Attributes
  ) throws(Diagnostic) -> [Int?] {
    let widths = try pairs(widths, rank: data.count)
    guard ["constant", "edge", "reflect", "wrap"].contains(attributes[mode]) else {
      throw .error("`pad_mode` is `\(attributes[mode])`")
    }
    var shape: [Int?] = []
    for (extent, pair) in zip(data, widths) {
      let padded = extent.map { $0 + pair.0 + pair.1 }
      guard padded ?? 0 >= 0 else { throw .error("more elements go than there are") }
      shape.append(padded)
    }
    return shape
  }

  static func padded(
    _ data: Tensor, _ widths: [[Int]], with value: Tensor, _ attributes: Attributes
  ) throws(Diagnostic) -> Value {
    let widths = try pairs(widths, rank: data.rank)
    let padding: Padding =
      switch attributes[mode] {
      case "edge": .edge
      case "reflect": .reflect
      case "wrap": .wrap
      default: .constant(value.converted(to: data.elementType))
      }
    return try tensorValue { () throws(TensorError) in
      try data.padded(begin: widths.map(\.0), end: widths.map(\.1), padding)
    }
  }

  private static func pairs(_ widths: [[Int]], rank: Int) throws(Diagnostic) -> [(Int, Int)] {
    let limit = -1 << 32 ... 1 << 32
    guard widths.count == rank,
      widths.allSatisfy({ $0.count == 2 && $0.allSatisfy(limit.contains) })
    else { throw .error("`pad_width` \(widths) for \(rank) axes") }
    return widths.map { ($0[0], $0[1]) }
  }

}
