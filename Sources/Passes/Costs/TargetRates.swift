/// How fast an accelerator and its host are, for estimates of what regions cost.
///
/// A target of a family that has clocks fills in what follows from its timing; the rest is as the
/// section `cost` of its description says, or as it is here.
public struct TargetRates: Sendable, Hashable {

  /// - Units: hertz.
  public var clock = 100e6

  /// Channels of the data and of the result that one step of the matrix unit takes, whether there are
  /// so many or not.
  public var inputBlock = 16
  public var outputBlock = 16

  /// For one step of the matrix unit, and for one of the vector unit, which computes a block of
  /// results.
  /// - Units: cycles.
  public var matrixStep = 1.0
  public var vectorStep = 1.0

  /// What the accelerator reads from DRAM and writes to it at most.
  /// - Units: bytes a cycle.
  public var bytesPerCycle = 8.0

  /// What an operator or a composite takes besides, however small it is.
  /// - Units: cycles.
  public var overhead = 64.0

  /// What is outside of the accelerator.
  public var host = HostRates()

  public init() {}

}
