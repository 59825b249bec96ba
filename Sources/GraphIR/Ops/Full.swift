import Diagnostics
import Tensors

/// Tensors that are made of one number.
///
/// - Source: Relay 0.0.5 `full`, `dyn.full`, `zeros`, `ones`, `zeros_like` and `ones_like`.
public enum Full {

  public static let shape = AttributeKey<[Int]>("shape", default: [], "the shape of the result")
  public static let type = AttributeKey(
    "dtype", default: "", "the type; that of the number if empty")

  static let ops = [
    fixed, dynamic, known("zeros", 0), known("ones", 1), like("zeros", 0), like("ones", 1),
  ]

  private static func known(_ name: String, _ number: Double) -> Op {
    Op(
      name, "a tensor of \(name)", operands: [], attributes: [shape, type],
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 0 ... 0)
        let element = try element(.float32, input.attributes)
        return .tensor(try checked(input.attributes[shape], element).map { $0 }, element)
      },
      evaluate: { _, attributes throws(Diagnostic) in
        try filled(Tensor([], [Float(number)]), attributes[shape], attributes)
      })
  }

  private static func like(_ name: String, _ number: Double) -> Op {
    Op(
      "\(name)_like", "a tensor of \(name), of the shape and type of another", operands: ["data"],
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 1 ... 1)
        return .tensor(try input.tensor(0))
      },
      evaluate: { operands, _ throws(Diagnostic) in
        let data = try operands.tensor(0)
        return try tensorValue { () throws(TensorError) in
          try Tensor([], [Float(number)]).converted(to: data.elementType).broadcast(to: data.shape)
        }
      })
  }

  public static let fixed = Op(
    "full", "a tensor of one number", operands: ["fill_value"], attributes: [shape, type],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let element = try element(input.tensor(0).element, input.attributes)
      return .tensor(try checked(input.attributes[shape], element).map { $0 }, element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      try filled(operands.tensor(0), attributes[shape], attributes)
    })

  public static let dynamic = Op(
    "dyn.full", "a tensor of one number, in a shape that the program computes",
    operands: ["fill_value", "shape"], attributes: [type],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let element = try element(input.tensor(0).element, input.attributes)
      if let known = input.integers(1) {
        return .tensor(try checked(known, element).map { $0 }, element)
      }
      guard let rank = try input.tensor(1, rank: 1).shape[0] else {
        throw .error("the rank of the result is not known")
      }
      return .tensor(Array(repeating: nil, count: rank), element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      try filled(operands.tensor(0), operands.tensor(1).ints, attributes)
    })

  private static func element(
    _ value: ElementType, _ attributes: Attributes
  ) throws(Diagnostic) -> ElementType {
    attributes[type].isEmpty ? value : try elementType(spelled: attributes[type])
  }

  private static func checked(
    _ shape: [Int], _ element: ElementType
  ) throws(Diagnostic) -> [Int] {
    guard Tensor.elementCount(shape, of: element) != nil else {
      throw .error("no tensor can have the shape \(shape)")
    }
    return shape
  }

  private static func filled(
    _ value: Tensor, _ shape: [Int], _ attributes: Attributes
  ) throws(Diagnostic) -> Value {
    let element = try element(value.elementType, attributes)
    let shape = try checked(shape, element)
    return try tensorValue { () throws(TensorError) in
      try value.reshaped(to: []).converted(to: element).broadcast(to: shape)
    }
  }

}
