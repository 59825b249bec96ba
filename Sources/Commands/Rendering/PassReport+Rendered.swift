import Canvas
import Debugger
import Support

extension PassReport: Rendered {

  static let schema: Schema = .named(
    "PASSREPORT",
    [
      "position": .integer, "pass": .text, "added": .integer, "removed": .integer,
      "changed": .integer, "moved": .integer, "lowered": .integer, "rewrites": .integer,
      "verified": .flag.orNull, "summary": .text, "coverage?": .text,
      "values": ValueReport.schema.orNull,
    ])

  var lines: [StyledText] {
    coverage.isEmpty ? [line] : [line, StyledText("  \(coverage)", .dim)]
  }

  /// As `P7 quantize  +41 -12 ~3  12 rewrites  verified`.
  private var line: StyledText {
    var line: StyledText = "P\(position, .number) \("\(call)", .name)"
    line.append("  \(difference)")
    if rewrites > 0 { line.append("  \(rewrites) rewrite\(rewrites == 1 ? "" : "s")") }
    if difference.isEmpty { line.append("  no change", .dim) }
    if !summary.isEmpty { line.append("  \(summary)") }
    if let values, !values.short.isEmpty { line.append("  \(values.short)", .dim) }
    if isVerified == true { line.append("  verified", .dim) }
    return line
  }

  var json: JSON {
    var json: JSON = [
      "position": .integer(position), "pass": .text("\(call)"),
      "added": .integer(difference.added), "removed": .integer(difference.removed),
      "changed": .integer(difference.changed), "moved": .integer(difference.moved),
      "lowered": .integer(difference.lowered), "rewrites": .integer(rewrites),
      "verified": isVerified.map(JSON.flag) ?? .null, "summary": .text(summary),
      "values": values?.json ?? .null,
    ]
    if !coverage.isEmpty { json["coverage"] = .text(coverage) }
    return json
  }

}
