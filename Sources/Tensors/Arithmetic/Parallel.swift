import Dispatch
import Support

/// Calls `body` once for each of 0 ..< `count`, on all processors; returns when all are done.
///
/// What is computed must not depend on the order: each call writes memory of its own.
func inParallel(_ count: Int, _ body: (Int) -> Void) {
  if count == 1 { return body(0) }
  let interruption = Interruption.current
  withoutActuallyEscaping(body) { body in
    nonisolated(unsafe) let shared = body
    DispatchQueue.concurrentPerform(iterations: count) { part in
      interruption.governing { unsafe shared(part) }
    }
  }
}

/// Calls `body` for parts of 0 ..< `count` of about `grain` elements, which should take some tenths
/// of a millisecond; parts are left out where the work is to end.
func inParallel(over count: Int, atLeast grain: Int, _ body: (Range<Int>) -> Void) {
  let parts = max(1, min(count / max(1, grain), 16))
  inParallel(parts) { part in
    let range = count * part / parts ..< count * (part + 1) / parts
    for slice in Slices(range, size: grain) { body(slice) }
  }
}
