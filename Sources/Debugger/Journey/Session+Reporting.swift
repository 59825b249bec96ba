import Diagnostics
import GraphIR
import Simulation
import Support
import TargetKit
import Tensors

extension Session {

  /// The report of an arrival, with the place where the session stands, kept as the last one.
  mutating func finish(_ arrival: Arrival, _ direction: Direction) -> StopReport {
    var report = StopReport(arrival.reasons, direction)
    report.position = positionInProgram
    report.cycle = journey?.cycle
    if let next { locate(&report, at: next) }
    if arrival.reasons.contains(where: \.isEnd) {
      for warning in journey?.run?.device.warnings ?? [] {
        self.report(.warning(warning.sentence.text, notes: warning.details.map(\.text)))
      }
    }
    report.logged = arrival.logged.map(\.text)
    if report.needsExplanation { report.explanation = explanationHere }
    if report.isEnd { report.outputs = outputs.map { ($0, summary(of: $1)) } }
    report.displays = displayLines
    lastReport = report
    return report
  }

  /// Says what the instruction `number` is and what it came from.
  private func locate(_ report: inout StopReport, at number: InstructionNumber) {
    guard !report.isEnd, let view = instruction(number) else { return }
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
        result.remark = stream.remark(of: index)
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

  /// Why the device stands where it does.
  var explanationHere: [Reason] { journey?.run?.device.explanation() ?? [] }

  /// What the displays show now.
  private var displayLines: [String] {
    guard journey?.run != nil else { return [] }
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
