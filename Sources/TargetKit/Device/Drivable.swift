public import Diagnostics
public import ISA
public import Tensors

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
  /// - Parameter readout: what stands in the last program, behind all others.
  /// - Before: all of them have finished once.
  /// - Errors: units can not wait for each other, or no instruction finishes.
  /// - Cost: O(`positions`).
  func serialPrograms(
    of positions: Range<Int>, readout: MemoryReadout?
  ) throws(Diagnostic) -> [MachineCode]

  /// How a memory on the chip can be seen on a device that shows nothing but DRAM.
  /// - Parameter address: of the first byte of DRAM that may be written.
  /// - Returns: nil where nothing stores a memory, or not so far up.
  func readout(behind address: Int) -> MemoryReadout?

  /// What a readout puts into DRAM as the machine is now.
  /// - Errors: there is no such memory.
  func stored(by readout: MemoryReadout) throws(Diagnostic) -> Tensor

}

/// Instructions that put all of a memory into DRAM, as it is stored.
public struct MemoryReadout: Sendable, Hashable {

  /// As the description calls it, for those who store it.
  public var memory: String

  /// The unit that runs them, by its place in the description.
  public var unit: Int

  public var code: MachineCode

  /// The bytes of DRAM that they write.
  public var addresses: Range<Int>

  public init(memory: String, unit: Int, code: MachineCode, addresses: Range<Int>) {
    self.memory = memory
    self.unit = unit
    self.code = code
    self.addresses = addresses
  }

}
