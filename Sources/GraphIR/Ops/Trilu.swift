import Diagnostics
import Support
import Tensors

/// The part of matrices above or below a diagonal.
///
/// - Source: Relay 0.0.5 `trilu`.
public enum Trilu {

  public static let upper = AttributeKey("upper", default: true, "whether the part above stays")

  public static let op = Op(
    "trilu", "matrices with zeros below, or above, a diagonal", operands: ["data", "k"],
    attributes: [upper],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let data = try input.tensor(0)
      guard data.shape.count >= 2 else { throw .error("\(data) is no matrix") }
      return .tensor(data)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let shift = min(max(try operands.tensor(1).ints.first ?? 0, -1 << 40), 1 << 40)
      let (rows, columns) = (data.shape[data.rank - 2], data.shape[data.rank - 1])
      let isUpper = attributes[upper]
      var poll = Poll()
      let mask = try (0 ..< rows * columns).map { (i) throws(Diagnostic) in
        try poll.check()
        let distance = i % columns - i / columns
        return isUpper ? distance >= shift : distance <= shift
      }
      return try tensorValue { () throws(TensorError) in
        let zero = Tensor(zeros: data.elementType, [])
        return try Tensor.selecting(Tensor([rows, columns], mask), data, zero)
      }
    })

}
