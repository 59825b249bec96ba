public import Diagnostics
import GraphIR
import OrderedCollections
public import Passes
import Support
import TargetKit

/// What a pass did, as `apply` answers.
public struct PassReport: Sendable, Hashable {

  /// How many passes have been applied with this one.
  public var position: Int
  public var call: PassCall

  /// The accelerator that the pass belongs to; nil for a pass on graphs.
  public var target: String?
  public var rewrites: Int
  public var difference: Difference.Counts

  /// Whether the laws hold after it; nil where they were not checked.
  public var isVerified: Bool?

  /// What the pass found, in one line; empty where its changes say it all.
  public var summary = ""

  /// What goes where, in one line, after a pass that makes regions; else empty.
  public var coverage = ""

  /// What the pass did to the values; nil where they were not compared.
  public var values: ValueReport?

}

extension Session {

  /// Takes the program through the passes that `call` means, one after the other.
  /// - Errors: there is no such pass; as of the other.
  @discardableResult
  public mutating func apply(_ call: PassCall) throws(Diagnostic) -> [PassReport] {
    var reports: [PassReport] = []
    for pass in try wholeCatalog().plan(call) { reports.append(try apply(pass)) }
    return reports
  }

  /// Takes the program through `planned`.
  /// - Errors: the pass refuses the program, the user interrupted it, or the program breaks a law
  ///   afterwards. The program is then what it was.
  @discardableResult
  public mutating func apply(_ planned: PlannedPass) throws(Diagnostic) -> PassReport {
    var history = try requireHistory()
    let call = shown(planned.call)
    let name = call.withoutOptions
    var context = try passContext()
    let before = history.program
    let after = try before.applying(planned.pass, in: &context)
    for report in context.reports.elements { self.report(report) }
    let isVerified =
      settings.verifiesEach ? try verify(after, madeBy: name, of: history) : nil
    let values =
      settings.comparesEach
      ? try checkValues(before, after, call, hints: Self.hints(refusing: name)) : nil
    let makesRegions = [Partition.info.name, PartitionGraph.info.name].contains(planned.call.name)
    history.append(
      after, by: planned, reports: context.reports.elements, isVerified: isVerified ?? false,
      coverage: makesRegions ? History.Entry.Coverage(after, context.targets) : nil)
    become(history)
    return PassReport(
      position: history.entries[history.current].depth, call: call, target: planned.call.target,
      rewrites: after.actions.count, difference: Difference.counts(before, after),
      isVerified: isVerified,
      summary: summary(of: after, from: before),
      coverage: makesRegions ? (try? partition())?.line ?? "" : "", values: values)
  }

  /// What a pass found, in one line.
  private func summary(of after: Program, from before: Program) -> String {
    if after.edits.count > before.edits.count, let edit = after.edits.last {
      return after.selection(by: edit).words
    }
    if before.quantization == nil, let quantization = after.quantization {
      return quantization.summary
    }
    return after.memoryPlan == before.memoryPlan ? "" : after.memoryPlan?.summary ?? ""
  }

  /// Goes `count` passes back, as far as there are any, and returns those taken back.
  /// - Errors: nothing is loaded, or there is nothing to undo.
  public mutating func undo(_ count: Int = 1) throws(Diagnostic) -> [String] {
    var history = try requireHistory()
    var undone: [String] = []
    while undone.count < count, let call = history.undo() { undone.append("\(shown(call))") }
    guard !undone.isEmpty else { throw .error("there is nothing to undo") }
    become(history)
    return undone
  }

  /// Goes `count` passes forward again, as far as there are any, and returns those applied.
  /// - Errors: nothing is loaded, or nothing was taken back.
  public mutating func redo(_ count: Int = 1) throws(Diagnostic) -> [String] {
    var history = try requireHistory()
    var redone: [String] = []
    while redone.count < count, let call = history.redo() { redone.append("\(shown(call))") }
    guard !redone.isEmpty else { throw .error("there is nothing to redo") }
    become(history)
    return redone
  }

}

extension History.Entry.Coverage {
  /// Nil where it can not be said, or the work is to end.
  fileprivate init?(_ program: Program, _ targets: [TargetInterface]) {
    guard let summary = try? PartitionSummary(program, targets: targets) else { return nil }
    self.init(targets: targets, summary: summary)
  }
}

extension PassCall {
  /// What it is called, as `tile` or `vta:tile`.
  var withoutOptions: String { "\(PassCall(name, target: target))" }
}
