import Diagnostics
import Support
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
      let known = input.constants.compactMap { $0?.doubles.first }
      guard known.count == 3 else { return .tensor([nil], element) }
      return .tensor([try count(known[0], known[1], known[2])], element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      var numbers: [Double] = []
      for index in 0 ... 2 {
        guard let number = try operands.tensor(index).doubles.first else {
          throw .error("operand \(index) has no element")
        }
        numbers.append(number)
      }
      let element = try element(operands.tensor(0).elementType, attributes)
      let (start, step) = (numbers[0], numbers[2])
      var poll = Poll()
      let values = try (0 ..< count(start, numbers[1], step)).map { (index) throws(Diagnostic) in
        try poll.check()
        return start + Double(index) * step
      }
      return try tensorValue { () throws(TensorError) in
        try Tensor(element, [values.count], doubles: values)
      }
    })

  private static func element(
    _ start: ElementType, _ attributes: Attributes
  ) throws(Diagnostic) -> ElementType {
    attributes[type].isEmpty ? start : try elementType(spelled: attributes[type])
  }

  private static func count(
    _ start: Double, _ stop: Double, _ step: Double
  ) throws(Diagnostic) -> Int {
    let steps = ((stop - start) / step).rounded(.up)
    guard steps.isFinite, steps < 1e9 else {
      throw .error("there is no end from \(start) to \(stop) by \(step)")
    }
    return max(0, Int(steps))
  }

}
