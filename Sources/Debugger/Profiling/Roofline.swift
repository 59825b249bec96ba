/// How near a run came to what the accelerator can do at most.
public struct Roofline: Sendable, Hashable {

  /// What was done, and in how many cycles.
  public var multiplications: Int
  public var bytes: Int
  public var cycles: Int

  /// - Units: multiplications a cycle, and bytes a cycle.
  public var peakRate: Double
  public var peakBytes: Double

  /// - Units: multiplications a byte; nil where nothing is moved.
  public var intensity: Double? { bytes > 0 ? Double(multiplications) / Double(bytes) : nil }

  /// The most that multiplications could come to at this intensity.
  /// - Units: multiplications a cycle.
  public var roof: Double { min(peakRate, intensity.map { $0 * peakBytes } ?? peakRate) }

  public var isMemoryBound: Bool { roof < peakRate }

  /// - Units: multiplications a cycle.
  public var reached: Double { cycles > 0 ? Double(multiplications) / Double(cycles) : 0 }

}
