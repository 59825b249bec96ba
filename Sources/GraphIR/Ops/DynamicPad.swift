import Diagnostics
import Tensors

/// Puts elements around the data, as many as the program computes.
///
/// - Source: Relay 0.0.5 `dyn.nn.pad`.
public enum DynamicPad {

  public static let op = Op(
    "dyn.nn.pad", "the data with elements put around it, as many as the program computes",
    operands: [
      "data", "pad_width: for each axis how many come before and behind; negative ones go",
      "pad_value: what is put there in the mode `constant`",
    ],
    attributes: [Pad.mode],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 3 ... 3)
      let data = try input.tensor(0)
      let widths = try input.tensor(1, rank: 2)
      guard widths.element.isInteger else { throw .refused(widths.element, "integers") }
      guard let known = input.integers(1) else {
        return .tensor(data.shape.map { _ in nil }, data.element)
      }
      return .tensor(
        try Pad.shape(of: data.shape, padded: pairs(known), input.attributes), data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let widths = try pairs(operands.tensor(1).ints)
      _ = try Pad.shape(of: data.shape, padded: widths, attributes)
      return try Pad.padded(data, widths, with: operands.tensor(2), attributes)
    })

  private static func pairs(_ numbers: [Int]) -> [[Int]] {
    stride(from: 0, to: numbers.count - 1, by: 2).map { [numbers[$0], numbers[$0 + 1]] }
  }

}
