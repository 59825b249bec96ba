public import Simulation
public import Support

/// What devices behind drivers did otherwise than the simulator.
public struct DriverAnswer: Sendable, Hashable {

  /// What was found of one region, or of the streams that are loaded.
  public enum Verdict: String, Sendable, Hashable, CaseIterable {

    /// The results are equal.
    case same

    /// An instruction has another result.
    case differs

    /// The driver fails at an instruction.
    case fails

    /// Each instruction by itself is right, but not together: the results depend on the order in
    /// which units run.
    case order

    /// Nothing is right before the first instruction.
    case beginning

    /// Nobody looked: something before it was not right already, or no driver is for it.
    case skipped
  }

  /// Values of one memory that are not what they should be.
  public struct Difference: Sendable, Hashable {

    public struct Value: Sendable, Hashable {

      public var cells: CellPlace
      public var expected: Number
      public var found: Number

      /// The named piece of DRAM that it is in.
      public var tensor: String?
    }

    /// As the description calls it, or `dram`.
    public var memory: String

    /// How many values differ, bytes of DRAM, and the first of them.
    public var count: Int
    public var values: [Value]
  }

  /// An instruction with all that it came from.
  public struct Culprit: Sendable, Hashable {

    public var instruction: NamedInstruction

    /// The statement of tile IR, the nodes of the graph and those of the model.
    public var statement: String?
    public var nodes: [String]
    public var sources: [String]

    /// Whether nothing that can be seen was otherwise before it; if not, values that were overwritten
    /// may have been.
    public var isFirst: Bool
  }

  public struct Run: Sendable, Hashable {

    public var name: String
    public var target: String

    /// The library that was loaded; nil where none was.
    public var driver: String?

    public var instructionCount: Int
    public var verdict: Verdict

    /// The first instruction that is otherwise.
    public var culprit: Culprit?

    /// What is otherwise behind the culprit, or at the end.
    public var differences: [Difference]

    /// What the driver does instead, what can be done about that, and what it has printed.
    public var failure: String?
    public var wayOut: String?
    public var printed: [String]

    /// Whether memories on the chip were compared, not DRAM alone.
    public var comparesMemories: Bool

    /// The one that was seen as it is stored, where they were not and something was wrong.
    public var storedMemory: String?

    /// How often the device has run.
    public var probes: Int
  }

  public var runs: [Run]

  /// The first one that is not right.
  public var firstWrong: Run? { runs.first { $0.verdict != .same && $0.verdict != .skipped } }

}

/// The interface of drivers, as users copy it.
public struct DriverHeaderAnswer: Sendable, Hashable {

  public var version: Int
  public var text: String

  /// Where it was written, if it was.
  public var file: WrittenFile?

}
