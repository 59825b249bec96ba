import Canvas
import Support

/// How near a run came to what the accelerator can do at most.
struct Roofline: Sendable, Hashable {

  /// What was done, and in how many cycles.
  var multiplications: Int
  var bytes: Int
  var cycles: Int

  /// - Units: multiplications a cycle, and bytes a cycle.
  var peakRate: Double
  var peakBytes: Double

  /// - Units: multiplications a byte; nil where nothing is moved.
  var intensity: Double? { bytes > 0 ? Double(multiplications) / Double(bytes) : nil }

  /// The most that multiplications could come to at this intensity.
  /// - Units: multiplications a cycle.
  var roof: Double { min(peakRate, intensity.map { $0 * peakBytes } ?? peakRate) }

  var isMemoryBound: Bool { roof < peakRate }

  /// - Units: multiplications a cycle.
  var reached: Double { cycles > 0 ? Double(multiplications) / Double(cycles) : 0 }

  var lines: [StyledText] {
    guard multiplications > 0, let intensity else { return [] }
    let share = roof > 0 ? Int((reached / roof * 100).rounded()) : 0
    let bound =
      isMemoryBound
      ? "memory bound: \(shortNumber(peakBytes)) bytes a cycle allow \(shortNumber(roof))"
      : "compute bound: the matrix unit does \(shortNumber(peakRate))"
    return [
      "\(multiplications, .number) multiplications, \(rounded(intensity), .number) a byte of DRAM",
      "\(rounded(reached), .number) multiplications a cycle, \(share, .number) % of the roof; "
        + StyledText(bound),
    ]
  }

  private func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  var json: JSON {
    [
      "multiplications": .integer(multiplications), "bytes": .integer(bytes),
      "intensity": intensity.map { .real($0) } ?? .null, "peak": .real(peakRate),
      "peakBytes": .real(peakBytes), "roof": .real(roof), "reached": .real(reached),
      "bound": isMemoryBound ? "memory" : "compute",
    ]
  }

}
