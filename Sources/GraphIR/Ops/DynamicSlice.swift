import Diagnostics
import Tensors

/// Takes ranges of axes whose ends the program computes.
///
/// - Source: Relay 0.0.5 `dyn.strided_slice`.
public enum DynamicSlice {

  public static let axes = AttributeKey<[Int]?>(
    "axes", default: nil, "the axes that are cut; else the first")

  public static let op = Op(
    "dyn.strided_slice", "the elements of ranges that the program computes",
    operands: ["data", "begin", "end", "strides"], attributes: [axes],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 4 ... 4)
      let data = try input.tensor(0)
      var shape = data.shape
      if let begin = input.integers(1), let end = input.integers(2), let steps = input.integers(3) {
        let cuts = try StridedSlice.cuts(
          begin: begin, end: end, steps: steps, axes: input.attributes[axes], rank: shape.count)
        for cut in cuts { shape[cut.axis] = shape[cut.axis].map { cut.range(of: $0).count } }
      } else {
        let count = try input.tensor(1, rank: 1).shape[0] ?? shape.count
        let cut = input.attributes[axes] ?? Array(0 ..< min(count, shape.count))
        for axis in try normalized(axes: cut, rank: shape.count) { shape[axis] = nil }
      }
      return .tensor(shape, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let cuts = try StridedSlice.cuts(
        begin: operands.tensor(1).ints, end: operands.tensor(2).ints,
        steps: operands.tensor(3).ints, axes: attributes[axes], rank: data.rank)
      return .tensor(try StridedSlice.slice(data, cuts))
    })

}
