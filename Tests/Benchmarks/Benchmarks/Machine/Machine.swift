import Benchmark
import Decoupled
import TargetKit
import Workloads

/// The same programs under a harness that compares runs over time: `swift package benchmark`.
let benchmarks: @Sendable () -> Void = {
  let sections: [() throws -> [Row]] = [
    Nests.matrices, Nests.vectors, Transfers.loads, Transfers.stores, { try Dispatch.rows() },
  ]
  for row in (try? sections.flatMap { try $0() }) ?? [] {
    let workload = row.workload
    Benchmark(row.name, configuration: .init(metrics: [.cpuTotal, .throughput])) { benchmark in
      let kit = try ProgramKit()
      for _ in benchmark.scaledIterations {
        var device = try kit.device(workload)
        benchmark.startMeasurement()
        device.run()
        benchmark.stopMeasurement()
      }
    }
  }
}
