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
