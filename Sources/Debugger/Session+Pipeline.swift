public import Diagnostics
import GraphIR
import OrderedCollections
public import Passes
import Support
import TargetKit

extension Session {

  /// The passes of the default pipeline for this model, in order.
  public var defaultPipeline: [PassCall] {
    guard let history else { return [] }
    let ofGraphs = defaultPasses(for: ModelFacts(history.entries[0].program.module))
    let ofTargets = targets.known.flatMap(\.passes)
    return ofGraphs.map { PassCall($0.info.name) } + ofTargets.map { PassCall($0.info.name) }
  }

  /// What is left of the default pipeline: the passes behind the last one of it that was applied or
  /// skipped.
  public var remainingPipeline: [PassCall] {
    let pipeline = defaultPipeline
    let lowered = history?.program.lowered.values.flatMap(\.passes) ?? []
    let done = Set((history?.calls.map(\.name) ?? []) + skipped + lowered)
    guard let last = pipeline.lastIndex(where: { done.contains($0.name) }) else { return pipeline }
    return Array(pipeline[(last + 1)...])
  }

  /// The passes that `words` name, or what is left of the default pipeline, up to `last`.
  /// - Errors: a word is no pass; nothing is asked for.
  public mutating func calls(
    _ words: [String], all: Bool, until last: String?
  ) throws(Diagnostic) -> [PassCall] {
    _ = try requireHistory()
    _ = try targets.current()
    var calls: [PassCall] = []
    for word in words {
      let call = try PassCall(parsing: word)
      _ = try pass(named: call.name)
      calls.append(call)
    }
    if let last {
      let rest = remainingPipeline
      guard let end = rest.firstIndex(where: { $0.name == last }) else {
        _ = try pass(named: last)
        throw .error("`\(last)` is not in what is left of the pipeline")
      }
      calls += rest[...end]
    } else if all {
      calls += remainingPipeline
    } else if words.isEmpty {
      throw .error(
        "`apply` needs a pass", hints: ["`apply --all` applies what is left of the pipeline"])
    }
    return calls
  }

  /// Leaves out the next `count` passes of the default pipeline and returns their names.
  /// - Errors: nothing is loaded, or nothing is left.
  public mutating func skip(_ count: Int) throws(Diagnostic) -> [String] {
    _ = try requireHistory()
    _ = try targets.current()
    let names = remainingPipeline.prefix(count).map(\.name)
    guard !names.isEmpty else { throw .error("nothing is left of the pipeline") }
    skipped += names
    return names
  }

  /// Every pass that can be applied.
  public mutating func passViews() throws(Diagnostic) -> [PassView] {
    _ = try targets.current()
    return passes.map { pass in
      PassView(
        name: pass.info.name, summary: pass.info.summary,
        options: pass.info.options.map { "\($0.name)=\($0.defaultSpelling)" })
    }
  }

  /// The passes that were applied, those that `redo` would apply, and what is left after them.
  public var pipelineViews: [PipelineView] {
    guard let history else { return [] }
    var views: [PipelineView] = []
    let ways: [([Int], PipelineView.State)] = [
      (history.path, .applied), (history.future, .undone),
    ]
    for (indices, state) in ways {
      for index in indices {
        let entry = history.entries[index]
        guard let call = entry.call, let parent = entry.parent else { continue }
        let counts = Difference(history.entries[parent].program, entry.program).counts
        views.append(
          PipelineView(
            position: entry.depth, call: "\(call)", state: state,
            change: counts, isCurrent: index == history.current))
      }
    }
    guard history.future.isEmpty else { return views }
    return views
      + remainingPipeline.map {
        PipelineView(position: nil, call: "\($0)", state: .coming)
      }
  }

  /// Whether the pass `name` would change the program now; one that refuses it would not.
  public func wouldChange(pass name: String) -> Bool {
    var copy = self
    copy.settings.verifiesEach = false
    copy.settings.comparesEach = false
    guard let report = try? copy.apply(PassCall(name)) else { return false }
    return !report.difference.isEmpty || report.rewrites > 0
  }

}
