import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// What rounding weights takes from the sums of a product on average.
///
///     mean over samples and places of  x ∗ (w - rounded w),  for each output channel
///
/// Added to the sums it makes their mean what it is in floats (Nagel et al., Data-Free Quantization
/// Through Weight Equalization and Bias Correction, 2019).
struct BiasCorrection: Sendable {

  private let quantizer: Quantizer
  private let meter: CostMeter

  init(_ quantizer: Quantizer, _ meter: CostMeter) {
    self.quantizer = quantizer
    self.meter = meter
  }

  /// What is to be added to the sums of each product of `trial`.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  /// - Cost: that of each product once.
  func corrections(
    for trial: Quantizer.Trial, in context: PassContext
  ) throws(Diagnostic) -> [ID<Node>: [Double]] {
    let module = quantizer.program.module
    var found: [ID<Node>: [Double]] = [:]
    for (product, key) in trial.translation.productWeights {
      try context.checkForStop()
      let node = module[product]
      guard let op = node.op, let data = node.operands.first, let mean = meter.mean(of: data),
        let weights = quantizer.weights(key), let floats = module[key.constant].constant
      else { continue }
      let lost = try weights.lost(of: floats)
      let result = try op.evaluate([.tensor(mean), .tensor(lost)], node.attributes).asTensor()
      found[product] = result.meansOfChannels
    }
    return found
  }

}

extension IntegerTranslation.QuantizedWeights {
  /// What `floats` have more than these integers.
  fileprivate func lost(of floats: Tensor) throws(Diagnostic) -> Tensor {
    let row = max(1, floats.count / max(1, exponents.count))
    let numbers = zip(floats.doubles, integers.doubles).enumerated().map { index, pair in
      pair.0 - pair.1 * PowerOfTwo.scale(exponents[min(index / row, exponents.count - 1)])
    }
    return try filled(floats.shape, numbers, .float32)
  }
}

extension Tensor {
  /// The mean of each channel, which axis 1 counts, over all else.
  fileprivate var meansOfChannels: [Double] {
    guard rank > 1, shape[1] > 0, count > 0 else { return [] }
    let width = shape[2...].product
    var sums = [Double](repeating: 0, count: shape[1])
    for (index, number) in doubles.enumerated() { sums[index / width % shape[1]] += number }
    let places = Double(count / shape[1])
    return sums.map { $0 / places }
  }
}
