import Diagnostics

/// Stops where an instruction writes or reads cells: after it going forwards, before it going back.
extension StopKind {

  public static let write: StopKind = watching(
    "watch", "stop after a write to a part of a memory", "watch acc[0:4]", word: "write",
    writes: true, reads: false)

  public static let read: StopKind = watching(
    "rwatch", "stop after a read from a part of a memory", "rwatch inp[0]", word: "read",
    writes: false, reads: true)

  public static let access: StopKind = watching(
    "awatch", "stop after a read or a write", "awatch inp[0:16]", word: "access", writes: true,
    reads: true)

  private static func watching(
    _ command: String, _ summary: String, _ example: String, word: String, writes: Bool,
    reads: Bool
  ) -> StopKind {
    StopKind(
      command, summary, examples: [example], title: "Watchpoint", word: word, hit: "watchpoint",
      use: .access(writes: writes, reads: reads), refuse: refusePlaces)
  }

  /// At what is no part of a memory nothing can be watched.
  @Sendable private static func refusePlaces(_ location: Location) -> Diagnostic? {
    switch location {
    case .memory, .tokens: nil
    case .instruction, .unit, .node, .operation, .pass, .pattern:
      .error(
        "`\(location)` is nothing to watch",
        hints: ["watch a part of a memory: `watch acc[4:8]`"])
    }
  }

}
