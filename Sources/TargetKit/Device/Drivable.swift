public import Diagnostics
public import ISA

/// A machine whose programs can be handed to a device behind a driver, which runs the same
/// instructions.
public protocol Drivable: Device {

  /// How its instructions are laid out.
  var instructionSet: InstructionSet { get }

  /// What finished at these places of the order in which instructions did, as programs that a device
  /// runs one after the other: in them each instruction waits for the one before it, whichever unit
  /// runs it, and each ends with an instruction that finishes.
  ///
  /// Of each stream there is one program, as far as it has something in `positions`; there is one at
  /// least.
  /// - Before: all of them have finished once.
  /// - Errors: units can not wait for each other, or no instruction finishes.
  /// - Cost: O(`positions`).
  func serialPrograms(of positions: Range<Int>) throws(Diagnostic) -> [[Word]]

}
