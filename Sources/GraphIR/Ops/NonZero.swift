import Diagnostics
import Support
import Tensors

/// Finds the elements that are not 0.
///
/// - Source: ONNX `NonZero`; Relay's `argwhere` has the axes last.
public enum NonZero {

  public static let op = Op(
    "onnx.nonzero", "where elements that are not 0 stand, the axes first", operands: ["data"],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      return .tensor([try input.tensor(0).shape.count, nil], .int64)
    },
    evaluate: { operands, _ throws(Diagnostic) in
      let data = try operands.tensor(0)
      var places: [Int] = []
      var poll = Poll()
      for (index, isThere) in data.converted(to: .bool).array(of: Bool.self).enumerated() {
        try poll.check()
        if isThere { places.append(index) }
      }
      let strides = rowMajorStrides(data.shape)
      return try tensorValue { () throws(TensorError) in
        var numbers: [Int] = []
        for axis in 0 ..< data.rank {
          numbers += places.map { $0 / strides[axis] % data.shape[axis] }
        }
        return try Tensor(.int64, [data.rank, places.count], ints: numbers)
      }
    })

}
