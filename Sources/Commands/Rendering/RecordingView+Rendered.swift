import Canvas
import Debugger
import Support

extension RecordingView {

  static let schema: Schema = [
    "name": .text, "instructions": .integer, "behind": .integer, "checkpoints": .integer,
    "bytes": .integer,
  ]

  var line: StyledText {
    let place = behindNewest > 0 ? ", \(behindNewest) behind the newest" : ""
    return StyledText(
      "\(name): \(instructionCount) instructions recorded\(place); "
        + "\(checkpointCount) checkpoints, \(byteText(byteCount))")
  }

  var json: JSON {
    [
      "name": .text(name), "instructions": .integer(instructionCount),
      "behind": .integer(behindNewest), "checkpoints": .integer(checkpointCount),
      "bytes": .integer(byteCount),
    ]
  }

}

extension MarkView {
  /// As `after 4 instructions, sample 2`.
  var place: String { "after \(position) instructions" + (sample > 1 ? ", sample \(sample)" : "") }
}
