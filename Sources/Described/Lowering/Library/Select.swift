import Diagnostics
import Passes
import Support
import TargetKit

/// Chooses the instructions that do each operation, with the numbers of their fields.
///
/// - Before: what `tile` gives.
/// - After: instructions that do the same one after the other, registers set where they have to be,
///   and the machine stopped where an instruction does that.
struct Select: DescribedPass, LaterRegionPass {

  static let info = PassInfo("select", "choose instructions for operations and set registers")
  static let predecessor = Tile.info.name

  init(_ options: PassOptions) {}

  func lowering(
    of region: OperationProgram, in program: Program, for abilities: Abilities
  ) throws(Diagnostic) -> RegionLowering {
    let calls = try Self.calls(of: region, for: abilities)
    return RegionLowering(calls, by: Self.actions(calls))
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
