public import Diagnostics
import Simulation
import TargetKit

/// Tokens that streams begin with, as if earlier streams had left them.
extension Session {

  /// With how many tokens each queue begins.
  /// - Errors: no streams were loaded.
  public func initialTokens() throws(Diagnostic) -> InitialTokensAnswer {
    let device = try loadedStreams().device
    let counts = device.workload.initialTokens
    return InitialTokensAnswer(
      queues: try device.tokenFlowing().tokenQueues.map {
        .init(name: $0.name, from: $0.from, to: $0.to, count: counts[$0.name] ?? 0)
      })
  }

  /// Lets the streams begin with so many tokens in some queues; they stand at their start then.
  /// - Errors: no streams were loaded, or there is no such queue, or no room in it; nothing has then
  ///   changed.
  public mutating func setInitialTokens(
    _ counts: [String: Int]
  ) throws(Diagnostic) -> StopReport {
    let run = try loadedStreams()
    var device = run.device
    var workload = device.workload
    workload.initialTokens.merge(counts) { $1 }
    workload.initialTokens = workload.initialTokens.filter { $0.value != 0 }
    try device.load(workload, runOptions)
    journey = Journey(run.name, device)
    marks = []
    return finish(Arrival(.begin), .forward)
  }

  private func loadedStreams() throws(Diagnostic) -> Journey.Run {
    if let journey, !journey.isOfProgram, let run = journey.runs.first { return run }
    throw .error(
      journey == nil
        ? "there is no stream" : "what runs was made of a model, which leaves no tokens",
      hints: ["`stream load DIR` loads a stream; `stream save DIR` makes a folder of what runs"])
  }

}
