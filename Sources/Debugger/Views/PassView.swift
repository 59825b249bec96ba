public import Canvas
public import Support

/// A pass that can be applied, as a reader sees it.
public struct PassView: Sendable, Hashable {

  /// As it is applied, such as `simplify` or `vta:tile`; without the accelerator where only one is
  /// selected.
  public var name: String

  /// The same without the accelerator.
  public var pass: String

  /// The accelerator that it belongs to; nil for a pass on graphs.
  public var target: String?

  public var summary: String

  /// As `rounding=nearest`, with their defaults.
  public var options: [String]
}

/// A pass of the pipeline, as a reader sees it.
public struct PipelineView: Sendable, Hashable {

  public enum State: String, Sendable, Hashable { case applied, undone, coming }

  /// How many passes are applied with this one; nil for one that is still to come.
  public var position: Int?

  /// The pass with its options, as it is written.
  public var call: String

  /// The accelerator that the pass belongs to; nil for a pass on graphs.
  public var target: String?
  public var state: State

  /// What it changed, in short.
  public var change: String

  /// Whether it is the last that was applied.
  public var isCurrent = false
}

extension PassReport {

  /// As `P7 quantize  +41 -12 ~3  12 rewrites  verified`.
  public var line: StyledText {
    var line: StyledText = "P\(position, .number) \("\(call)", .name)"
    line.append("  \(difference)")
    if rewrites > 0 { line.append("  \(rewrites) rewrite\(rewrites == 1 ? "" : "s")") }
    if difference.isEmpty { line.append("  no change", .dim) }
    if !summary.isEmpty { line.append("  \(summary)") }
    if let values, !values.short.isEmpty { line.append("  \(values.short)", .dim) }
    if isVerified == true { line.append("  verified", .dim) }
    return line
  }

  public var json: JSON {
    [
      "position": .integer(position), "pass": .text("\(call)"), "target": JSON(target),
      "added": .integer(difference.added), "removed": .integer(difference.removed),
      "changed": .integer(difference.changed), "moved": .integer(difference.moved),
      "lowered": .integer(difference.lowered), "rewrites": .integer(rewrites),
      "verified": isVerified.map(JSON.flag) ?? .null, "summary": .text(summary),
      "values": values?.json ?? .null,
    ]
  }

}
