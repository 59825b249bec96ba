public import Described
import Diagnostics
import TargetKit

extension Recogniser {

  /// Takes machines that move blocks, and compute with them as micro-ops under two loops say, by
  /// units that tokens keep in order: those of this family, whatever their instructions are called.
  public static let decoupled = Recogniser(
    name: DecoupledReader.family, keys: ["options"]
  ) { machine, entries, sheet in
    do throws(DecoupledTarget.Misfit) {
      return try DecoupledTarget.recognised(machine, entries, &sheet)
    } catch {
      // What only those of the family have is of no use then.
      let timing = entries["timing"].flatMap { $0.elements == nil ? nil : $0 }
      for node in [entries["options"], timing].compactMap(\.self) {
        sheet.error(
          "only a machine of the kind `\(DecoupledReader.family)` has this", at: node,
          hint: "this is none: \(error.reason)")
      }
      return nil
    }
  }

}
