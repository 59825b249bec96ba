import Diagnostics
import GraphIR
import Simulation
import Support
import TargetKit
import Tensors

extension Session {

  /// `report` with the place where the session stands, kept as the last one.
  mutating func finish(_ report: StopReport, isBackwards: Bool = false) -> StopReport {
    var report = report
    report.isBackwards = isBackwards
    report.position = positionInProgram
    report.cycle = execution?.run?.device.cycle
    if let next { locate(&report, at: next) }
    for warning in execution?.run?.device.warnings ?? [] where report.kind.hasSuffix("end") {
      self.report(.warning(warning.sentence.text, notes: warning.details.map(\.text)))
    }
    report.details = logged + report.details + displayLines
    logged = []
    lastReport = report
    return report
  }

  /// Says what the instruction `number` is and what it came from.
  private func locate(_ report: inout StopReport, at number: InstructionNumber) {
    guard report.kind != "end", let view = instruction(number) else { return }
    report.instruction = view
    let origin = origin(of: number)
    report.statement = origin.statement
    report.nodes = origin.nodes
    report.sources = origin.sources
  }

  /// What an instruction came from at each level, as far as it is known.
  struct InstructionOrigin: Sendable {
    var statement: String?
    var remark: String?
    var ids: [ID<Node>] = []
    var nodes: [String] = []
    var sources: [String] = []
  }

  func origin(of number: InstructionNumber) -> InstructionOrigin {
    part(of: number).map { origin(of: number, in: $0) } ?? InstructionOrigin()
  }

  /// The same of an instruction of `part`.
  func origin(of number: InstructionNumber, in part: Part) -> InstructionOrigin {
    var result = InstructionOrigin()
    var index = part.workload.first.distance(to: number)
    for stream in part.workload.streams {
      guard index >= stream.words.count else {
        result.statement = stream.statement(of: index)
        result.remark = stream.remarks.indices.contains(index) ? stream.remarks[index] : nil
        result.ids = stream.origin(of: index)
        break
      }
      index -= stream.words.count
    }
    guard let module = part.module else { return result }
    let known = result.ids.filter { module.nodes.contains($0) }
    result.nodes = known.map { describe($0, in: module) }
    if !known.isEmpty { result.nodes[result.nodes.count - 1] += " in @\(part.name)" }
    let sources = Set(known.flatMap { module[$0].origin.sources }).sorted()
    result.sources = sources.map { "\(module[$0].op) @\(module[$0].name)" }
    return result
  }

  /// Why the device stands still.
  mutating func report(of stop: Stop) -> StopReport {
    let explanation = explanationHere.lines
    switch stop {
    case .start: return StopReport("start", "start: nothing lies before")
    case .step: return StopReport("step", "step")
    case .condition: return StopReport("breakpoint", "breakpoint")
    case .streamEnd(let stream):
      let count = execution?.run?.device.workload.streams.count ?? 0
      return StopReport("stream-end", "end of stream \(stream + 1) of \(count)")
    case .end: return StopReport("end", "end of the last stream")
    case .interrupted: return StopReport("interrupted", "interrupted", failure: .interrupted)
    case .fault(let fault):
      var report = StopReport(
        "fault", "fault in \(fault.instruction) (\(fault.unit)): \(fault.message)",
        failure: .command)
      report.details = fault.notes.map(\.text)
      return report
    case .race(let race):
      var report = StopReport(
        "race",
        "race of \(race.first.instruction) (\(race.first.unit)) and "
          + "\(race.second.instruction) (\(race.second.unit)) at \(race.place.phrase)",
        failure: .hazard)
      report.details = explanation
      return report
    case .deadlock(let deadlock):
      let units = deadlock.waits.map { "\($0.unit) \($0.instruction)" }
      let verb = units.count == 1 ? "waits" : "wait"
      var report = StopReport(
        "deadlock", "deadlock: \(units.joined(separator: ", ")) \(verb) for ever",
        failure: .deadlock)
      report.details = explanation
      return report
    }
  }

  /// Why the device stands where it does.
  var explanationHere: [Reason] {
    execution?.run?.device.explanation() ?? []
  }

  /// What the displays show now.
  private var displayLines: [String] {
    guard execution?.run != nil else { return [] }
    return stopList.displays.map { display in
      do throws(Diagnostic) {
        return "\(display.number): \(display.text) = \(try shown(display.text, display.format))"
      } catch {
        return "\(display.number): \(display.text): \(error.message)"
      }
    }
  }

  /// A tensor in a few words and its first elements.
  func summary(of tensor: Tensor, most: Int? = nil) -> String {
    let values = tensor.doubles
    let shown = values.prefix(most ?? settings.elementLimit).map { shortNumber($0) }
    let more = values.count > shown.count ? ", …" : ""
    return "\(tensor.shape) \(tensor.elementType) [\(shown.joined(separator: ", "))\(more)]"
  }

}
