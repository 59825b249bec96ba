import Diagnostics

extension StopKind {

  /// Stops before instructions, and before passes.
  public static let breakpoint = StopKind(
    "break", also: ["b", "br"], "stop at a location",
    examples: ["b #2", "b tok:l2g[push]", "b #2 if acc[0][0] > 127"], title: "Breakpoint",
    hit: "breakpoint", refuse: refuseCells)

  /// Cells are no place that can be stood at.
  @Sendable static func refuseCells(_ location: Location) -> Diagnostic? {
    guard case .memory = location else { return nil }
    return .error(
      "`\(location)` is a part of a memory", hints: ["`watch \(location)` stops at writes"])
  }

}
