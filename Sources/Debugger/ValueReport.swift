public import Passes
public import Support

/// What a pass did to the values of a program.
public struct ValueReport: Sendable, Hashable {

  /// How far values may lie apart.
  public enum Allowance: Sendable, Hashable {

    /// Not at all.
    case exact

    /// For floats by this part of the largest element; integers not at all.
    case relative(Double)

    /// The pass changes values on purpose: the distance is reported, not judged.
    case any
  }

  public var call: PassCall
  public var allowance: Allowance

  public var samples = 0

  /// How many elements of all outputs were compared; 0 where nothing that is computed has changed.
  public var elements = 0

  /// The greatest distance and the mean one, as parts of the largest element of an output.
  public var error = 0.0
  public var meanError = 0.0

  /// For how many rows the largest element is the same one.
  public var sameClass = 0
  public var rows = 0

}

extension ValueReport {

  /// What passes may do to values: integers stay what they are in all that do not quantize.
  static func allowance(of pass: String) -> Allowance {
    switch pass {
    case "quantize", "lower-qdq": .any
    case "simplify", "fold-constants": .relative(1e-4)
    default: .exact
    }
  }

  /// As `simplify keeps the values of 10 elements: …`.
  public var line: String {
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

  public var json: JSON {
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
