public import Diagnostics
public import GraphIR
public import OrderedCollections
public import Support

/// One region of the program after it has left the graph: tile IR, or a stream of instructions.
///
/// History, undo and diff serve every level through this, and know no target.
public protocol LoweredRegion: Sendable {

  /// What level this is, such as `tile` or `stream`.
  var level: String { get }

  /// The accelerator that it is for.
  var target: String { get }

  /// The text form; one statement or instruction a line.
  var text: String { get }

  /// The region that `source`, in the form that `text` has, spells; what the form leaves out is as
  /// in this region.
  /// - Errors: the first line that is not understood, with its place.
  func reading(_ source: SourceText) throws(Diagnostic) -> Self

  /// What each line of `text` was made from.
  var origins: [Provenance] { get }

  /// The passes that have run on it since it left the graph, in order, as far as it knows them.
  var passes: [String] { get }

  /// `text` with the contents of the constants that it names, so that it can be read without
  /// `module`.
  func wholeText(in module: GraphModule) -> String

  /// The number of lines of `text`.
  var lineCount: Int { get }

  /// Where its instructions expect the tensors that it takes and gives, in order; nil as long as
  /// that is open.
  /// - Units: physical addresses.
  var addresses: (inputs: [Int], outputs: [Int])? { get }

}

extension LoweredRegion {
  public var passes: [String] { [] }

  public var addresses: (inputs: [Int], outputs: [Int])? { nil }

  public func wholeText(in module: GraphModule) -> String { text }

  public var lineCount: Int { text.utf8.split(separator: UInt8(ascii: "\n")).count }
}

/// A model on its way to an accelerator: the graph, and per region what it has been lowered to.
///
/// A program is a value; the history of a session is an array of programs.
public struct Program: Sendable {

  public private(set) var module: GraphModule

  /// What regions have been lowered to, by the name of the region's function.
  public private(set) var lowered: OrderedDictionary<String, any LoweredRegion> = [:]

  /// The regions that a pass of their target could not lower.
  public private(set) var leftInGraph: Set<String> = []

  /// The rewrites of the pass that made this program from the one before.
  public private(set) var actions: [Action] = []

  /// Why nodes went where they are, by node; see `Decision`.
  public var decisions: OrderedDictionary<ID<Node>, [Decision]> = [:]

  /// The accelerators that decisions were made for, in order of priority.
  public internal(set) var targets: [TargetInterface] = []

  /// What the user wants of where nodes go, in the order in which it was said.
  public var edits: [PlacedEdit] = []

  /// Where values stand on the host and what is copied, as `plan-memory` found it for this very
  /// graph; a change of the graph takes it away.
  public internal(set) var memoryPlan: MemoryPlan?

  /// What `quantize` did to the program, as it chose it.
  public internal(set) var quantization: QuantizationRecord?

  public init(_ module: GraphModule) { self.module = module }

  /// Changes the graph through a rewriter and records what it did.
  public mutating func rewrite<Failure: Error>(
    as pass: String, _ body: (inout Rewriter) throws(Failure) -> Void
  ) throws(Failure) {
    var rewriter = Rewriter(module, pass: pass)
    try body(&rewriter)
    take(rewriter)
  }

  /// The same without a copy of the nodes, unless another module shares them.
  mutating func rewriteInPlace(as pass: String, _ body: (inout Rewriter) -> Void) {
    var held = GraphModule()
    swap(&held, &module)
    var rewriter = Rewriter(consume held, pass: pass)
    body(&rewriter)
    take(rewriter)
  }

  private mutating func take(_ rewriter: consuming Rewriter) {
    actions += rewriter.actions
    if rewriter.hasChanged { memoryPlan = nil }
    module = rewriter.finished()
  }

  /// Says what the region `name` has been lowered to, and by which rewrites.
  public mutating func lower(
    _ name: String, to region: any LoweredRegion, by rewrites: [Action]
  ) {
    if leftInGraph.remove(name) != nil { forgetRefusal(of: name) }
    lowered[name] = region
    actions += rewrites
  }

  /// Leaves the region `name` in the graph, because `pass` can not lower it: the host computes it.
  public mutating func leaveInGraph(_ name: String, by pass: String, because error: Diagnostic) {
    if !leftInGraph.insert(name).inserted { forgetRefusal(of: name) }
    lowered.removeValue(forKey: name)
    refuse(region: name, by: pass, because: error)
  }

  /// The same, and tells the user so.
  public mutating func leaveInGraph(
    _ name: String, by pass: String, because error: Diagnostic, in context: inout PassContext
  ) {
    leaveInGraph(name, by: pass, because: error)
    var warning = error
    warning.level = .warning
    warning.notes.append("region `\(name)` stays on the host")
    context.report(warning)
  }

  /// The same program with no recorded rewrites, to begin a pass with.
  public func withoutActions() -> Program {
    var copy = self
    copy.actions = []
    return copy
  }

}
