public import Diagnostics
import GraphIR
import OrderedCollections

/// A pass on the regions of one accelerator, which is known as a `Machine`.
public protocol RegionPass<Machine>: Sendable {

  associatedtype Machine: Sendable

  /// What it takes: a region as the pass before has left it, or the name of one in the graph.
  associatedtype Source

  static var info: PassInfo { get }

  /// - Errors: options that do not go together.
  init(_ options: PassOptions) throws(Diagnostic)

  /// What it takes of the region `name`; nil where that stays in the graph.
  /// - Errors: another pass comes first, or this one comes too late.
  func source(_ name: String, of program: Program) throws(Diagnostic) -> Source?

  /// A region of `program` one step further.
  /// - Errors: it can't be taken through this pass; it stays on the host then.
  func lowering(
    of source: Source, in program: Program, for machine: Machine
  ) throws(Diagnostic) -> RegionLowering

}

/// A region as a pass leaves it.
public struct RegionLowering: Sendable {

  let region: any LoweredRegion

  /// The rewrites that made it so.
  let actions: [Action]

  public init(_ region: any LoweredRegion, by actions: [Action]) {
    self.region = region
    self.actions = actions
  }

}

extension RegionPass where Source == String {
  public func source(_ name: String, of program: Program) -> String? { name }
}

/// A pass on regions that have left the graph.
public protocol LaterRegionPass: RegionPass where Source: LoweredRegion {

  /// The pass that must have run before.
  static var predecessor: String { get }

}

extension LaterRegionPass {
  public func source(_ name: String, of program: Program) throws(Diagnostic) -> Source? {
    guard let lowered = program.lowered[name] else { return nil }
    if let region = lowered as? Source, region.passes.last == Self.predecessor { return region }
    let last = lowered.passes.last.map { "the last pass on `\(name)` was `\($0)`" }
    throw .error(
      "`\(Self.info.name)` takes what `\(Self.predecessor)` gives, but "
        + (last ?? "`\(name)` is at level \(lowered.level)"),
      hints: ["`apply \(Self.predecessor)` first, or `undo`"])
  }
}

extension RegionPass {
  /// This pass as the accelerator `target` offers it.
  /// - Parameter machine: why it can't be had, where regions can't be lowered to it.
  public static func aimed(
    at target: String, _ machine: Result<Machine, Diagnostic>
  ) -> OfferedPass {
    OfferedPass(info, of: target) { options throws(Diagnostic) in
      AimedPass(try Self(options), target, machine)
    }
  }
}

/// A pass on regions made for one accelerator.
private struct AimedPass<Base: RegionPass>: Pass {

  static var info: PassInfo { Base.info }

  private let base: Base
  private let aim: (target: String, machine: Result<Base.Machine, Diagnostic>)?

  init(_ options: PassOptions) throws(Diagnostic) {
    base = try Base(options)
    aim = nil
  }

  init(_ base: Base, _ target: String, _ machine: Result<Base.Machine, Diagnostic>) {
    self.base = base
    aim = (target, machine)
  }

  /// What the accelerator can not be used for stays on the host: a region, or all of them.
  /// - Errors: another pass comes first, or the user asked to stop.
  func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    guard let aim else {
      throw .error("`\(Self.info.name)` is a pass of an accelerator, and there is none")
    }
    let regions = program.module.functions.filter {
      $0.value.attributes.text("Compiler") == aim.target
    }
    guard !regions.isEmpty else { return }
    var next = program
    for name in regions.keys {
      try context.checkForStop()
      // Where nothing can be lowered a region has its reason from the first pass.
      if case .failure = aim.machine, next.leftInGraph.contains(name) { continue }
      guard let source = try base.source(name, of: next) else { continue }
      do throws(Diagnostic) {
        let lowering = try base.lowering(of: source, in: next, for: try aim.machine.get())
        next.lower(name, to: lowering.region, by: lowering.actions)
      } catch {
        guard error.failure == .command else { throw error }
        next.leaveInGraph(name, by: Self.info.name, because: error, in: &context)
      }
    }
    try context.checkForStop()
    program = next
  }

}
