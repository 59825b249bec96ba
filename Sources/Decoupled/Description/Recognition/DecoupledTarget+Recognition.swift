import Described
import Diagnostics
import Effects
import Simulation
import TargetKit

extension DecoupledTarget {

  /// Why a machine is none of the family, and the place of the instruction that is the reason.
  struct Misfit: Error {
    var reason: String
    var instruction: Int?
  }

  /// The machine as one of the family, with what its description says besides.
  /// - Returns: nil where there are mistakes in that, which the sheet has then.
  /// - Errors: the machine is none of the family; nothing has been reported.
  static func recognised(
    _ machine: MachineDescription, _ entries: Entries, _ sheet: inout Sheet
  ) throws(Misfit) -> DecoupledTarget? {
    let description: DecoupledDescription
    do throws(ShapeMismatch) {
      description = try DecoupledDescription(of: machine)
    } catch {
      let name = error.instruction.map { "of `\(machine.form.instructions[$0].name)`, " } ?? ""
      throw Misfit(reason: "\(name)\(error.sentence.text)", instruction: error.instruction)
    }
    var reader = DecoupledReader(sheet, memories: "state")
    do throws(Diagnostic) {
      let finished = try reader.finish(description, entries)
      sheet = reader.sheet
      return sheet.diagnostics.containsError ? nil : DecoupledTarget(finished)
    } catch {
      throw Misfit(reason: error.message, instruction: nil)
    }
  }

  /// The machine of a description of this kind whose instructions are described by what they do.
  static func described(
    _ common: TargetDescription, _ entries: Entries, _ sheet: inout Sheet
  ) -> DecoupledTarget? {
    for key in ["memories", "tokens", "micro-op"] {
      guard let node = entries[key] else { continue }
      sheet.error(
        "`\(key)` says what `state`, `order` and instructions say already", at: node,
        hint: "leave it out")
    }
    guard let machine = MachineDescription(common, entries, &sheet) else { return nil }
    do throws(Misfit) {
      return try recognised(machine, entries, &sheet)
    } catch {
      let nodes = entries["instructions"]?.members ?? []
      let node = error.instruction.flatMap { nodes.indices.contains($0) ? nodes[$0].key : nil }
      sheet.error(
        "this is no machine of the kind `\(DecoupledReader.family)`: \(error.reason)",
        at: node ?? entries["state"] ?? entries.node,
        hint: "`kind: effects` takes any machine")
      return nil
    }
  }

}
