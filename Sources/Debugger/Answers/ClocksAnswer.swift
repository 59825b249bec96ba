/// The clocks that runs can use.
public struct ClocksAnswer: Sendable, Hashable {

  /// A timing of an accelerator's description.
  public struct Timing: Sendable, Hashable {

    public struct Number: Sendable, Hashable {
      public var name: String
      public var value: Double
    }

    public var name: String
    public var target: String

    /// In the order of their names.
    public var numbers: [Number]
  }

  /// The one that runs use, as `timing` takes it.
  public var chosen: String

  /// What the clock is called by which an instruction is one step.
  public var functional: String

  public var timings: [Timing]

}
