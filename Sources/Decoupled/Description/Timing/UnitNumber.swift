/// A number of each unit that the cycle clock counts by.
public struct UnitNumber: TimingNumber {

  public let parameter: TimingParameter

  private init(
    _ name: String, _ standard: Int, _ range: ClosedRange<Int>, _ unit: String, _ meaning: String
  ) {
    parameter = TimingParameter(name, standard, range, unit, meaning)
  }

  public static let all = [
    start, noOperation, finish, gemmStart, gemmInterval, gemmDrain, gemmResetDrain, aluStart,
    aluImmediateInterval, aluVectorInterval, aluDrain, row, burst, padBeat, padElement,
    padParallel, padRow, readAhead, loadDrain, elementGap,
  ]

  public static let start = Self(
    "start", 1, TimingParameter.interval, "cycles",
    "from popping the tokens of an instruction to its work")

  public static let noOperation = Self(
    "no-operation", 1, TimingParameter.cycles, "cycles", "of an instruction that does nothing")

  public static let finish = Self(
    "finish", 0, TimingParameter.cycles, "cycles", "of the instruction that ends a stream")

  public static let gemmStart = Self(
    "gemm-start", 0, TimingParameter.cycles, "cycles",
    "before the first micro-op of a matrix instruction")

  public static let gemmInterval = Self(
    "gemm-interval", 1, TimingParameter.interval, "cycles",
    "between micro-ops of a matrix instruction")

  public static let gemmDrain = Self(
    "gemm-drain", 0, TimingParameter.cycles, "cycles",
    "after the last micro-op of a matrix instruction")

  public static let gemmResetDrain = Self(
    "gemm-reset-drain", 0, TimingParameter.cycles, "cycles",
    "after the last micro-op of a matrix instruction that clears sums")

  public static let aluStart = Self(
    "alu-start", 0, TimingParameter.cycles, "cycles",
    "before the first micro-op of a vector instruction")

  public static let aluImmediateInterval = Self(
    "alu-immediate-interval", 1, TimingParameter.interval, "cycles",
    "between micro-ops of a vector instruction with an immediate")

  public static let aluVectorInterval = Self(
    "alu-vector-interval", 1, TimingParameter.interval, "cycles",
    "between micro-ops of a vector instruction with two operands from memory")

  public static let aluDrain = Self(
    "alu-drain", 0, TimingParameter.cycles, "cycles",
    "after the last micro-op of a vector instruction")

  public static let row = Self(
    "row", 0, TimingParameter.cycles, "cycles", "before the first burst of each row of a transfer")

  public static let burst = Self(
    "burst", 0, TimingParameter.cycles, "cycles", "before each burst of a transfer")

  public static let padBeat = Self(
    "pad-beat", 0, 0 ... 4096, "cycles", "for a beat of padding")

  public static let padElement = Self(
    "pad-element", 0, 0 ... 4096, "cycles", "for an element of padding")

  public static let padParallel = Self(
    "pad-parallel", 0, TimingParameter.flag, "choice",
    "whether padding is written while no beat arrives, instead of before and after the data")

  public static let padRow = Self(
    "pad-row", 0, TimingParameter.cycles, "cycles",
    "by which each row of padding above delays the first request, where padding is parallel")

  public static let readAhead = Self(
    "read-ahead", 0, TimingParameter.flag, "choice",
    "whether a burst is asked for before the one before it is over")

  public static let loadDrain = Self(
    "load-drain", 0, TimingParameter.cycles, "cycles", "after the last beat of a load")

  public static let elementGap = Self(
    "element-gap", 0, TimingParameter.cycles, "cycles", "between two elements of a write burst")

}
