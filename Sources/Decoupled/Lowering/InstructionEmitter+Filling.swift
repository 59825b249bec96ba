import Diagnostics
import Effects
import Passes
import TargetKit

/// Micro-ops that another unit than the computing one loads.
///
/// Tokens have been placed before anybody knows which micro-ops there are, so that a load among the
/// others would need a token of its own in the middle of a queue. It is loaded in front of all else:
/// the first token of the queue is then that of the micro-ops.
extension InstructionEmitter {

  /// The instructions and micro-ops of `region`.
  /// - Errors: a number does not fit its field; there is no room for all micro-ops at once, or no
  ///   queue, where another unit loads them.
  static func emitting(
    _ region: TileProgram, _ accelerator: Accelerator, _ layout: ImageLayout
  ) throws(Diagnostic) -> InstructionEmitter {
    var emitter = InstructionEmitter(region, accelerator, layout)
    try emitter.emitAll()
    let count = emitter.microOps.count
    guard let loader = accelerator.microOps.loader, loader != accelerator.computeUnit, count > 0
    else { return emitter }
    guard let cache = emitter.cache.filled else {
      throw .error(
        "`\(region.name)` has \(count) micro-ops, which `\(accelerator.microOps.name)` of "
          + "\(accelerator.microOps.depth) has no room for at once",
        hints: ["`\(accelerator.computeUnit)` can load them as it goes: `loaded-by` says who does"])
    }
    guard let queue = accelerator.queue(from: loader, to: accelerator.computeUnit) else {
      throw .error(
        "unit `\(accelerator.computeUnit)` must wait for the micro-ops that `\(loader)` loads, but "
          + "there is no token queue between")
    }
    emitter = InstructionEmitter(region, accelerator, layout, cache)
    try emitter.fill(count, queue)
    try emitter.emitAll()
    return emitter
  }

  /// Loads all micro-ops, and has the computing unit wait for them.
  private mutating func fill(_ count: Int, _ queue: TokenDescription) throws(Diagnostic) {
    let most = max(1, accelerator.range(of: .columns, in: .load).upperBound)
    let source = InstructionSource(
      .synthetic(by: Emit.info.name), statement: nil, remark: "micro-ops")
    for first in stride(from: 0, to: count, by: most) {
      let size = min(most, count - first)
      let word = try accelerator.description.encode(
        .load, numbers(loading: size, from: first, to: first),
        pushes: first + size == count ? [queue.name] : [])
      stream.append(word, from: source)
    }
    let wait = try idle(accelerator.computeUnit)
    stream.append(
      try accelerator.description.encode(wait.meaning, wait.numbers, pops: [queue.name]),
      from: source)
  }

}
