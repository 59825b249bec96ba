/// What a program is estimated to take by several methods of `partition`, side by side.
public struct CostsAnswer: Sendable, Hashable {

  /// What one method makes of the program.
  public struct Column: Sendable, Hashable {

    /// As the option of `partition` spells it.
    public var method: String

    public var regions: Int

    /// Of the whole program, and what of it accelerators run.
    public var total: PartitionAnswer.Amount
    public var offloaded: PartitionAnswer.Amount

    /// What goes into regions and comes out of them.
    /// - Units: bytes as the host has them.
    public var borderBytes: Int

    /// What accelerators are estimated to take.
    public var cycles: Int

    /// The times of the parts, and of all of them.
    /// - Units: picoseconds.
    public var accelerator: Int
    public var border: Int
    public var launch: Int
    public var host: Int
    public var sum: Int
  }

  /// What estimates count with.
  public struct Rates: Sendable, Hashable {

    /// The clock that says how long the accelerator takes; nil where it has none.
    public var clock: String?

    /// - Units: in a second; of a launch nanoseconds.
    public var hostProducts: Int
    public var hostBytes: Int
    public var borderBytes: Int
    public var launch: Int
  }

  public var model: String
  public var columns: [Column]

  /// Of the first target.
  public var rates: Rates

}
