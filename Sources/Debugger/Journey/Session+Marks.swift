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
    _ = try requireRun()
    guard let moment = space.journey?.moment else { return }
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

  /// Where the session stood when it was told to remember that as `name`.
  func moment(ofMark name: String) -> Moment? { marks.first { $0.name == name }?.moment }

  /// The moments that were remembered are over.
  mutating func forgetMarks() { marks = [] }

  /// How far each run has been, and what its recorded history takes.
  public var recordings: [RecordingView] {
    space.runs.map { RecordingView($0) }
  }

  /// The marks, in the order in which they were set.
  public var markViews: [MarkView] {
    marks.map { mark in
      MarkView(
        name: mark.name, position: "\(mark.moment.mark)", sample: mark.moment.sample + 1)
    }
  }

}
