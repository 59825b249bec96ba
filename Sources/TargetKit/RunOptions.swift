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

  /// Whether code may be loaded into this program; a region that needs it can be looked at and not
  /// run otherwise.
  public var loadsCode = false

  public init(
    schedule: SchedulePolicy = .fifo, clock: ClockChoice = .functional, stopsAtRaces: Bool = true
  ) {
    self.schedule = schedule
    self.clock = clock
    self.stopsAtRaces = stopsAtRaces
  }

}
