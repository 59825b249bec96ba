import Canvas
import Debugger
import Support

extension ValueReport: Rendered {

  static let schema: Schema = [
    "pass": .text, "samples": .integer, "elements": .integer, "error": .number.orNull,
    "meanError": .number.orNull, "sameClass": .integer, "rows": .integer, "judged": .flag,
  ]

  var lines: [StyledText] { [StyledText(line)] }

  /// As `simplify keeps the values of 10 elements: …`.
  private var line: String {
    guard elements > 0 else { return "`\(call)` has changed nothing that is computed" }
    let size =
      "\(elements) elements of \(samples) sample\(samples == 1 ? "" : "s")"
    let distance =
      "max \(percentText(error)), mean \(percentText(meanError)) of the largest element"
    switch allowance {
    case .any:
      let classes = rows > 0 ? "; the class is the same for \(sameClass) of \(rows)" : ""
      return "`\(call)` changes the values, as it must: \(size): \(distance)\(classes)"
    case .exact: return "`\(call)` keeps the values: \(size) are equal"
    case .relative(let part):
      let verdict = error == 0 ? "are equal" : "differ by \(distance), \(percentText(part)) allowed"
      return "`\(call)` keeps the values: \(size) \(verdict)"
    }
  }

  /// For the line of a pass, in few words.
  var short: String {
    guard elements > 0 else { return "" }
    return error == 0 ? "values equal" : "values within \(percentText(error))"
  }

  var json: JSON {
    [
      "pass": .text("\(call)"), "samples": .integer(samples), "elements": .integer(elements),
      "error": .real(error), "meanError": .real(meanError), "sameClass": .integer(sameClass),
      "rows": .integer(rows), "judged": .flag(allowance != .any),
    ]
  }

}

/// A part as `1.3 %`, with two digits that count.
private func percentText(_ part: Double) -> String {
  guard part > 0, part.isFinite else { return part == 0 ? "0 %" : "\(part)" }
  var value = part * 100
  var scale = 1.0
  while value * scale < 10, scale < 1e9 { scale *= 10 }
  value = (value * scale).rounded() / scale
  return "\(shortNumber(value)) %"
}
