import Diagnostics
import Effects
import ISA
import Support
import TargetKit

/// Makes instructions wait for those that they depend on, by what a machine has for it.
///
/// What an instruction touches follows from its effect, and which others it has to wait for from
/// that. An instruction waits for earlier ones alone, so that nothing waits for itself, however
/// long units take: the first of those that are not done can always go on.
struct Ordering {

  let description: MachineDescription

  init(_ description: MachineDescription) { self.description = description }

  /// The instructions of a program whose numbers are right when they run one after the other.
  /// - Parameter image: the memory of the host before the first of them.
  /// - Returns: the same, with flags and counts that make them wait, and with others between them
  ///   that wait or do nothing.
  /// - Errors: an instruction can not be made to wait for another that it depends on.
  func ordered(_ calls: [Call], image: MemoryImage) throws(Diagnostic) -> [OrderedCall] {
    let plain = calls.enumerated().map { OrderedCall($1, source: $0) }
    switch description.order {
    case .inOrder, .interlocks: return plain
    case .tokens(let queues):
      return try TokenOrdering(description, queues, image: image).ordered(plain)
    case .waits(let queues):
      return try WaitOrdering(description, queues).ordered(
        plain, try CallDependences(calls, on: description, image: image))
    case .barriers:
      return try BarrierOrdering(description).ordered(
        plain, try CallDependences(calls, on: description, image: image))
    case .counted(let buffers):
      return try BufferOrdering(description, buffers).ordered(
        plain, try CallDependences(calls, on: description, image: image))
    case .none:
      try checkIndependent(calls, try CallDependences(calls, on: description, image: image))
      return plain
    }
  }

  private func checkIndependent(
    _ calls: [Call], _ dependences: CallDependences
  ) throws(Diagnostic) {
    guard let edge = dependences.edges.first else { return }
    throw .error(
      description.needs(edge, calls, dependences) + ", and nothing makes it wait",
      hints: [
        "let one unit run both, or say in `order:` what makes units wait: tokens, waits, "
          + "barriers, buffers or interlocks"
      ])
  }

}

extension MachineDescription {

  /// That an instruction has to wait for another, and why.
  func needs(
    _ edge: DependenceEdge, _ calls: [Call], _ dependences: CallDependences
  ) -> String {
    let (earlier, later) = (edge.earlier, edge.later)
    let hazard = dependences.footprints[earlier].hazards(
      before: dependences.footprints[later], in: form
    ).first.map { ": \($0.kind.rawValue) at `\($0.place)`" }
    return "`\(text(of: calls[later]))` of unit `\(units[dependences.units[later]].name)` has to "
      + "wait for `\(text(of: calls[earlier]))` of unit "
      + "`\(units[dependences.units[earlier]].name)`" + (hazard ?? ", as the program ends with it")
  }

  /// An instruction as a listing has it.
  func text(of call: Call) -> String {
    instructionSet.text(of: instructionSet.word(call.instruction, call.fields, as: WideWord.self))
  }

}
