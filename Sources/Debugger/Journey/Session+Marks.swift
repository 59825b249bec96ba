public import Diagnostics
import Passes
import Simulation
import Support
import TargetKit

/// A point in time that the user gave a name.
struct NamedMark: Sendable, Hashable {
  var name: String
  var moment: Moment
}

extension Session {

  /// Remembers where the session stands as `name`.
  /// - Errors: nothing runs.
  public mutating func setMark(_ name: String) throws(Diagnostic) {
    try requireJourney()
    guard let moment = journey?.moment else { return }
    marks.removeAll { $0.name == name }
    marks.append(NamedMark(name: name, moment: moment))
  }

  /// Remembers where the session stands under the next free number, which is returned.
  /// - Errors: nothing runs.
  public mutating func addCheckpoint() throws(Diagnostic) -> Int {
    let taken = Set(marks.map(\.name))
    var number = 1
    while taken.contains(String(number)) { number += 1 }
    try setMark(String(number))
    return number
  }

  /// How far each run has been, and what its recorded history takes; a line for each.
  public var historyLines: [String] {
    (journey?.runs ?? []).map { run in
      let device = run.device
      let behind = device.newestMark.instruction - device.mark.instruction
      let place = behind > 0 ? ", \(behind) behind the newest" : ""
      return "\(run.name): \(device.newestMark.instruction) instructions recorded\(place); "
        + "\(device.checkpointCount) checkpoints, \(byteText(device.historyBytes))"
    }
  }

  /// The names of marks with where they are.
  public var markLines: [(name: String, position: String)] {
    marks.map { mark in
      let sample = mark.moment.sample == 0 ? "" : ", sample \(mark.moment.sample + 1)"
      return (mark.name, "after \(mark.moment.mark) instructions\(sample)")
    }
  }

}
