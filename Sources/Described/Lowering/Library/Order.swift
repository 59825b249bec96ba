import Diagnostics
import Passes
import Support
import TargetKit

/// Makes instructions wait for those that they depend on, by what the machine has for it: tokens,
/// counts of outstanding work, or nothing where it waits by itself.
///
/// - Before: what `select` gives, right when one instruction runs after the other.
/// - After: the same, right however long each unit takes; with instructions between them that wait, or
///   that do nothing but pass a token on.
/// A region in which an instruction can not be made to wait stays on the host.
struct Order: DescribedPass, LaterRegionPass {

  static let info = PassInfo("order", "make instructions wait for those that they depend on")
  static let predecessor = Select.info.name

  init(_ options: PassOptions) {}

  func lowering(
    of region: CallProgram, in program: Program, for abilities: Abilities
  ) throws(Diagnostic) -> RegionLowering {
    let ordered = try Self.ordered(region, on: abilities.machine)
    return RegionLowering(ordered, by: Self.actions(from: region, to: ordered))
  }

  /// - Errors: an instruction can not be made to wait for another that it depends on.
  static func ordered(
    _ region: CallProgram, on machine: MachineDescription
  ) throws(Diagnostic) -> CallProgram {
    let image = try region.source.host.image(instructions: [])
    let calls = try Ordering(machine).ordered(region.calls.map(\.call), image: image)
    var ordered = region
    ordered.passes.append(info.name)
    ordered.calls = calls.map { each in
      var traced = region.calls[each.source]
      traced.call = each.call
      if let reason = each.reason {
        traced.origin = .synthetic(by: info.name)
        traced.remark = reason
      }
      return traced
    }
    return ordered
  }

  /// What became of instructions that are not what they were.
  private static func actions(from before: CallProgram, to after: CallProgram) -> [Action] {
    let set = before.instructionSet
    var source = 0
    var actions: [Action] = []
    var added: [String] = []
    for call in after.calls {
      if call.origin == .synthetic(by: info.name) {
        added.append(call.text(set))
        continue
      }
      let old = before.calls[source].text(set)
      source += 1
      let lines = added + [call.text(set)]
      added = []
      guard lines != [old] else { continue }
      actions.append(
        Action(
          rule: "wait-for-dependences", before: .lines(region: before.name, [old]),
          after: .lines(region: before.name, lines)))
    }
    return actions
  }

}
