public import Diagnostics
import Tensors

/// Gives the elements, in their order, another shape.
///
/// In `newshape` 0 keeps the extent at its place, -1 takes what remains, -2 keeps all further
/// extents, -3 joins two, and -4 splits one into the two that follow it.
/// - Source: Relay 0.0.5 `reshape`.
public enum Reshape {

  public static let shape = AttributeKey<[Int]>("newshape", default: [], "the extents")
  public static let allowsZero = AttributeKey(
    "allowzero", default: false, "whether an extent of 0 is one of 0 elements")

  public static let op = Op(
    "reshape", "the same elements in another shape", operands: ["data"],
    attributes: [shape, allowsZero], traits: .view,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      return .tensor(try extents(of: data.shape, input.attributes), data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let extents = try extents(of: data.shape, attributes).map { $0 ?? 0 }
      return .tensor(
        try computing { () throws(TensorError) in try data.reshaped(to: extents) })
    })

  /// The extents that `newshape` asks for; unknown where they follow from an unknown one.
  static func extents(
    of data: [Int?], _ attributes: Attributes
  ) throws(Diagnostic) -> [Int?] {
    try extents(of: data, as: attributes[shape], allowsZero: attributes[allowsZero])
  }

  /// The extents that `spelling` makes of those of `data`.
  /// - Errors: the numbers of elements differ, or `spelling` reads an axis that there is not.
  public static func extents(
    of data: [Int?], as spelling: [Int], allowsZero: Bool = false
  ) throws(Diagnostic) -> [Int?] {
    var reader = ShapeSpelling(data: data, spelling: spelling, allowsZero: allowsZero)
    return try reader.extents()
  }

}
