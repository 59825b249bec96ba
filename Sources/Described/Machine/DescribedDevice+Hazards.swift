import Effects
import Simulation
import Support
import TargetKit

/// Why the instruction of a unit has to come behind others.
extension DescribedDevice {

  /// What the next instruction of a unit waits for where no token says so.
  func waitReasons(of unit: Int, at next: Int) -> [Reason] {
    let name = program.units[unit].name
    switch description.order {
    case .tokens, .counted: return []
    case .interlocks:
      let hazards = hazards(of: next).map { $0.sentence }
      guard !hazards.isEmpty else { return [free(name, next)] }
      return [
        Reason(
          .hazard,
          "The \(unit: name) unit waits at \(spelled(program.number(next))): \(hazards[0]).",
          details: Array(hazards.dropFirst()))
      ]
    case .inOrder: return [behindCurrent(name, next, "in the one queue")]
    case .waits, .barriers:
      return [behindCurrent(name, next, "in the program")] + outstandingReasons
    case .none: return [free(name, next)]
    }
  }

  private func free(_ name: String, _ next: Int) -> Reason {
    Reason(
      .ready,
      "Nothing keeps the \(unit: name) unit from running \(spelled(program.number(next))).",
      details: ["here it does so behind what comes before it in the program"])
  }

  private func behindCurrent(_ name: String, _ next: Int, _ place: Sentence) -> Reason {
    guard let current = nextIndex, current != next else { return free(name, next) }
    return Reason(
      .earlier,
      "The \(unit: name) unit waits at \(spelled(program.number(next))): \(spelled(program.number(current))) comes before it \(place)."
    )
  }

  // MARK: Hazards

  /// For each other unit the last instruction before `index` that it conflicts with, finished or not,
  /// with the reason; those that have not finished first.
  func hazards(of index: Int) -> [(earlier: Int, isDone: Bool, sentence: Sentence)] {
    guard let own = footprint(of: index) else { return [] }
    let machine = machine
    let begin = program.indices(ofStream: program.stream(of: index)).lowerBound
    var found: [(earlier: Int, isDone: Bool, sentence: Sentence)] = []
    for unit in program.units.indices where unit != program.instructions[index].unit {
      let list = program.lists[unit]
      let end = list.partitioningIndex { $0 >= index }
      for earlier in list[..<end].suffix(Self.mostLookedAt).reversed() where earlier >= begin {
        guard let footprint = footprint(of: earlier) else { continue }
        let hazards = footprint.hazards(before: own, in: description.form)
        guard !hazards.isEmpty else { continue }
        let sentences = hazards.map { $0.sentence(after: program.number(earlier)) }
        found.append(
          (earlier, machine.hasFinished(earlier), sentences.joined(separator: "; ")))
        break
      }
    }
    return found.sorted { ($0.isDone ? 1 : 0, -$0.earlier) < ($1.isDone ? 1 : 0, -$1.earlier) }
  }

  /// How many instructions of each unit are looked at.
  private static var mostLookedAt: Int { 256 }

  /// What an instruction touches: what it did, or what it would do as the state is now.
  func footprint(of index: Int) -> Footprint? {
    let machine = machine
    if machine.hasFinished(index), let place = position(of: program.number(index)) {
      return history.record(place)?.footprint
    }
    guard let form = program.instructions[index].form else { return nil }
    return try? Footprint(
      of: description.form.instructions[form].effect, in: description.form,
      fields: program.instructions[index].fields
    ) { (part, places) throws(ScalarFault) in try machine.cell(part, places) }
  }

  // MARK: Outstanding

  /// What has been signalled and not waited for, and by whom.
  var outstandingReasons: [Reason] {
    let position = timeline.machine.position
    let records = history.records(position.finished)
    return description.order.countedNames(description.units).compactMap { name in
      let count = position.outstanding[name]
      guard count > 0 else { return nil }
      let own = records.reversed().lazy.filter { isCounted($0, on: name) }
      let signals = own.prefix(min(count, 8)).map { spelled(program.number($0.instruction)) }
      let verb = count == 1 ? "is" : "are"
      let sentence: Sentence =
        isBarred
        ? "On the \(unit: name) unit \(count, .instructions) \(verb) outstanding."
        : "On \(queue: name) \(count, .instructions) \(verb) outstanding."
      return Reason(.outstanding, sentence, details: signals.reversed())
    }
  }

  private var isBarred: Bool { if case .barriers = description.order { true } else { false } }

  /// Whether an instruction is outstanding on a queue, or on a unit, until somebody waits.
  private func isCounted(_ record: AccessHistory.Record, on name: String) -> Bool {
    if isBarred {
      return program.unitName(record.instruction) == name && program.isWork(record.instruction)
    }
    return record.events.contains {
      if case .queue(.signal, name, _) = $0 { true } else { false }
    }
  }

}
