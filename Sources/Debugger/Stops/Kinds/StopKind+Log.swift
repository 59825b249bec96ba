import Diagnostics

extension StopKind {

  /// Says something in passing, and never stops.
  public static let log = StopKind(
    "dprintf", "log a text at a location without stopping",
    examples: ["dprintf #2, \"at %d\", $insn"], title: "Log", word: "log", hit: nil,
    takesText: true
  ) { location in
    guard case .pass = location else { return nil }
    return .error("a log stands at instructions, not at passes")
  }

}
