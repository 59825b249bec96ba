import Diagnostics
import Tensors

/// Converts elements to another type.
public enum Cast {

  public static let type = AttributeKey("dtype", default: "float32", "the type of the result")

  public static let saturates = AttributeKey(
    "saturate", default: true,
    "whether what is too large for a float of 8 bits becomes the greatest one, else no number")

  public static let rounding = AttributeKey(
    "round_mode", default: "up",
    "which power of two a float without a fraction is: `up`, `down` or `nearest`")

  /// Integers keep their low bits; floats are cut towards zero.
  public static let op = Op(
    "cast", "the elements as elements of another type", operands: ["data"],
    attributes: [type, saturates, rounding], traits: .keepsSign,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      _ = try exponentRounding(input.attributes[rounding])
      return .tensor(
        try input.tensor(0).shape, try elementType(spelled: input.attributes[type]))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let type = try elementType(spelled: attributes[type])
      let data = try operands.tensor(0)
      guard type.isNarrowFloat, type != data.elementType else {
        return .tensor(data.converted(to: type))
      }
      return .tensor(
        data.narrowed(
          to: type, saturates: attributes[saturates],
          rounding: try exponentRounding(attributes[rounding])))
    })

  private static func exponentRounding(_ name: String) throws(Diagnostic) -> ExponentRounding {
    guard let rounding = ExponentRounding(rawValue: name) else {
      let names = ExponentRounding.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      throw .error("`\(name)` is no way to round", hints: ["there are \(names)"])
    }
    return rounding
  }

}
