import Decoupled
import Simulation
import Support
import TargetKit
import Workloads

extension Report {

  /// How many cycles a second a machine counts that runs by each of the clocks of the target.
  static func clock() throws {
    let kit = try ProgramKit()
    var programs = [("product", try Streams.product()), ("small steps", try smallSteps())]
    if let found = try Streams.convolution("conv2d_C2") {
      programs.insert(("conv2d_C2", found.workload), at: 0)
    }
    for timing in kit.target.timings.map(\.name) {
      for (name, workload) in programs {
        let (rate, cycles) = try clockRate(workload, timing)
        line("\(name), \(timing)", rate / 1e6, "M cycle/s", "  \(cycles) cycles")
      }
    }
  }

  private static func clockRate(
    _ workload: Workload, _ timing: String
  ) throws -> (rate: Double, cycles: Int) {
    let kit = try ProgramKit()
    var cycles = 0
    let times = try (0 ..< 6).map { _ in
      var device = DecoupledDevice(kit.target)
      try device.load(workload, RunOptions(clock: ClockChoice(timing), stopsAtRaces: false))
      defer { cycles = device.cycle ?? 0 }
      return time(&device)
    }
    return (Double(cycles) / times.suffix(5).median, cycles)
  }

  /// Small instructions with tokens, of which few cycles are nothing but waiting.
  private static func smallSteps() throws -> Workload { try Dispatch.pipeline(100_000) }

  /// How long the look for races takes that comes before a run.
  static func analysis() throws {
    let workloads = [
      ("pipeline of 10^6", try Dispatch.pipeline(1_000_000)),
      ("product", try Streams.product()),
    ]
    let kit = try ProgramKit()
    for (name, workload) in workloads {
      let count = workload.instructionCount
      var loads: [Double] = []
      var looks: [Double] = []
      for _ in 0 ..< 5 {
        var device = DecoupledDevice(kit.target)
        loads.append(try seconds { try device.load(workload, RunOptions()) })
        looks.append(seconds { _ = device.races(interruption: .never) })
      }
      let scale = 1e9 / Double(count)
      line("load, \(name)", loads.median * scale, "ns/instruction")
      line("look for races, \(name)", looks.median * scale, "ns/instruction")
    }
  }

}
