import Effects
import ISA

/// The instructions that say something to a buffer and do nothing else, and how they say how much.
struct BufferCalls {

  private struct Candidate {
    var verb: QueueVerb
    var queue: String
    var unit: Int
    var call: Call
    var count: Count
  }

  private enum Count {
    /// The number of a field, by its place.
    case field(Int, ClosedRange<Int>)
    case number(Int)
  }

  private let description: MachineDescription
  private let candidates: [Candidate]

  init(_ description: MachineDescription) {
    self.description = description
    let pure = description.form.instructions.indices.filter { index in
      let actions = description.form.instructions[index].effect.cases.flatMap(\.actions)
      return actions.allSatisfy { if case .queue = $0 { true } else { false } }
    }
    candidates = pure.flatMap { index in
      let deciding = description.form.instructions[index].effect.deciding
        .union(description.placements[index].deciding)
      return description.calls(of: index, deciding: deciding)
        .compactMap { Self.candidate($0, deciding, description) }
    }
  }

  private static func candidate(
    _ call: Call, _ deciding: Set<VariableID>, _ description: MachineDescription
  ) -> Candidate? {
    let actions = description.form.instructions[call.instruction].effect.actions(
      where: call.fields)
    guard let actions, actions.count == 1, case .queue(let verb, let queue, let scalar) = actions[0]
    else { return nil }
    let count: Count
    if case .variable(let id) = scalar, !deciding.contains(id) {
      let field = description.instructionSet.formats[call.instruction].fields[id.index]
      count = .field(id.index, field.range)
    } else if let number = try? scalar.value(in: call.fields) {
      count = .number(number)
    } else {
      return nil
    }
    return Candidate(
      verb: verb, queue: queue, unit: description.unit(of: call), call: call, count: count)
  }

  /// An instruction that `unit` runs and that says a count to a buffer, the least of these that it
  /// can say.
  func call(
    _ verb: QueueVerb, _ queue: String, _ counts: ClosedRange<Int>, of unit: Int
  ) -> Call? {
    for each in candidates where each.verb == verb && each.queue == queue && each.unit == unit {
      switch each.count {
      case .number(let number): if counts.contains(number) { return each.call }
      case .field(let place, let range):
        guard range.overlaps(counts) else { continue }
        var call = each.call
        call.fields[place] = max(counts.lowerBound, range.lowerBound)
        return call
      }
    }
    return nil
  }

  /// An instruction that says as little to buffers as its fields can say.
  func quiet(_ call: Call) -> Call {
    let effect = description.form.instructions[call.instruction].effect
    var call = call
    for case .queue(_, _, .variable(let id)) in effect.cases.flatMap(\.actions)
    where effect.isOfQueuesAlone(id) && call.fields.indices.contains(id.index) {
      call.fields[id.index] = 0
    }
    return call
  }

}

extension Effect {

  /// Whether nothing but what is said to queues depends on a field.
  fileprivate func isOfQueuesAlone(_ id: VariableID) -> Bool {
    var rest = self
    for index in rest.cases.indices {
      rest.cases[index].actions.removeAll { if case .queue = $0 { true } else { false } }
    }
    return rest.unusedFields.contains(id)
  }

}
