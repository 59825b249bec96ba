public import Diagnostics
import Passes

/// A change of the passes that were applied; their positions are counted from 1.
public enum PipelineChange: Sendable, Hashable {

  /// Leaves the pass out.
  case drop(Int)

  /// Applies a pass, with its options, before the one at the position.
  case insert(String, at: Int)
  case move(from: Int, to: Int)

  /// Applies a pass, with its options, in place of the one at the position.
  case replace(Int, by: String)

  /// Begins with these passes.
  case set([String])
}

extension Session {

  /// Changes the passes that were applied.
  /// - Errors: there is no such place or pass, or a pass cannot be applied at its new place; the
  ///   program is then what it was.
  public mutating func changePipeline(_ change: PipelineChange) throws(Diagnostic) {
    let history = try requireHistory()
    let catalog = try wholeCatalog()
    var calls = (history.path + history.future).compactMap { history.entries[$0].pass }
    switch change {
    case .drop(let place): calls.remove(at: try index(of: place, below: calls.count))
    case .insert(let pass, let place):
      let index = try index(of: place, below: calls.count + 1)
      calls.insert(contentsOf: try catalog.plan(PassCall(parsing: pass)), at: index)
    case .replace(let place, let pass):
      let index = try index(of: place, below: calls.count)
      calls.replaceSubrange(
        index ... index, with: try catalog.plan(PassCall(parsing: pass)))
    case .move(let from, let to):
      let call = calls.remove(at: try index(of: from, below: calls.count))
      calls.insert(call, at: try index(of: to, below: calls.count + 1))
    case .set(let passes):
      calls = []
      for pass in passes {
        for call in try PassCall.list(parsing: pass) { calls += try catalog.plan(call) }
      }
    }
    try become(calls)
  }

  /// Makes the program what `calls` make of the model; what the old and the new way have in common
  /// is not done again.
  mutating func become(_ calls: [PlannedPass]) throws(Diagnostic) {
    let saved = self
    var history = try requireHistory()
    let way = history.path + history.future
    var kept = 0
    while kept < calls.count, kept + 1 < way.count,
      history.entries[way[kept + 1]].call == calls[kept].call
    {
      kept += 1
    }
    history.go(to: way[kept])
    become(history)
    do throws(Diagnostic) {
      for call in calls[kept...] {
        if call.call.name == LoadedRegions.info.name, let file = call.call.options["file"] {
          try load(file)
        } else {
          try apply(call)
        }
      }
    } catch {
      self = saved
      throw error
    }
  }

  /// The index of the position `place`, which is counted from 1.
  private func index(of place: Int, below end: Int) throws(Diagnostic) -> Int {
    guard place > 0, place <= end else {
      throw .error("`\(place)` is no place", hints: ["there are P1 to P\(end)"])
    }
    return place - 1
  }

}
