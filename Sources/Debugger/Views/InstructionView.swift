/// One instruction of a stream as a reader sees it.
public struct InstructionView: Sendable, Hashable {

  /// Its place in the stream, counted from 0.
  public var number: Int

  /// The unit that runs it, as `load`.
  public var unit: String

  /// One letter for the unit.
  public var letter: String

  /// As `GEMM` or `LOAD INP`.
  public var operation: String

  public var operands: String

  /// A number that the instruction holds.
  public struct Field: Sendable, Hashable {
    public var name: String
    public var value: Int

    public init(_ name: String, _ value: Int) {
      self.name = name
      self.value = value
    }
  }

  /// The token queues that it takes one token from, and those that it puts one into.
  public var pops: [String] = []
  public var pushes: [String] = []

  /// How long it takes; nil where nothing is known of time.
  /// - Units: cycles
  public var cycles: Int?

  /// What it was made from: a value of the tile program, a node of the graph.
  public var origin = ""

  /// Whether it has been run at the time that is shown.
  public var isDone = false

  public var hasBreakpoint = false
  public var hasHazard = false

  public init(number: Int, unit: String, letter: String, operation: String, operands: String) {
    self.number = number
    self.unit = unit
    self.letter = letter
    self.operation = operation
    self.operands = operands
  }

}
