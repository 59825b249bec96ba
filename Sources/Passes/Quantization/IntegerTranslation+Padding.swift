import Diagnostics
import GraphIR
import Support
import Tensors

extension IntegerTranslation {

  /// What is put around data is put there as the integer that stands for it.
  mutating func padded(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    let operands = rewriter[id].operands
    guard values[operands[0]] != nil, rewriter[id].type?.tensor?.element.isFloat == true,
      let (op, attributes) = rewriter.call(id)
    else { return .stays("") }
    guard let data = try data(of: operands[0], in: &rewriter), let scale = data.scale,
      let element = rewriter.tensorType(data.node)?.element
    else { return .stays("its operand is no data of one scale") }
    var step = data.zero
    if attributes[Pad.mode] == Pad.mode.defaultValue {
      guard let number = rewriter.constant(operands[1])?.doubles.first,
        let found = self.step(of: number, at: scale, data.zero, element)
      else { return .stays("what is put around its data is none of the steps of its scale") }
      step = found
    }
    let value = try filled([], [Double(step)], element)
    var result = data
    result.node = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(op, [data.node, builder.constant(value)], attributes)
    }
    result.bounds = nil
    result.isExclusive = true
    return .becomes(result)
  }

  /// The integer that stands for `number`; nil if none does, or only one near it where the program
  /// says its scales itself.
  private func step(
    of number: Double, at scale: Double, _ zero: Int, _ element: ElementType
  ) -> Int? {
    let steps = (number / scale).rounded(.toNearestOrEven)
    guard let range = element.integerRange, abs(steps) <= Double(1 << 32) else { return nil }
    let step = Int(steps) + zero
    guard range.contains(step), calibration != nil || steps * scale == number else { return nil }
    return step
  }

}
