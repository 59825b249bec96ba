public import Simulation

/// How a workload is run, besides what it is.
public struct RunOptions: Sendable, Hashable {

  /// Which unit goes on where several could and no clock decides.
  public var schedule: SchedulePolicy

  /// What the device counts by.
  public var clock: ClockChoice

  /// Whether a run stops where two instructions have raced, and where a deadlock is certain before
  /// nothing can go on. Both are worked out before the first run of a workload.
  public var stopsAtRaces: Bool

  /// How many tokens are in each queue before the first instruction, by name; 0 in the others. A
  /// stream may live on tokens that an earlier one has left.
  public var initialTokens: [String: Int]

  public init(
    schedule: SchedulePolicy = .fifo, clock: ClockChoice = .functional, stopsAtRaces: Bool = true,
    initialTokens: [String: Int] = [:]
  ) {
    self.schedule = schedule
    self.clock = clock
    self.stopsAtRaces = stopsAtRaces
    self.initialTokens = initialTokens
  }

}
