public import Diagnostics
import GraphIR
import OrderedCollections
public import Passes
import Support
public import TargetKit

/// What a pass did, as `apply` answers.
public struct PassReport: Sendable, Hashable {

  /// How many passes have been applied with this one.
  public var position: Int
  public var call: PassCall
  public var rewrites: Int
  public var difference: Difference.Counts

  /// Whether the laws hold after it; nil where they were not checked.
  public var isVerified: Bool?

  /// What the pass found, in one line; empty where its changes say it all.
  public var summary = ""

  /// What the pass did to the values; nil where they were not compared.
  public var values: ValueReport?

}

extension Session {

  /// Every pass that can be applied, those of the graph first.
  public var passes: [TargetPass] {
    allPasses.map { type in
      TargetPass(type.info) { (options) throws(Diagnostic) in try type.init(options) }
    } + targets.known.flatMap(\.passes)
  }

  /// The pass named `name`.
  /// - Errors: there is none.
  func pass(named name: String) throws(Diagnostic) -> TargetPass {
    if let pass = passes.first(where: { $0.info.name == name }) { return pass }
    let near = nearest(to: name, in: passes.map(\.info.name), most: 1).first
    throw .error(
      "no pass `\(name)`",
      hints: [near.map { "did you mean `\($0)`?" } ?? "`passes` lists them"])
  }

  /// The history.
  /// - Errors: nothing is loaded.
  func requireHistory() throws(Diagnostic) -> History {
    guard let history else {
      throw .error("no model is loaded", hints: ["`load FILE` loads one"])
    }
    return history
  }

  /// Takes the program through `call`.
  /// - Errors: there is no such pass, it refuses the program, the user interrupted it, or the
  ///   program breaks a law afterwards. The program is then what it was.
  @discardableResult
  public mutating func apply(_ call: PassCall) throws(Diagnostic) -> PassReport {
    var history = try requireHistory()
    _ = try targets.current()
    let type = try pass(named: call.name)
    let pass = try type.make(PassOptions(call.options, for: type.info))
    var context = try passContext()
    let before = history.program
    let after = try before.applying(pass, in: &context)
    for report in context.reports.elements { self.report(report) }
    let isVerified =
      settings.verifiesEach ? try verify(after, madeBy: call.name, of: before) : nil
    let values =
      settings.comparesEach
      ? try checkValues(before, after, call, hints: Self.hints(refusing: call.name)) : nil
    history.append(after, by: call, reports: context.reports.elements)
    self.history = history
    programChanged()
    return PassReport(
      position: history.entries[history.current].depth, call: call,
      rewrites: after.actions.count, difference: Difference(before, after).counts,
      isVerified: isVerified,
      summary: after.memoryPlan == before.memoryPlan ? "" : after.memoryPlan?.summary ?? "",
      values: values)
  }

  /// What passes are given besides the program.
  mutating func passContext() throws(Diagnostic) -> PassContext {
    var context = PassContext(targets: try targets.current().map(\.description.interface))
    let hasCalibration = !inputs.calibration.isEmpty
    context.calibration = hasCalibration ? inputs.calibration : inputs.values
    context.calibrationName = hasCalibration ? inputs.calibrationSource : inputs.source
    context.seed = inputs.seed
    context.interruption = interruption
    context.progress = progress
    return context
  }

  /// Goes `count` passes back, as far as there are any, and returns those taken back.
  /// - Errors: nothing is loaded, or there is nothing to undo.
  public mutating func undo(_ count: Int = 1) throws(Diagnostic) -> [String] {
    var history = try requireHistory()
    var undone: [String] = []
    while undone.count < count, let call = history.undo() { undone.append("\(call)") }
    guard !undone.isEmpty else { throw .error("there is nothing to undo") }
    self.history = history
    programChanged()
    return undone
  }

  /// Goes `count` passes forward again, as far as there are any, and returns those applied.
  /// - Errors: nothing is loaded, or nothing was taken back.
  public mutating func redo(_ count: Int = 1) throws(Diagnostic) -> [String] {
    var history = try requireHistory()
    var redone: [String] = []
    while redone.count < count, let call = history.redo() { redone.append("\(call)") }
    guard !redone.isEmpty else { throw .error("there is nothing to redo") }
    self.history = history
    programChanged()
    return redone
  }

  /// What runs was made from the program before: it ends.
  mutating func programChanged() {
    if journey?.isOfProgram == true { journey = nil }
    lastReport = nil
  }

}
