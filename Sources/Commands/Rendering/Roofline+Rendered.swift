import Canvas
import Debugger
import Support

extension Roofline: Rendered {

  static let schema: Schema = [
    "multiplications": .integer, "bytes": .integer, "intensity": .number.orNull,
    "peak": .number, "peakBytes": .number, "roof": .number, "reached": .number,
    "bound": .words(["memory", "compute"]),
  ]

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
