import Dispatch

/// Calls `body` once for each of 0 ..< `count`, on all processors; returns when all are done.
///
/// What is computed must not depend on the order: each call writes memory of its own.
func inParallel(_ count: Int, _ body: (Int) -> Void) {
  if count == 1 { return body(0) }
  withoutActuallyEscaping(body) { body in
    nonisolated(unsafe) let shared = body
    DispatchQueue.concurrentPerform(iterations: count) { unsafe shared($0) }
  }
}

/// Calls `body` for parts of 0 ..< `count` of `grain` elements or more.
func inParallel(over count: Int, atLeast grain: Int, _ body: (Range<Int>) -> Void) {
  let parts = max(1, min(count / max(1, grain), 16))
  inParallel(parts) { part in
    body(count * part / parts ..< count * (part + 1) / parts)
  }
}
