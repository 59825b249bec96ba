/// A number that a timing may have: its name, its unit, what it means and what it may be.
///
/// The table of them is what the reader of descriptions checks against, what messages and the
/// documentation say, and where a clock finds the number of a timing that does not give it.
public struct TimingParameter: Sendable, Hashable {

  /// What has the number.
  public enum Scope: String, Sendable, Hashable { case machine, unit }

  public let name: String
  public let scope: Scope

  /// What it counts, such as `cycles`.
  public let unit: String

  /// One sentence in lower case without a final period.
  public let meaning: String

  /// Both ends are allowed.
  public let range: ClosedRange<Int>

  /// What holds where a timing does not say it.
  public let standard: Int

  private init(
    _ name: String, _ scope: Scope, _ standard: Int, _ range: ClosedRange<Int>, _ unit: String,
    _ meaning: String
  ) {
    self.name = name
    self.scope = scope
    self.standard = standard
    self.range = range
    self.unit = unit
    self.meaning = meaning
  }

}

extension TimingParameter {

  private static let cycles = 0 ... 1_000_000
  private static let interval = 1 ... 4096
  private static let flag = 0 ... 1

  /// Numbers of the whole machine.
  public static let machine: [Self] = [
    .init(
      "launch", .machine, 1, cycles, "cycles",
      "from the launch to the first request for instructions"
    ),
    .init(
      "dram-latency", .machine, 1, cycles, "cycles",
      "from a read request at the memory to its first beat"),
    .init("bus-bytes", .machine, 8, 1 ... 4096, "bytes", "in one beat of the bus"),
    .init(
      "burst-beats", .machine, 256, 1 ... 65536, "beats",
      "in a burst at most; no burst crosses a multiple of that many"),
    .init(
      "read-handshake", .machine, 2, cycles, "cycles",
      "from the grant of a read to the latency of the memory"),
    .init(
      "read-return", .machine, 0, cycles, "cycles", "from a beat on the bus to who asked for it"),
    .init(
      "outstanding-reads", .machine, 1, 1 ... 64, "bursts",
      "read bursts that are granted and not over, at most"),
    .init(
      "command-queue", .machine, 0, flag, "commands",
      "that wait at the port for each client; 0: the client waits itself"),
    .init(
      "write-handshake", .machine, 2, cycles, "cycles",
      "from a write request to the first beat"),
    .init(
      "write-acknowledge", .machine, 1, cycles, "cycles",
      "from behind the last beat of a write to behind its acknowledgement"),
    .init(
      "narrow-alignment", .machine, 0, flag, "choice",
      "whether a row of elements narrower than a beat is read from its first element on, and one beat more where that lies inside a beat of the memory on the chip, instead of by whole beats of DRAM"
    ),
    .init(
      "narrow-boundary", .machine, 1, flag, "choice",
      "whether bursts of elements narrower than a beat end at the boundary, too"),
    .init(
      "fetch-burst", .machine, 0, 0 ... 65536, "instructions",
      "that are read together and then dispatched; 0: all are there at the launch"),
    .init(
      "dispatch-latency", .machine, 1, interval, "cycles",
      "from the dispatch of an instruction to where its unit can begin it"),
    .init(
      "queue-depth", .machine, 0, 0 ... 1 << 30, "instructions",
      "dispatched to one unit and not finished, at most; 0: any number"),
    .init(
      "token-latency", .machine, 1, interval, "cycles",
      "from the cycle of a push to the first one in which the token can be popped"),
    .init(
      "token-depth", .machine, 0, 0 ... 1 << 30, "tokens",
      "in one queue at most; 0: any number"),
  ]

  /// Numbers of each unit.
  public static let unit: [Self] = [
    .init(
      "start", .unit, 1, interval, "cycles",
      "from popping the tokens of an instruction to its work"),
    .init("no-operation", .unit, 1, cycles, "cycles", "of an instruction that does nothing"),
    .init("finish", .unit, 0, cycles, "cycles", "of the instruction that ends a stream"),
    .init(
      "gemm-start", .unit, 0, cycles, "cycles", "before the first micro-op of a matrix instruction"),
    .init(
      "gemm-interval", .unit, 1, interval, "cycles", "between micro-ops of a matrix instruction"),
    .init(
      "gemm-drain", .unit, 0, cycles, "cycles", "after the last micro-op of a matrix instruction"),
    .init(
      "gemm-reset-drain", .unit, 0, cycles, "cycles",
      "after the last micro-op of a matrix instruction that clears sums"),
    .init(
      "alu-start", .unit, 0, cycles, "cycles", "before the first micro-op of a vector instruction"),
    .init(
      "alu-immediate-interval", .unit, 1, interval, "cycles",
      "between micro-ops of a vector instruction with an immediate"),
    .init(
      "alu-vector-interval", .unit, 1, interval, "cycles",
      "between micro-ops of a vector instruction with two operands from memory"),
    .init(
      "alu-drain", .unit, 0, cycles, "cycles", "after the last micro-op of a vector instruction"),
    .init("row", .unit, 0, cycles, "cycles", "before the first burst of each row of a transfer"),
    .init("burst", .unit, 0, cycles, "cycles", "before each burst of a transfer"),
    .init(
      "pad-beat", .unit, 0, 0 ... 4096, "cycles", "for a beat of padding"),
    .init("pad-element", .unit, 0, 0 ... 4096, "cycles", "for an element of padding"),
    .init(
      "pad-parallel", .unit, 0, flag, "choice",
      "whether padding is written while no beat arrives, instead of before and after the data"),
    .init(
      "pad-row", .unit, 0, cycles, "cycles",
      "by which each row of padding above delays the first request, where padding is parallel"),
    .init(
      "read-ahead", .unit, 0, flag, "choice",
      "whether a burst is asked for before the one before it is over"),
    .init(
      "load-drain", .unit, 0, cycles, "cycles", "after the last beat of a load"),
    .init("element-gap", .unit, 0, cycles, "cycles", "between two elements of a write burst"),
  ]

  public static let all: [Self] = machine + unit

  /// Where it is given, what it is called, what it counts and means: one line.
  public var summary: String { "\(name) (\(unit)): \(meaning)" }

  /// The rows of a table in Markdown: name, what it counts, what holds unless said, and what it means.
  public static func reference(_ table: [Self]) -> String {
    let rows = table.map { "| `\($0.name)` | \($0.unit) | \($0.standard) | \($0.meaning) |" }
    return (["| number | counts | unless said | meaning |", "|---|---|---|---|"] + rows)
      .joined(separator: "\n")
  }

}
