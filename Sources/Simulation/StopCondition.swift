/// Where a run is to stop; it is asked about each instruction that is next to run, before it runs.
public enum StopCondition: Sendable, Hashable {

  case instruction(InstructionNumber)

  /// Any instruction with that format, such as `gemm`.
  case format(String)

  /// Any instruction of that unit.
  case unit(String)

  /// An instruction that pushes into that token queue, or pops from it.
  case push(String)
  case pop(String)

  /// After an instruction changed the level of the token queue to that number.
  case level(queue: String, Int)

  /// After an instruction wrote one of these elements of a memory, or read one.
  case write(memory: String, Range<Int>)
  case read(memory: String, Range<Int>)

  /// After so many instructions have finished.
  case position(Int)

  /// After an instruction changed one of these bytes of DRAM, or read one.
  case writeDRAM(Range<Int>)
  case readDRAM(Range<Int>)
}
