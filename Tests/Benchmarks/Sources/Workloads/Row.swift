public import TargetKit

/// One line of the table: a program and the same work by plain loops.
public struct Row {

  public var name: String

  /// What is counted, such as `MAC`.
  public var unit: String

  /// How much of it one run of the program does.
  public var amount: Int
  public var workload: Workload

  /// Does some of the same work and says how much.
  public var yardstick: () -> UInt64

}
