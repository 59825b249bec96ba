import Effects
import Passes
import TargetKit

extension DecoupledDescription {

  /// How fast the accelerator is by a timing; as the description says without one.
  ///
  ///     step of the matrix unit   an input element times a weight element: one micro-op
  ///     step of the vector unit   an accumulator element: one micro-op with an immediate
  ///     overhead                  three loads, a store and what orders them
  func rates(_ timing: TimingDescription?) -> TargetRates {
    var rates = common.interface.rates
    rates.clock = common.clock ?? rates.clock
    if let shape = memory(for: .weight)?.shape, shape.count == 2 {
      (rates.outputBlock, rates.inputBlock) = (max(1, shape[0]), max(1, shape[1]))
    }
    guard let timing else { return rates }
    let unit = instruction(.gemm)?.unit ?? ""
    rates.matrixStep = Double(timing[.gemmInterval, of: unit])
    rates.vectorStep = Double(
      timing[.aluImmediateInterval, of: instruction(.alu)?.unit ?? unit])
    rates.bytesPerCycle = Double(max(1, timing[.busBytes]))
    let read = timing[.dramLatency] + timing[.readHandshake] + timing[.readReturn]
    let write = timing[.writeHandshake] + timing[.writeAcknowledge]
    rates.overhead = Double(
      timing[.launch] + 3 * read + write + 4 * (timing[.start, of: unit] + timing[.tokenLatency])
        + timing[.gemmDrain, of: unit] + timing[.aluDrain, of: unit])
    return rates
  }

}
