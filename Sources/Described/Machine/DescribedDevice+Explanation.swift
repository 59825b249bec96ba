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

  public func effect(of number: InstructionNumber) -> [String] {
    program.index(of: number).map(effectLines) ?? []
  }

  /// What an instruction does, with the numbers of its fields in place of them.
  func effectLines(_ index: Int) -> [String] {
    guard let effect = program.effect(index) else { return [] }
    let text = effect.text(
      in: description.form.state, fields: program.instructions[index].fields)
    var lines = text.lines
    if index == nextIndex, let registers = registers(in: lines, of: effect, index) {
      lines.append(registers)
    }
    return lines
  }

  /// What the registers hold from which the next instruction takes numbers.
  private func registers(in lines: [String], of effect: Effect, _ index: Int) -> String? {
    let machine = machine
    let parts = description.form.state
    guard let frame = machine.frame(ofStep: machine.mark.step, of: index) else { return nil }
    var found: [String] = []
    for scalar in effect.scalars {
      _ = try? scalar.value(in: frame) { (part, places) throws(ScalarFault) in
        let number = try machine.cell(part, places)
        let text = parts[part.index].name + places.map { "[\($0)]" }.joined()
        if parts[part.index].role == .register, lines.contains(where: { $0.contains(text) }),
          !found.contains("\(text) = \(number)")
        {
          found.append("\(text) = \(number)")
        }
        return number
      }
    }
    return found.isEmpty ? nil : "where " + found.joined(separator: ", ")
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
