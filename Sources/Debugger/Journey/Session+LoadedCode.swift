import Diagnostics
import OrderedCollections
import Passes
import TargetKit

/// Code that is loaded into this program, which is never done in silence.
extension Session {

  /// Loads no code from now on, as `set safe on`.
  public mutating func refuseCode() { settings.isSafe = true }

  /// Says for which accelerators running `program` compiles code and loads it.
  mutating func tellOfCode(_ program: Program) {
    guard !settings.isSafe else { return }
    var counts: OrderedDictionary<String, Int> = [:]
    for region in program.lowered.values {
      guard let region = region as? any RunnableRegion, region.loadsCode else { continue }
      counts[region.target, default: 0] += 1
    }
    for (target, count) in counts {
      let regions = count == 1 ? "a region" : "\(count) regions"
      var note = Diagnostic.note(
        "the C code of \(regions) of `\(target)` is compiled, loaded into this program and called")
      note.hints = ["`ir` shows it, `set safe on` refuses it"]
      report(note)
    }
  }

}
