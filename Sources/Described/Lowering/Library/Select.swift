import Diagnostics
import Passes
import Support
import TargetKit

/// Chooses the instructions that do each operation, with the numbers of their fields.
///
/// - Before: what `tile` gives.
/// - After: instructions that do the same one after the other, registers set where they have to be,
///   and the machine stopped where an instruction does that.
struct Select: DescribedPass {

  static let info = PassInfo("select", "choose instructions for operations and set registers")

  init(_ options: PassOptions) {}

  func lower(
    _ name: String, of program: inout Program, for abilities: Abilities,
    in context: inout PassContext
  ) throws(Diagnostic) {
    guard
      let region = try region(
        name, of: program, as: OperationProgram.self, from: Tile.info.name)
    else { return }
    do throws(Diagnostic) {
      let calls = try Self.calls(of: region, for: abilities)
      program.lower(name, to: calls, by: Self.actions(calls))
    } catch {
      guard error.failure == .command else { throw error }
      program.leaveInGraph(name, by: Self.info.name, because: error, in: &context)
    }
  }

  /// - Errors: no instruction does an operation, or a number fits no field.
  static func calls(
    of region: OperationProgram, for abilities: Abilities
  ) throws(Diagnostic) -> CallProgram {
    var selector = Selector(abilities)
    var calls: [TracedCall] = []
    var poll = Poll()
    for (index, operation) in region.operations.enumerated() {
      try poll.check(after: 16)
      for call in try selector.calls(for: operation) {
        calls.append(TracedCall(call, operation: index, origin: operation.origin))
      }
    }
    // A machine without such an instruction stands still behind the last one.
    let end = Operation(.stop, origin: .synthetic(by: info.name))
    if abilities.can(.stop) {
      for call in try selector.calls(for: end) {
        calls.append(TracedCall(call, operation: nil, origin: end.origin, remark: "the end"))
      }
    }
    return CallProgram(
      source: region, passes: region.passes + [info.name], calls: calls,
      instructionSet: abilities.machine.instructionSet)
  }

  /// What instructions became of each operation.
  private static func actions(_ region: CallProgram) -> [Action] {
    let set = region.instructionSet
    var lines: [[String]] = region.source.operations.map { _ in [] }
    for call in region.calls {
      guard let index = call.operation else { continue }
      lines[index].append(call.text(set))
    }
    return zip(region.source.operations, lines).filter { !$1.isEmpty }.map { operation, lines in
      Action(
        rule: "choose-instructions",
        before: .lines(region: region.name, [operation.kind.text(region.source.parts)]),
        after: .lines(region: region.name, lines))
    }
  }

}
