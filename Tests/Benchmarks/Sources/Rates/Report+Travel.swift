import Decoupled
import Simulation
import Support
import TargetKit
import Workloads

extension Report {

  /// Goes to random places of a long run, back by an instruction, and back to a product, over a
  /// small image and over a large one.
  static func travel() throws {
    for mebibytes in [1, 256] {
      let count = 1_000_000
      let workload = try Travel.workload(count, mebibytes: mebibytes)
      let kit = try ProgramKit()
      var device = try kit.device(workload)
      while case .streamEnd = device.run() {}
      var random = SplitMix64(seed: 3)
      var (places, steps, returns): ([Double], [Double], [Double]) = ([], [], [])
      for _ in 0 ..< 2000 {
        let place = Mark(instruction: 10 + Int(random.next() % UInt64(count - 10)))
        places.append(seconds { device.seek(to: place) } * 1e6)
        steps.append(
          seconds { device.seek(to: Mark(instruction: place.instruction - 1)) } * 1e6)
        returns.append(seconds { goBack(&device) } * 1e6)
      }
      for (name, times) in [("goto", places), ("rsi", steps), ("rc", returns)] {
        line(
          "\(name), \(mebibytes) MiB", times.median, "us",
          "  p99 \(digits(times.percentile(0.99), 7)) us")
      }
      var copies: [Double] = []
      for _ in 0 ..< 20 {
        var copy = device
        copies.append(
          seconds { copy.seek(to: Mark(instruction: device.mark.instruction + 1)) } * 1e6)
      }
      line("step of a copy, \(mebibytes) MiB", copies.median, "us")
    }
  }

  /// To the last product that began before.
  private static func goBack(_ device: inout DecoupledDevice) {
    var end = device.mark
    while let interval = device.lookBack(before: end, for: [.format("gemm")], interruption: .never)
    {
      if let found = interval.boundaries.last(where: { $0.held == [0] }) {
        device.seek(to: found.mark)
        return
      }
      end = interval.begin
    }
  }

}
