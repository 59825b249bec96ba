public import Diagnostics
import Simulation
import Support
import TargetKit

extension Session {

  /// What a log of `expression` at `place` would have said if it had been set before the start, up to
  /// the furthest point that was reached.
  /// - Parameter format: the text with `%d`; where it is empty, the expression and its value.
  /// - Errors: one of the texts is none, or nothing runs.
  /// - Cost: that of running once more.
  public mutating func pastLog(
    _ expressions: [String], at place: String, format: String = ""
  ) throws(Diagnostic) -> PastLogAnswer {
    _ = try requireRun()
    let (spot, condition) = place.splitAtIf
    let location = try Location(parsing: spot)
    try space.check(location)
    var arguments: [Expression] = []
    for text in expressions { arguments.append(try Expression(parsing: text)) }
    let text =
      format.isEmpty
      ? expressions.map { "\(LogText.quoted($0)) = %d" }.joined(separator: ", ") : format
    if let problem = StopKind.log.refuse(location) { throw problem }
    var entry = Stops.Entry(
      kind: .log, location: location, log: try LogText(text, arguments))
    if let condition { entry.condition = try Expression(parsing: condition) }
    guard var own = journey.take() else { return PastLogAnswer(location: "\(location)", hits: []) }
    defer { journey = own }
    own.interruption = interruption
    let hits = try own.pastLog(entry)
    return PastLogAnswer(
      location: "\(location)",
      hits: hits.map { PastLogAnswer.Hit(instruction: $0.instruction, text: $0.text) })
  }

}
