import TargetKit
import Testing

@testable import Decoupled

@Suite struct AnalysisTimes {

  /// Prints how long looking at streams takes, where that was asked for.
  @Test(.enabled(if: isFull)) func times() throws {
    let clock = ContinuousClock()
    for name in ["conv2d_C2", "conv2d_C7", "tut_matrix_multiply_opt"] {
      guard let golden = GoldenCase.all("tvm").first(where: { $0.name == name }) else { continue }
      let plan = try golden.plan()
      let times = (0 ..< 9).map { _ in clock.measure { _ = StreamAnalysis(plan) } }.sorted()
      print("\(name): \(times[4]), \(times[0]) to \(times[8])")
    }
    guard let golden = GoldenCase.all("random").first(where: { $0.name == "rand_003_mix" }) else {
      return
    }
    var workload = try golden.workload()
    let stream = workload.streams[0]
    workload.streams = Array(repeating: stream, count: 1_000_000 / stream.words.count)
    let plan = MachinePlan(try goldenDescription(), workload)
    let times = (0 ..< 3).map { _ in clock.measure { _ = StreamAnalysis(plan) } }.sorted()
    print("\(plan.words.count) instructions: \(times[1]), \(times[0]) to \(times[2])")
    let tokens = (0 ..< 3).map { _ in clock.measure { _ = DeadlockFinder(plan) } }.sorted()
    print("tokens alone: \(tokens[1])")
  }

}
