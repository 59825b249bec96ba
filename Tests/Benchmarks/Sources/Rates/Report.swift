import CYardstick
import Decoupled
import Foundation
import Simulation
import TargetKit
import Workloads

/// Measures and prints lines.
enum Report {

  static func line(_ name: String, _ number: Double, _ unit: String, _ rest: String = "") {
    let padded = name.padding(toLength: 28, withPad: " ", startingAt: 0)
    print("\(padded)\(digits(number, 9)) \(unit)\(rest)")
  }

  static func digits(_ number: Double, _ width: Int) -> String {
    let text = String(format: "%.2f", number)
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// The better of the two sequences of instructions.
  static func peak() -> Double {
    (0 ..< 2).map { sequence in
      (0 ..< 5).map { _ in
        var count: UInt64 = 0
        let time = seconds { count = yard_peak(10_000_000, Int32(sequence)) }
        return Double(count) / time
      }.median
    }.max() ?? 0
  }

  /// How long a device takes to run to its end.
  static func time(_ device: inout DecoupledDevice) -> Double {
    let time = seconds { while case .streamEnd = device.run() {} }
    guard device.stop == .end else { fatalError("\(device.explanation())") }
    return time
  }

  /// The times of whole runs of a workload.
  static func times(_ workload: Workload) throws -> [Double] {
    let kit = try ProgramKit()
    return try (0 ..< 6).map { _ in
      var device = try kit.device(workload)
      return time(&device)
    }.suffix(5)
  }

  /// What recording the history costs: the median of pairs of runs, one after the other.
  static func historyCost(_ workload: Workload) throws -> Double {
    let kit = try ProgramKit()
    // One device at a time: two would share the caches.
    func time(_ hasHistory: Bool) throws -> Double {
      var device = try kit.device(workload, hasHistory: hasHistory)
      return Self.time(&device)
    }
    return try (0 ..< 15).map { _ in try time(true) / time(false) }.median
  }

  private static func plainRate(_ yardstick: () -> UInt64) -> Double {
    (0 ..< 5).map { _ in
      var count: UInt64 = 0
      let time = seconds {
        for _ in 0 ..< 8 { count += yardstick() }
      }
      return Double(count) / time
    }.median
  }

  static func measure(_ row: Row, peak: Double?) throws {
    let rate = Double(row.amount) / (try times(row.workload).median)
    let plain = plainRate(row.yardstick)
    let scale = row.unit == "instruction" ? (1e6, "M") : (1e9, "G")
    var rest = "  x\(digits(rate / plain, 6)) of \(digits(plain / scale.0, 6))"
    if let peak { rest += "  \(digits(100 * rate / peak, 5)) % of peak" }
    line(row.name, rate / scale.0, "\(scale.1) \(row.unit)/s", rest)
  }

  static func streams(peak: Double) throws {
    func report(_ name: String, _ workload: Workload, _ macs: Int) throws {
      let with = try times(workload).median
      let cost = try historyCost(workload)
      line(
        name, Double(macs) / with / 1e9, "G MAC/s",
        "  \(digits(100 * Double(macs) / with / peak, 5)) % of peak, history x\(digits(cost, 4))"
      )
    }
    try report("product 1024 x 1024 x 1024", Streams.product(), 1 << 30)
    for name in ["conv2d_C2", "conv2d_C7"] {
      if let found = try Streams.convolution(name) {
        try report(name, found.workload, found.macs)
      } else {
        print("\(name) is not here")
      }
    }
  }

  /// Steps back at random places of a long run.
  static func history() throws {
    let kit = try ProgramKit()
    let workload = try Dispatch.pipeline(1_000_000)
    var device = try kit.device(workload)
    while case .streamEnd = device.run() {}
    line(
      "history of 10^6", Double(device.historyBytes) / 1_048_576, "MiB",
      "  \(device.checkpointCount) checkpoints")
    var place = 1
    var times: [Double] = []
    for _ in 0 ..< 1000 {
      place = place * 48271 % 2_147_483_647
      device.seek(to: Mark(instruction: 1 + place % 999_999))
      times.append(
        seconds { device.seek(to: Mark(instruction: device.mark.instruction - 1)) } * 1e6)
    }
    line("step back, median", times.median, "us", "  p99 \(digits(times.percentile(0.99), 7)) us")
    line("history on / off", try historyCost(workload), "", "")
  }

}
