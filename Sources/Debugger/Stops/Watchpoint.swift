import Diagnostics

/// Stops where an instruction writes or reads cells: after it going forwards, before it going back.
struct Watchpoint: StopKind {

  enum Access: String, Sendable { case write, read, access }

  let access: Access

  var title: String { "Watchpoint" }
  var word: String { access.rawValue }
  var use: LocationUse { .access(writes: access != .read, reads: access != .write) }
  var hit: StopHit.Kind? { .watchpoint }

  func check(_ location: Location) throws(Diagnostic) {
    switch location {
    case .memory, .tokens: return
    default:
      throw .error(
        "`\(location)` is nothing to watch",
        hints: ["watch a part of a memory: `watch acc[4:8]`"])
    }
  }

}
