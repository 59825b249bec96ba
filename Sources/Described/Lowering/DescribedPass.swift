import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit

/// A pass on the regions of one machine that is described by what its instructions do.
protocol DescribedPass: Sendable {

  static var info: PassInfo { get }

  /// - Errors: options that do not go together.
  init(_ options: PassOptions) throws(Diagnostic)

  /// Takes the region `name` of `program` one step further.
  /// - Errors: the region can't be taken through this pass; it is then left as it was.
  func lower(
    _ name: String, of program: inout Program, for abilities: Abilities,
    in context: inout PassContext
  ) throws(Diagnostic)

}

extension DescribedPass {

  /// Leaves a region in the graph and says why.
  func leave(
    _ name: String, of program: inout Program, because error: Diagnostic,
    in context: inout PassContext
  ) {
    program.leaveInGraph(name, by: Self.info.name, because: error)
    var warning = error
    warning.level = .warning
    warning.notes.append("region `\(name)` stays on the host")
    context.report(warning)
  }

  /// The region `name` where `predecessor` has left it; nil where it has not left the graph.
  /// - Errors: another pass comes first, or this one comes too late.
  func region<Region: LoweredRegion>(
    _ name: String, of program: Program, as kind: Region.Type, from predecessor: String
  ) throws(Diagnostic) -> Region? {
    guard let lowered = program.lowered[name] else { return nil }
    guard let region = lowered as? Region, region.passes.last == predecessor else {
      throw .error(
        "`\(Self.info.name)` takes what `\(predecessor)` gives, "
          + "but `\(name)` is at level \(lowered.level)",
        hints: ["`apply \(predecessor)` first, or `undo`"])
    }
    return region
  }

  /// This pass as the target `description` offers it.
  static func aimed(at description: MachineDescription) -> OfferedPass {
    OfferedPass(info, of: description.common.name) { options throws(Diagnostic) in
      try AimedPass<Self>(options, for: description)
    }
  }

}

/// A pass of this family made for one machine.
struct AimedPass<Base: DescribedPass>: Pass {

  static var info: PassInfo { Base.info }

  private let base: Base
  private let description: MachineDescription?

  init(_ options: PassOptions) throws(Diagnostic) {
    base = try Base(options)
    description = nil
  }

  init(_ options: PassOptions, for description: MachineDescription) throws(Diagnostic) {
    base = try Base(options)
    self.description = description
  }

  /// Where the machine can not be used for products at all its regions stay in the graph.
  /// - Errors: another pass comes first, or the user asked to stop.
  func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    guard let description else {
      throw .error("`\(Self.info.name)` is a pass of an accelerator, and there is none")
    }
    let regions = program.module.functions.filter {
      $0.value.attributes.text("Compiler") == description.common.name
    }
    guard !regions.isEmpty else { return }
    var next = program
    let abilities: Abilities
    do throws(Diagnostic) {
      abilities = try Abilities(description)
    } catch {
      guard error.failure == .command else { throw error }
      for name in regions.keys where !program.leftInGraph.contains(name) {
        base.leave(name, of: &program, because: error, in: &context)
      }
      return
    }
    for name in regions.keys {
      try context.checkForStop()
      try base.lower(name, of: &next, for: abilities, in: &context)
    }
    try context.checkForStop()
    program = next
  }

}
