/// Something that a run can be told to look out for at the boundaries between instructions.
///
/// A place is about the instruction that is next to run. An event is about the one that has just
/// finished: going back, it belongs to the boundary before that instruction.
public enum StopCondition: Sendable, Hashable {

  /// The instruction with that number is next, or one of these.
  case instruction(InstructionNumber)
  case instructions(NumberSet)

  /// An instruction with that format, such as `gemm`, is next.
  case format(String)

  /// An instruction of that unit is next.
  case unit(String)

  /// An instruction is next that pushes into that token queue, or pops from it.
  case push(String)
  case pop(String)

  /// Any boundary.
  case always

  /// An instruction changed the level of the token queue to that number.
  case level(queue: String, Int)

  /// An instruction wrote one of these elements of a memory, or read one.
  case write(memory: String, Range<Int>)
  case read(memory: String, Range<Int>)

  /// An instruction wrote one of these bytes of DRAM, or read one.
  case writeDRAM(Range<Int>)
  case readDRAM(Range<Int>)

  /// Whether it is about the instruction that has just finished.
  public var isEvent: Bool {
    switch self {
    case .level, .write, .read, .writeDRAM, .readDRAM: true
    case .instruction, .instructions, .format, .unit, .push, .pop, .always: false
    }
  }

}
