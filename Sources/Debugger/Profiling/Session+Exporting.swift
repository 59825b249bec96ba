public import Diagnostics
import Simulation
import Support
import TargetKit

extension Session {

  /// Writes what happens in the part that runs, or in the first one, by the cycle clock.
  /// - Errors: there is nothing to run, or the file can't be written.
  public func export(_ format: TraceFormat, to path: String) throws(Diagnostic) -> ExportAnswer {
    let own = try tracedPart()
    let states = own.device.instructions(own.part.numbers)
    let text = format.text(of: own.trace) { number in
      let index = own.part.workload.first.distance(to: number)
      return states.indices.contains(index) ? states[index].text : ""
    }
    try interruption.check()
    let bytes = Array(text.utf8)
    try write(bytes, to: path)
    return ExportAnswer(
      file: WrittenFile(path: path, byteCount: bytes.count), part: own.part.name,
      cycles: own.trace.cycles)
  }

}
