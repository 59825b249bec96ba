import Support

/// The elements of SVG that drawings are made of, a line each.
enum SVGText {

  /// The beginning of a picture, with the hatching of every accelerator.
  static func head(width: Double, height: Double, title: String) -> [String] {
    let size = "width=\"\(number(width))\" height=\"\(number(height))\""
    let hatches = Swatch.targets.enumerated().map { index, swatch in
      "<pattern id=\"hatching-\(index)\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
        + "<path d=\"\(swatch.hatching)\" stroke=\"#000000\" stroke-width=\"1.2\""
        + " stroke-linecap=\"round\" fill=\"none\"/></pattern>"
    }
    return [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) viewBox=\"0 0 \(number(width))"
        + " \(number(height))\" font-family=\"monospace\" font-size=\"10\">",
      "<title>\(title.escapedForMarkup)</title>",
      "<defs>",
      "<marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\""
        + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\"/></marker>",
    ] + hatches + [
      "</defs>", "<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>",
    ]
  }

  /// A rectangle in the colour and with the hatching of an accelerator, or of the host.
  static func filled(_ frame: Frame, _ target: Int?, radius: Double) -> [String] {
    let swatch = Swatch.of(target)
    var lines = [rectangle(frame, fill: swatch.color, radius: radius)]
    if let target {
      let hatching = "url(#hatching-\(target % Swatch.targets.count))"
      lines.append(
        "<rect \(attributes(frame, radius)) fill=\"\(hatching)\" opacity=\"0.35\"/>")
    }
    return lines
  }

  static func rectangle(_ frame: Frame, fill: String, radius: Double) -> String {
    "<rect \(attributes(frame, radius)) fill=\"\(fill)\" stroke=\"#000000\"/>"
  }

  private static func attributes(_ frame: Frame, _ radius: Double) -> String {
    "x=\"\(number(frame.x))\" y=\"\(number(frame.y))\" width=\"\(number(frame.width))\""
      + " height=\"\(number(frame.height))\" rx=\"\(number(radius))\""
  }

  static func text(
    _ text: String, x: Double, y: Double, isMiddle: Bool = false, isBold: Bool = false,
    isDim: Bool = false
  ) -> String {
    let anchor = isMiddle ? " text-anchor=\"middle\"" : ""
    let weight = isBold ? " font-weight=\"bold\"" : ""
    let color = isDim ? " fill=\"#444444\"" : ""
    return "<text x=\"\(number(x))\" y=\"\(number(y))\"\(anchor)\(weight)\(color)>"
      + "\(text.escapedForMarkup)</text>"
  }

  /// An arrow through points, which leaves each of them straight down.
  static func path(_ points: [LayeredLayout.Point]) -> String {
    guard let first = points.first else { return "" }
    var path = "M\(number(first.x)),\(number(first.y))"
    var last = first
    for point in points.dropFirst() {
      let middle = number((last.y + point.y) / 2)
      path +=
        " C\(number(last.x)),\(middle) \(number(point.x)),\(middle)"
        + " \(number(point.x)),\(number(point.y))"
      last = point
    }
    return "<path d=\"\(path)\" fill=\"none\" stroke=\"#000000\" marker-end=\"url(#tip)\"/>"
  }

  /// With one digit behind the point at most.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let digits = abs(tenths)
    return digits % 10 == 0 ? "\(sign)\(digits / 10)" : "\(sign)\(digits / 10).\(digits % 10)"
  }

}

/// What the colours and hatchings stand for.
struct SVGLegend {

  let targets: [String]

  private static let row = 18.0

  private var names: [String] { targets + ["host"] }

  var height: Double { Double(names.count) * Self.row }

  /// - Units: pixels.
  var width: Double { Double(names.map(\.count).max() ?? 0) * GraphDrawing.letter + 60 }

  func lines(x: Double, y: Double) -> [String] {
    names.enumerated().flatMap { index, name in
      let top = y + Double(index) * Self.row
      let frame = Frame(x: x, y: top, width: 26, height: 12)
      return SVGText.filled(frame, index < targets.count ? index : nil, radius: 2)
        + [SVGText.text(name, x: x + 34, y: top + 10)]
    }
  }

}
