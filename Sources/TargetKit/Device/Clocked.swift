public import Diagnostics
public import Simulation
public import Support

/// A machine of which it is known how long things take.
public protocol Clocked: Device {

  /// What the instructions with these numbers do, as far as there are any.
  func work(of numbers: Range<InstructionNumber>) -> [InstructionWork]

  /// What the instructions with these numbers read from memories on the chip to compute with it.
  func operandReads(of numbers: Range<InstructionNumber>) -> [OperandReads]

  /// What the machine can do at most by a clock.
  /// - Errors: there is no such clock.
  func peaks(_ clock: ClockChoice) throws(Diagnostic) -> PeakRates

  /// The names of the clocks that count its cycles.
  var clocks: [String] { get }

  /// Everything that happens in the whole workload by a cycle clock.
  /// - Errors: there is no such clock, or there is more than can be kept.
  /// - Cost: O(instructions + bursts); an interruption ends it early.
  func trace(
    _ clock: ClockChoice, interruption: Interruption
  ) throws(Diagnostic) -> ExecutionTrace

}
