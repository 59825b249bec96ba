import Described
import Simulation
import TargetKit
import Workloads

extension Report {

  /// How fast the device runs machines that are described by effects: with history, as a session
  /// runs them, and where somebody watches a place besides, which no instruction writes.
  static func described() throws {
    for row in try DescribedRow.rows() {
      let rate = Double(row.amount) / (try times(row, until: []).median)
      let condition = StopCondition.writeDRAM(1 << 18 ..< (1 << 18) + 1)
      let watched = Double(row.amount) / (try times(row, until: [condition]).median)
      let scale = row.unit == "instruction" ? (1e6, "M") : (1e9, "G")
      line(
        row.name, rate / scale.0, "\(scale.1) \(row.unit)/s",
        "  \(digits(watched / scale.0, 6)) where a place is watched")
    }
  }

  private static func times(
    _ row: DescribedRow, until conditions: [StopCondition]
  ) throws -> [Double] {
    try (0 ..< 4).map { _ in
      var device = try row.kit.device(RunOptions(stopsAtRaces: false))
      return seconds {
        while case .streamEnd = device.run(to: nil, until: conditions, interruption: .never) {}
        guard device.stop == .end else { fatalError("\(row.name): \(device.stop)") }
      }
    }.suffix(3)
  }

}
