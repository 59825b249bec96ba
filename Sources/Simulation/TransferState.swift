/// A copy between DRAM and a memory of the machine that runs or comes next.
public struct TransferState: Sendable, Hashable {

  public enum Direction: String, Sendable, Hashable { case read, write }

  public var instruction: InstructionNumber
  public var unit: String
  public var direction: Direction
  public var memory: String

  /// The first element in the memory, and the first byte in DRAM.
  public var element: Int
  public var address: Int

  /// - Units: bytes of DRAM in all.
  public var bytes: Int

  public var rows: Int
  public var doneRows: Int

  /// How many transfers wait behind it in the queue of its unit.
  public var waiting: Int

  public init(
    instruction: InstructionNumber, unit: String, direction: Direction, memory: String, element: Int,
    address: Int, bytes: Int, rows: Int, doneRows: Int, waiting: Int
  ) {
    self.instruction = instruction
    self.unit = unit
    self.direction = direction
    self.memory = memory
    self.element = element
    self.address = address
    self.bytes = bytes
    self.rows = rows
    self.doneRows = doneRows
    self.waiting = waiting
  }

}
