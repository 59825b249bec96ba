public import Diagnostics
import GraphIR
import Support
import Tensors

/// What it costs that a tensor consists of integers: how far the outputs lie from the floats where
/// this tensor alone does.
public struct TensorCost: Sendable {

  public var choice: QuantizationRecord.Choice

  public var error: OutputDifference
}

extension QuantizationRecord {

  /// What each tensor costs by itself, the dearest first.
  /// - Errors: the inputs of the context do not fit the program, an operator cannot be evaluated, or
  ///   the user asked to stop.
  /// - Cost: for each tensor a run of what is computed from it on.
  public func costs(in context: PassContext) throws(Diagnostic) -> [TensorCost] {
    let inputs = try CalibrationInputs(of: module, in: context, atMost: .max)
    let budget = SearchBudget(of: module, samples: inputs.samples.count, trials: nil)
    let meter = try CostMeter(
      of: module, on: budget.measured.map { inputs.samples[$0] }, in: context)
    return try costs(by: meter, in: context).sorted {
      ($0.error.loss, $1.choice.node.index) > ($1.error.loss, $0.choice.node.index)
    }
  }

  /// What each tensor costs by itself, in the order in which they became integers.
  func costs(by meter: CostMeter, in context: PassContext) throws(Diagnostic) -> [TensorCost] {
    var costs: [TensorCost] = []
    for choice in choices {
      try context.checkForStop()
      let error = try meter.difference(changing: [choice.node], in: context) { _, tensor in
        choice.rounded(tensor, types)
      }
      costs.append(TensorCost(choice: choice, error: error))
      context.progress(Double(costs.count) / Double(choices.count), "\(costs.count) tensors")
    }
    return costs
  }

}

extension QuantizationRecord.Choice {

  /// `tensor` with each element the nearest that its integers can stand for.
  func rounded(_ tensor: Tensor, _ types: ComputeTypes) -> Tensor? {
    let type = product == nil ? types.data : types.weight
    guard let range = type.integerRange, !exponents.isEmpty, tensor.elementType.isFloat else {
      return nil
    }
    let limits = Double(range.lowerBound) ... Double(range.upperBound)
    let scales = exponents.map { PowerOfTwo.scale($0) }
    let row = max(1, tensor.count / scales.count)
    let numbers = tensor.doubles.enumerated().map { index, number in
      let scale = scales[min(index / row, scales.count - 1)]
      let step = (number / scale).rounded() + Double(zero)
      return (min(max(step, limits.lowerBound), limits.upperBound) - Double(zero)) * scale
    }
    return try? filled(tensor.shape, numbers, tensor.elementType)
  }

}
