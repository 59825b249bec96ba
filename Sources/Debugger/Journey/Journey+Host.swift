import Diagnostics
import GraphIR
import Simulation
import Support
import TargetKit
import Tensors

extension Journey {

  /// What the host came to.
  enum HostEvent: Sendable {
    /// A region runs on its device.
    case region
    /// The sample that it was in is done, and there is another one.
    case sampleEnd
    case finished
  }

  /// Lets the host go on, until a region runs on its device or everything is done. Until a sample
  /// comes to its first region, the runs of the sample before stay in sight.
  /// - Before: the newest run stands at its end.
  /// - Errors: an operator refuses its operands, or the user interrupted it; the host then stands
  ///   where it stood before the operator.
  mutating func advanceHost() throws(Diagnostic) -> HostEvent {
    while true {
      let event = try advanceHostInSample()
      if event != .sampleEnd { return event }
    }
  }

  /// The same, but not beyond the end of a sample.
  private mutating func advanceHostInSample() throws(Diagnostic) -> HostEvent {
    try finishRegion()
    guard host?.isFinished == false, let state = try resumeHost() else { return .finished }
    switch state {
    case .paused(let node, let name, let arguments):
      guard var own = host, let run = try own.makeRun(name, arguments, module, at: node) else {
        return .finished
      }
      host = own
      host?.pending = HostRun.Pending(node: node, region: name)
      if sample != own.sample { runs = [] }
      sample = own.sample
      runs.append(run)
      current = runs.count - 1
      return .region
    case .finished(let value):
      try finishSample(value)
      return host?.isFinished == true ? .finished : .sampleEnd
    }
  }

  private mutating func resumeHost() throws(Diagnostic) -> PausableCall.State? {
    guard var own = host else { return nil }
    // The call stands where it was when an operator fails; nobody else may hold it meanwhile.
    host = nil
    defer { host = own }
    own.evaluator.hooks.interruption = interruption
    return try own.resume()
  }

  private mutating func finishSample(_ value: Value) throws(Diagnostic) {
    try host?.finishSample(value)
    guard let host, !host.isFinished else { return }
    progress(Double(host.sample) / Double(host.arguments.count), "sample \(host.sample)")
  }

  /// The device has run its region to the end: the host takes the value.
  private mutating func finishRegion() throws(Diagnostic) {
    guard let pending = host?.pending, let own = host?.regions[pending.region],
      let run = runs.last
    else { return }
    let value = try own.region.result(on: run.device)
    try host?.take(value, of: own.region, on: run.device, at: pending.node)
    host?.call.give(value, to: pending.node)
    host?.pending = nil
  }

  /// Goes from a run that is done to what comes behind it.
  /// - Returns: whether there is anything.
  mutating func enterNextRun() throws(Diagnostic) -> Bool {
    if runs.indices.contains(current) { runs[current].cycles = runs[current].device.cycle }
    guard current + 1 >= runs.count else {
      current += 1
      runs[current].device.seek(to: Mark(), interruption: .never)
      return true
    }
    guard let host, !host.isFinished else { return false }
    return try advanceHost() == .region
  }

  /// Goes to the end of the run before the current one, in this sample or the one before it, which
  /// is run again: the history of a sample is not kept when the next one begins.
  /// - Returns: whether there is one.
  /// - Errors: it was interrupted; nothing has changed then.
  mutating func enterPreviousRun() throws(Diagnostic) -> Bool {
    if current > 0 {
      current -= 1
      runs[current].device.seek(to: runs[current].end, interruption: .never)
      return true
    }
    guard sample > 0, try enterSample(sample - 1) else { return false }
    while try enterRunBehindLast() {}
    return true
  }

  /// Goes to the first instruction of an earlier sample.
  /// - Returns: whether it has instructions; if not, nothing has changed.
  /// - Errors: it was interrupted; nothing has changed then.
  mutating func enterSample(_ number: Int) throws(Diagnostic) -> Bool {
    guard let host, host.arguments.indices.contains(number), number <= host.results.count else {
      return false
    }
    var other = self
    other.host = try host.beginning(number)
    other.runs = []
    other.current = 0
    other.sample = number
    guard try other.advanceHost() == .region, other.sample == number else { return false }
    self = other
    return true
  }

  /// Runs the newest run to its end and goes to the one behind it, if this sample has one.
  /// - Returns: whether it has.
  /// - Errors: it was interrupted, or the run does not come to its end.
  mutating func enterRunBehindLast() throws(Diagnostic) -> Bool {
    guard let last = runs.indices.last else { return false }
    current = last
    let interruption = interruption
    let stop = runs[last].device.seek(
      to: runs[last].end, interruption: interruption)
    if stop == .interrupted { throw .interrupted }
    guard runs[last].device.mark == runs[last].end else { return false }
    guard let host, host.pending != nil else { return false }
    return try advanceHostInSample() == .region
  }

}
