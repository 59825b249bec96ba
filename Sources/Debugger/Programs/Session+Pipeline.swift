public import Diagnostics
import GraphIR
import OrderedCollections
public import Passes
import Support
import TargetKit

extension Session {

  /// The passes of the default pipeline for this model, in order.
  var pipelinePasses: [OfferedPass] {
    guard let history else { return [] }
    let catalog = catalog
    let names = defaultPasses(for: history.facts).map { $0.info.name }
    return names.compactMap { name in catalog.onGraphs.first { $0.info.name == name } }
      + catalog.lowering
  }

  /// What is left of the default pipeline: the passes behind the last one of it that was applied or
  /// skipped. Each accelerator has its own way behind the passes on graphs.
  var remainingPasses: [OfferedPass] {
    let pipeline = pipelinePasses
    let lowered = program?.lowered.values.flatMap { region in
      region.passes.map { PassCall($0, target: region.target) }
    }
    let gone = (history?.calls ?? []) + (project?.skipped ?? [])
    let done = Set((gone + (lowered ?? [])).map(\.withoutOptions))
    var open: Set<String?> = Set(pipeline.map(\.target))
    if pipeline.contains(where: { $0.target != nil && done.contains($0.name) }) { open.remove(nil) }
    var left: [OfferedPass] = []
    for pass in pipeline.reversed() where open.contains(pass.target) {
      if done.contains(pass.name) { open.remove(pass.target) } else { left.append(pass) }
    }
    return left.reversed()
  }

  /// The same as they are written.
  public var remainingPipeline: [PassCall] { remainingPasses.map(shown) }

  /// `pass` as a user would write it now.
  private func shown(_ pass: OfferedPass) -> PassCall {
    shown(PassCall(pass.info.name, target: pass.target))
  }

  /// The passes that `words` name, or what is left of the default pipeline, up to `last`.
  ///
  /// A pass of accelerators that is named without one is one of each that is selected.
  /// - Errors: a word is no pass, or a pass does not take its options; nothing is asked for.
  public mutating func calls(
    _ words: [String], all: Bool, until last: String?
  ) throws(Diagnostic) -> [PlannedPass] {
    _ = try requireHistory()
    let catalog = try wholeCatalog()
    var calls: [PlannedPass] = []
    for word in words { calls += try catalog.plan(PassCall(parsing: word)) }
    if let last {
      calls += try planned(rest(until: last, catalog))
    } else if all {
      calls += try planned(remainingPasses)
    } else if words.isEmpty {
      throw .error(
        "`apply` needs a pass", hints: ["`apply --all` applies what is left of the pipeline"])
    }
    return calls
  }

  /// What is left of the pipeline up to the last pass that `word` means.
  /// - Errors: it is no pass, or not in what is left.
  private func rest(
    until word: String, _ catalog: PassCatalog
  ) throws(Diagnostic) -> [OfferedPass] {
    let names = Set(try catalog.passes(PassCall(parsing: word)).map(\.name))
    let rest = remainingPasses
    guard let end = rest.lastIndex(where: { names.contains($0.name) }) else {
      throw .error("`\(word)` is not in what is left of the pipeline")
    }
    return Array(rest[...end])
  }

  private func planned(_ passes: [OfferedPass]) throws(Diagnostic) -> [PlannedPass] {
    var planned: [PlannedPass] = []
    for pass in passes { planned.append(try pass.planned()) }
    return planned
  }

  /// Leaves out the next `count` passes of the default pipeline and returns their names.
  /// - Errors: nothing is loaded, or nothing is left.
  public mutating func skip(_ count: Int) throws(Diagnostic) -> [String] {
    _ = try requireHistory()
    _ = try wholeCatalog()
    let passes = Array(remainingPasses.prefix(count))
    guard !passes.isEmpty else { throw .error("nothing is left of the pipeline") }
    project?.skipped += passes.map { PassCall($0.info.name, target: $0.target) }
    return passes.map { "\(shown($0))" }
  }

  /// Every pass that can be applied.
  public mutating func passViews() throws(Diagnostic) -> [PassView] {
    try wholeCatalog().all.map { pass in
      PassView(
        name: "\(shown(pass))", pass: pass.info.name, target: pass.target,
        summary: pass.info.summary,
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
        let counts = Difference.counts(history.entries[parent].program, entry.program)
        views.append(
          PipelineView(
            position: entry.depth, call: "\(shown(call))", target: call.target, state: state,
            change: counts, isCurrent: index == history.current))
      }
    }
    guard history.future.isEmpty else { return views }
    return views
      + remainingPasses.map {
        PipelineView(
          position: nil, call: "\(shown($0))", target: $0.target, state: .coming)
      }
  }

  /// Whether the pass `name` would change the program now; one that refuses it would not.
  public func wouldChange(pass name: String) -> Bool {
    var copy = self
    copy.settings.verifiesEach = false
    copy.settings.comparesEach = false
    guard let call = try? PassCall(parsing: name), let reports = try? copy.apply(call) else {
      return false
    }
    return reports.contains { !$0.difference.isEmpty || $0.rewrites > 0 }
  }

  /// Says that the host runs what was meant for `target`.
  func idleNote(_ target: String, _ count: Int) -> Diagnostic {
    let isLeft = remainingPasses.contains { $0.target == target }
    let regions = count == 1 ? "the region" : "all \(count) regions"
    var note = Diagnostic.note(
      "the host runs \(regions) of `\(target)`: nothing is lowered to instructions for it")
    if isLeft { note.hints = ["`apply --all` lowers what can be"] }
    return note
  }

  /// Says which passes have been applied, and how many there are.
  func addPasses(to line: inout Headline) {
    guard let history else { return }
    let entry = history.entries[history.current]
    line.passCount = entry.depth
    line.pass = entry.call.map { shown($0).withoutOptions } ?? ""
    line.pipelineLength =
      (history.path + history.future).count - 1
      + (history.future.isEmpty ? remainingPipeline.count : 0)
    line.isVerified = entry.call != nil && settings.verifiesEach ? true : nil
  }

}

extension OfferedPass {
  /// What it is called among all passes, as `simplify` or `vta:tile`.
  fileprivate var name: String { PassCall(info.name, target: target).withoutOptions }
}
