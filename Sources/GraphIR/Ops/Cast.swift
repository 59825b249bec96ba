import Diagnostics
import Tensors

/// Converts elements to another type.
public enum Cast {

  public static let type = AttributeKey("dtype", default: "float32", "the type of the result")

  public static let saturates = AttributeKey(
    "saturate", default: true,
    "whether what is too large for a float of 8 bits becomes the greatest one, else no number")

  /// Integers keep their low bits; floats are cut towards zero.
  public static let op = Op(
    "cast", "the elements as elements of another type", operands: ["data"],
    attributes: [type, saturates], traits: .keepsSign,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      return .tensor(
        try input.tensor(0).shape, try elementType(spelled: input.attributes[type]))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let type = try elementType(spelled: attributes[type])
      let data = try operands.tensor(0)
      guard type.isNarrowFloat, type != data.elementType, !attributes[saturates] else {
        return .tensor(data.converted(to: type))
      }
      return .tensor(data.narrowed(to: type, saturates: false))
    })

}
