import Diagnostics
import Effects
public import Simulation
import TargetKit

extension DescribedDevice {

  public func explanation() -> [Reason] {
    switch stop {
    case .start: return [.start] + nextEffect
    case .step, .condition: return nextEffect
    case .streamEnd(let stream):
      return [writer.streamEnd(stream)]
    case .end: return [.end] + warnings
    case .interrupted: return [.interrupted]
    case .fault(let fault): return writer.explain(fault, steps: mark.step)
    case .deadlock(let deadlock): return explain(deadlock)
    case .race(let race): return writer.explain(race)
    }
  }

  /// The next instruction, and what it does with its numbers put in.
  private var nextEffect: [Reason] {
    guard let index = nextIndex else { return [] }
    return [
      Reason(
        .next, "The next is \(spelled(program.number(index))).",
        details: effectLines(index).map { Sentence($0) })
    ] + outstandingReasons
  }

  /// What an instruction does, with the numbers of its fields in place of them.
  func effectLines(_ index: Int) -> [String] {
    guard let effect = program.effect(index) else { return [] }
    let text = effect.text(
      in: description.form.state, fields: program.instructions[index].fields)
    var lines = text.loops.map { ["for \($0.text)"] } ?? []
    for each in text.cases {
      lines.append((each.when.map { "when \($0.text): " } ?? "") + each.does.text)
    }
    return lines
  }

  var writer: ReasonWriter {
    ReasonWriter({ spelled($0) }, need: { need(of: $0, at: $1) })
  }

  func spelled(_ number: InstructionNumber) -> Sentence {
    program.index(of: number).map { "\(number) \(program.text($0))" } ?? "\(number)"
  }

  public var warnings: [Reason] {
    guard nextIndex == nil || timeline.machine.isAtStreamEnd, mark.instruction > 0 else {
      return []
    }
    return zip(program.queues, timeline.machine.position.levels).filter { $0.1 > 0 }.map {
      writer.leftover($0.1, description.order.content, in: $0.0.name)
    }
  }

}
