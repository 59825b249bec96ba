public import Diagnostics
import Simulation
import Support
import TargetKit

extension Session {

  /// What every unit did over time, from one instruction to another.
  /// - Parameter places: up to two locations; without any of them the whole part that runs.
  /// - Parameter width: cells for a line.
  /// - Errors: there is nothing to run, or no such place.
  public func timeline(
    from first: String?, to last: String?, width: Int
  ) throws(Diagnostic) -> TimelineAnswer {
    let numbers = try number(at: first).map { ($0, try? number(at: last)) }
    let traced: TracedPart
    if let numbers { traced = try tracedPart(with: numbers.0) } else { traced = try tracedPart() }
    let trace = traced.trace
    let begin = numbers.flatMap { time(of: $0.0, traced) }?.lowerBound ?? 0
    let end =
      numbers.map { time(of: $0.1 ?? $0.0, traced)?.upperBound ?? trace.cycles } ?? trace.cycles
    let cycles = begin ..< max(begin + 1, end)
    let label = (trace.units.map(\.count).max() ?? 0) + 2
    let chart = TimelineChart(trace: trace, cycles: cycles, width: max(8, width - label))
    let instructions = trace.instructions.filter { $0.end > begin && $0.begin < end }
    return TimelineAnswer(
      part: traced.part.name,
      clock: "\(traced.clock)",
      cycles: cycles, cyclesPerMark: chart.cyclesPerCell, units: chart.rows,
      instructions: instructions.map {
        TimelineAnswer.Instruction(
          number: $0.number, unit: trace.units[$0.unit], begin: $0.begin, end: $0.end)
      })
  }

  private func number(at text: String?) throws(Diagnostic) -> InstructionNumber? {
    guard let text else { return nil }
    guard case .instruction(let number) = try Location(parsing: text) else {
      throw .error("`\(text)` is no instruction", hints: ["`timeline #10 #40`"])
    }
    return number
  }

  /// The part with the instruction.
  private func tracedPart(with number: InstructionNumber) throws(Diagnostic) -> TracedPart {
    if space.parts.isEmpty { throw nothingToTime }
    guard let part = space.part(of: number), let traced = try tracedPart(part) else {
      throw .error("there is no instruction \(number)")
    }
    return traced
  }

  private func time(of number: InstructionNumber, _ traced: TracedPart) -> Range<Int>? {
    traced.trace.instructions.first { $0.number == number }.map {
      $0.begin ..< max($0.begin + 1, $0.end)
    }
  }

}
