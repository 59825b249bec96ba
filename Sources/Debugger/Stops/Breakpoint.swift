import Diagnostics

/// Stops before instructions, and before passes.
struct Breakpoint: StopKind {

  var isTemporary = false

  var title: String { isTemporary ? "Temporary breakpoint" : "Breakpoint" }
  var word: String { "" }
  var use: LocationUse { .place }
  var hit: StopHit.Kind? { isTemporary ? .temporary : .breakpoint }

  func check(_ location: Location) throws(Diagnostic) {
    guard case .memory = location else { return }
    throw .error(
      "`\(location)` is a part of a memory", hints: ["`watch \(location)` stops at writes"])
  }

}
