import Diagnostics
import Tensors

/// Finds what differs in a tensor.
///
/// - Source: ONNX `Unique`, version 11.
public enum Unique {

  public static let axis = AttributeKey<Int?>(
    "axis", default: nil, "the axis whose slices are compared; else elements are")
  public static let sorts = AttributeKey(
    "sorted", default: true, "whether the least comes first, and not what comes first in the data")

  public static let op = Op(
    "onnx.unique",
    "what differs, each once; where its first stands, which one each is, and how many there are",
    operands: ["data"], attributes: [axis, sorts],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      var shape: [Int?] = [nil]
      var extent = data.count
      if let given = input.attributes[axis] {
        let axis = try normalized(axis: given, rank: data.shape.count)
        shape = data.shape
        extent = shape[axis]
        shape[axis] = nil
      }
      return .tuple([
        .tensor(shape, data.element), .tensor([nil], .int64), .tensor([extent], .int64),
        .tensor([nil], .int64),
      ])
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let axis = try attributes[axis].map { (axis) throws(Diagnostic) in
        try normalized(axis: axis, rank: data.rank)
      }
      let slices = try computing { () throws(TensorError) in
        try data.uniqueSlices(axis: axis, sorted: attributes[sorts])
      }
      return .tuple(
        [slices.values]
          .map { .tensor($0) }
          + [slices.firsts, slices.places, slices.counts].map { numbers in
            .tensor(Tensor([numbers.count], numbers.map { Int64($0) }))
          })
    })

}
