import Diagnostics
import Tensors

/// Numbers of equal distance.
///
/// - Source: Relay 0.0.5 `arange`.
public enum Arange {

  public static let type = AttributeKey(
    "dtype", default: "", "the type; that of the start if empty")

  public static let op = Op(
    "arange", "the numbers from a start up to a stop, by a step",
    operands: ["start", "stop", "step"], attributes: [type],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 3 ... 3)
      let start = try input.tensor(0)
      for index in 1 ... 2 { try input.expectSameElements(start, try input.tensor(index)) }
      let element = try element(start.element, input.attributes)
      let known = input.constants.compactMap(\.self)
      guard known.count == 3 else { return .tensor([nil], element) }
      let count = try computing { () throws(TensorError) in
        try Tensor.progressionCount(from: known[0], to: known[1], by: known[2])
      }
      return .tensor([count], element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (start, stop) = (try operands.tensor(0), try operands.tensor(1))
      let step = try operands.tensor(2)
      let element = try element(start.elementType, attributes)
      return try tensorValue { () throws(TensorError) in
        try Tensor.progression(from: start, to: stop, by: step).converted(to: element)
      }
    })

  private static func element(
    _ start: ElementType, _ attributes: Attributes
  ) throws(Diagnostic) -> ElementType {
    attributes[type].isEmpty ? start : try elementType(spelled: attributes[type])
  }

}
