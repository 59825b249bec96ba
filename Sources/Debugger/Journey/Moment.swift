public import Simulation

/// A point in time of all that runs: in which sample, in which of its runs, and where in that.
public struct Moment: Sendable, Hashable, Comparable {

  /// Counted from 0.
  public var sample: Int

  /// The place of the run among those that the host has come to in the sample, counted from 0.
  public var run: Int

  /// How many instructions of the run have finished, and how many micro-ops or cycles lie behind.
  public var mark: Mark

  public init(sample: Int = 0, run: Int = 0, mark: Mark = Mark()) {
    self.sample = sample
    self.run = run
    self.mark = mark
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.sample, a.run, a.mark) < (b.sample, b.run, b.mark)
  }

}
