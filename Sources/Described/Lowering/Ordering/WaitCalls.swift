import Diagnostics
import Effects
import ISA
import Support

/// The instructions that signal and wait, and how they say for how much.
struct WaitCalls {

  private let description: MachineDescription
  private let queues: [OrderDescription.CountedQueue]

  private struct Wait {
    var queue: Int
    var count: Count

    enum Count {
      /// The number of a field, by its place.
      case field(Int)
      case number(Int)
    }
  }

  init(_ description: MachineDescription, _ queues: [OrderDescription.CountedQueue]) {
    self.description = description
    self.queues = queues
  }

  /// What an instruction surely waits for.
  private func waits(of call: Call) -> [Wait] {
    let effect = description.form.instructions[call.instruction].effect
    return (effect.actions(where: call.fields) ?? []).compactMap { action in
      guard case .queue(.wait, let name, let scalar) = action,
        let queue = queues.firstIndex(where: { $0.name == name })
      else { return nil }
      switch scalar {
      case .variable(let id): return Wait(queue: queue, count: .field(id.index))
      case .constant(let number): return Wait(queue: queue, count: .number(number))
      default: return nil
      }
    }
  }

  /// How much an instruction signals to each queue.
  /// - Errors: it depends on more than its fields.
  func signals(of call: Call) throws(Diagnostic) -> [Int] {
    var counts = queues.map { _ in 0 }
    let effect = description.form.instructions[call.instruction].effect
    guard let actions = effect.actions(where: call.fields) else {
      throw .error(
        "what `\(description.text(of: call))` signals depends on the state",
        hints: ["let conditions of an instruction that signals depend on fields alone"])
    }
    for case .queue(.signal, let name, let scalar) in actions {
      guard let queue = queues.firstIndex(where: { $0.name == name }) else { continue }
      guard let count = try? scalar.value(in: call.fields) else {
        throw .error(
          "how much `\(description.text(of: call))` signals to `\(name)` depends on the state",
          hints: ["let it depend on fields alone"])
      }
      counts[queue] += min(max(0, count), queues[queue].most)
    }
    return counts
  }

  /// An instruction that waits as little as its fields can say.
  func open(_ call: Call) -> Call {
    var call = call
    for wait in waits(of: call) {
      if case .field(let place) = wait.count { call.fields[place] = range(place, call).upperBound }
    }
    return call
  }

  /// Makes an instruction wait until at most `count` are outstanding on a queue.
  /// - Returns: how many it lets be; nil where it waits for nothing of the kind.
  func wait(for queue: Int, atMost count: Int, in call: inout Call) -> Int? {
    guard let wait = waits(of: call).first(where: { $0.queue == queue }) else { return nil }
    switch wait.count {
    case .number(let number): return number <= count ? number : nil
    case .field(let place):
      let range = range(place, call)
      guard range.lowerBound <= count else { return nil }
      call.fields[place] = min(count, range.upperBound)
      return call.fields[place]
    }
  }

  /// An instruction that `unit` runs, and that does nothing but wait until at most `count` are
  /// outstanding on a queue; and how many it lets be.
  func wait(for queue: Int, atMost count: Int, of unit: Int) -> (call: Call, left: Int)? {
    for index in description.form.instructions.indices where isPure(index) {
      let fields = description.instructionSet.formats[index].fields
      var call = open(Call(index, fields.map { _ in 0 }))
      guard description.unit(of: call) == unit else { continue }
      if let left = wait(for: queue, atMost: count, in: &call) { return (call, left) }
    }
    return nil
  }

  private func isPure(_ index: Int) -> Bool {
    description.form.instructions[index].effect.cases.flatMap(\.actions).allSatisfy {
      if case .queue(.wait, _, _) = $0 { true } else { false }
    }
  }

  private func range(_ place: Int, _ call: Call) -> ClosedRange<Int> {
    description.instructionSet.formats[call.instruction].fields[place].range
  }

}
