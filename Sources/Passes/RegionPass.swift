public import Diagnostics
import GraphIR
import OrderedCollections

/// A pass on the regions of one accelerator, which is known as a `Machine`.
public protocol RegionPass<Machine>: Sendable {

  associatedtype Machine: Sendable

  static var info: PassInfo { get }

  /// - Errors: options that do not go together.
  init(_ options: PassOptions) throws(Diagnostic)

  /// Takes the region `name` of `program` one step further.
  /// - Errors: the region can't be taken through this pass; it is then left as it was.
  func lower(
    _ name: String, of program: inout Program, for machine: Machine,
    in context: inout PassContext
  ) throws(Diagnostic)

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

  /// Where the accelerator can not be lowered to at all its regions stay in the graph.
  /// - Errors: a region can't be taken further, or the user asked to stop.
  func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    guard let aim else {
      throw .error("`\(Self.info.name)` is a pass of an accelerator, and there is none")
    }
    let regions = program.module.functions.filter {
      $0.value.attributes.text("Compiler") == aim.target
    }
    guard !regions.isEmpty else { return }
    let machine: Base.Machine
    do throws(Diagnostic) {
      machine = try aim.machine.get()
    } catch {
      guard error.failure == .command else { throw error }
      for name in regions.keys where !program.leftInGraph.contains(name) {
        program.leaveInGraph(name, by: Self.info.name, because: error, in: &context)
      }
      return
    }
    var next = program
    for name in regions.keys {
      try context.checkForStop()
      try base.lower(name, of: &next, for: machine, in: &context)
    }
    try context.checkForStop()
    program = next
  }

}
