import Canvas
import Debugger
import Support

/// What `compare` found, an output each.
struct ComparisonAnswer: Rendered {

  static let schema: Schema = [
    "outputs": .list([
      "name": .text, "elements": .integer, "differing": .integer, "error": .number.orNull,
      "first": .orNull([
        "index": .list(.integer), "found": .number.orNull, "expected": .number.orNull,
      ]),
      "origin": .orNull(["node": .text, "source": .text]), "sameClass": .integer,
      "samples": .integer,
    ])
  ]

  var outputs: [Comparison]

  var lines: [StyledText] { outputs.map(\.line) }

  var json: JSON { ["outputs": .list(outputs.map(\.json))] }

}

extension Comparison {

  fileprivate var line: StyledText {
    let same = samples > 1 ? ", same class \(sameClass) of \(samples)" : ""
    let size = "error \(rounded(error))"
    guard let first else {
      return "\(name, .name): equal, \(count) elements, \(size)\(same)"
    }
    return
      "\(name, .name): \("differs", .error) in \(differing) of \(count) elements, \(size), first \(place(of: first))\(same)"
  }

  /// As `output[0, 3]: found 2, expected 1`.
  func place(of element: Element) -> String {
    "\(name)\(element.index): found \(element.found), expected \(element.expected)"
  }

  fileprivate var json: JSON {
    [
      "name": .text(name), "elements": .integer(count), "differing": .integer(differing),
      "error": .real(error), "first": first?.json ?? .null, "origin": origin?.json ?? .null,
      "sameClass": .integer(sameClass), "samples": .integer(samples),
    ]
  }

  private func rounded(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    var exponent = 0
    var mantissa = value
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    return "\((mantissa * 10).rounded() / 10)e\(exponent)"
  }

}

extension Comparison.Element {
  fileprivate var json: JSON {
    ["index": JSON(index), "found": found.json, "expected": expected.json]
  }
}

extension Comparison.Origin {

  var text: String { "\(node) ← \(source)" }

  fileprivate var json: JSON { ["node": .text(node), "source": .text(source)] }

}
