public import Simulation

/// How a workload is run, besides what it is.
public struct RunOptions: Sendable, Hashable {

  /// Which unit goes on where several could and no clock decides.
  public var schedule: SchedulePolicy

  /// What the cycle clock counts by; nil for the functional clock, in which an instruction is one
  /// step.
  public var timing: TimingDescription?

  public init(schedule: SchedulePolicy = .fifo, timing: TimingDescription? = nil) {
    self.schedule = schedule
    self.timing = timing
  }

}
