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

/// How fast the host computes, and how fast it hands values over.
///
/// What is here is for a host of which nothing is known: a core of 1 GHz that computes one product
/// or moves one byte in a cycle, copies by a read and a write, and needs ten microseconds for a
/// driver to start an accelerator and to hear that it has finished.
public struct HostRates: Sendable, Hashable {

  /// - Units: multiply-accumulates a second.
  public var products = 1_000_000_000

  /// What operators read and write; those that multiply take this as well.
  /// - Units: bytes a second.
  public var bytes = 1_000_000_000

  /// What goes into regions and comes out of them.
  /// - Units: bytes a second.
  public var border = 500_000_000

  /// For each call of a region.
  /// - Units: nanoseconds.
  public var launch = 10_000

  public init() {}

}

/// What the user wants estimates to count with instead of what descriptions say; nil for what those
/// say.
public struct CostWeights: Sendable, Hashable {

  public var products: Int?
  public var bytes: Int?
  public var border: Int?
  public var launch: Int?

  public init() {}

  /// `rates` with what is given here.
  func applied(to rates: HostRates) -> HostRates {
    var rates = rates
    rates.products = products ?? rates.products
    rates.bytes = bytes ?? rates.bytes
    rates.border = border ?? rates.border
    rates.launch = launch ?? rates.launch
    return rates
  }

}
