import Diagnostics
import Tensors

/// Gives the elements a shape that the program computes.
///
/// - Source: Relay 0.0.5 `dyn.reshape`.
public enum DynamicReshape {

  public static let allowsZero = AttributeKey(
    "allowzero", default: false, "whether an extent of 0 is one of 0 elements")

  public static let op = Op(
    "dyn.reshape", "the same elements in a shape that the program computes",
    operands: ["data", "newshape"], attributes: [allowsZero],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let data = try input.tensor(0)
      if let spelling = input.integers(1) {
        return .tensor(
          try Reshape.extents(
            of: data.shape, as: spelling, allowsZero: input.attributes[allowsZero]), data.element)
      }
      guard let rank = try input.tensor(1, rank: 1).shape[0] else {
        throw .error("the rank of the result is not known")
      }
      return .tensor(Array(repeating: nil, count: rank), data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let shape = try Reshape.extents(
        of: data.shape, as: operands.tensor(1).ints, allowsZero: attributes[allowsZero]
      ).map { $0 ?? 0 }
      return try tensorValue { () throws(TensorError) in try data.reshaped(to: shape) }
    })

}
