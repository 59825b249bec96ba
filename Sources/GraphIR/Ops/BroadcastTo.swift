import Diagnostics
import Tensors

/// Repeats elements until a tensor has a shape.
///
/// - Source: Relay 0.0.5 `broadcast_to` and `dyn.broadcast_to`; ONNX `Expand`, whose shape may have
///   an extent of 1 where the data has more.
public enum BroadcastTo {

  public static let shape = AttributeKey<[Int]>("shape", default: [], "the shape of the result")
  public static let type = AttributeKey("dtype", default: "", "not used")

  static let ops = [fixed, dynamic, expand]

  public static let fixed = Op(
    "broadcast_to", "the data repeated to a shape", operands: ["data"], attributes: [shape, type],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      let target = input.attributes[shape]
      try check(data.shape, target)
      return .tensor(target.map { $0 }, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let target = attributes[shape]
      return try tensorValue { () throws(TensorError) in try data.broadcast(to: target) }
    })

  public static let dynamic = computed("dyn.broadcast_to", takesOnes: false)
  public static let expand = computed("onnx.expand", takesOnes: true)

  private static func computed(_ name: String, takesOnes: Bool) -> Op {
    Op(
      name, "the data repeated to a shape that the program computes",
      operands: ["data", "shape: a vector"],
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 2 ... 2)
        let data = try input.tensor(0)
        let target: [Int?]
        if let known = input.integers(1) {
          target = known
        } else {
          guard let rank = try input.tensor(1, rank: 1).shape[0] else {
            throw .error("the rank of the result is not known")
          }
          target = Array(repeating: nil, count: rank)
        }
        guard takesOnes else { return .tensor(target, data.element) }
        return .tensor(try broadcastShape(data.shape, target), data.element)
      },
      evaluate: { operands, _ throws(Diagnostic) in
        let data = try operands.tensor(0)
        let target = try operands.tensor(1).ints
        return try tensorValue { () throws(TensorError) in
          try data.broadcast(
            to: takesOnes ? Tensor.broadcastShape([data.shape, target]) : target)
        }
      })
  }

  private static func check(_ shape: [Int?], _ target: [Int]) throws(Diagnostic) {
    let known = try broadcastShape(shape, target)
    guard known.count == target.count,
      zip(known, target).allSatisfy({ $0 == nil || $0 == $1 })
    else { throw .error("\(TensorType(shape, .bool).spelledShape) cannot become \(target)") }
  }

}
