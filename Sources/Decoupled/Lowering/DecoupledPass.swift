import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit

/// A pass on the regions of one accelerator.
protocol DecoupledPass: Sendable {

  static var info: PassInfo { get }

  /// - Errors: options that do not go together.
  init(_ options: PassOptions) throws(Diagnostic)

  /// Takes the region `name` of `program` one step further.
  /// - Errors: the region can't be taken through this pass; it is then left as it was.
  func lower(
    _ name: String, of program: inout Program, for accelerator: Accelerator,
    in context: inout PassContext
  ) throws(Diagnostic)

}

/// A pass from tile IR to tile IR; it changes programs only through a `TileRewriter`.
protocol TilePass: DecoupledPass {

  /// The pass that must have run before.
  static var predecessor: String { get }

  /// - Errors: the region can't be taken through this pass.
  func run(on region: inout TileRewriter, for accelerator: Accelerator) throws(Diagnostic)

}

extension TilePass {

  func lower(
    _ name: String, of program: inout Program, for accelerator: Accelerator,
    in context: inout PassContext
  ) throws(Diagnostic) {
    guard let region = program.lowered[name] as? TileProgram else {
      if program.lowered[name] == nil { return }
      throw .error(
        "`\(Self.info.name)` comes too late for `\(name)`, which is a stream already",
        hints: ["`undo`, or `apply tile` to begin again"])
    }
    guard region.passes.last == Self.predecessor else {
      throw .error(
        "`\(Self.info.name)` takes what `\(Self.predecessor)` gives, "
          + "but the last pass on `\(name)` was `\(region.passes.last ?? "")`",
        hints: ["`apply \(Self.predecessor)` first"])
    }
    let rewriter = try rewriting(region, for: accelerator)
    program.lower(name, to: rewriter.finished(), by: rewriter.actions)
  }

}

extension TilePass {
  /// What the pass makes of `region`.
  func rewriting(
    _ region: TileProgram, for accelerator: Accelerator
  ) throws(Diagnostic) -> TileRewriter {
    var rewriter = TileRewriter(region, pass: Self.info.name)
    try run(on: &rewriter, for: accelerator)
    return rewriter
  }
}

/// A pass of this family made for one accelerator.
struct AimedPass<Base: DecoupledPass>: Pass {

  static var info: PassInfo { Base.info }

  private let base: Base
  private let description: DecoupledDescription?

  init(_ options: PassOptions) throws(Diagnostic) {
    base = try Base(options)
    description = nil
  }

  init(_ options: PassOptions, for description: DecoupledDescription) throws(Diagnostic) {
    base = try Base(options)
    self.description = description
  }

  func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    guard let description else {
      throw .error("`\(Self.info.name)` is a pass of an accelerator, and there is none")
    }
    let accelerator = try Accelerator(description)
    var next = program
    for (name, function) in program.module.functions
    where function.attributes.text("Compiler") == description.name {
      try context.checkForStop()
      try base.lower(name, of: &next, for: accelerator, in: &context)
    }
    try context.checkForStop()
    program = next
  }

}

extension DecoupledPass {
  /// This pass as the target `description` offers it.
  static func aimed(at description: DecoupledDescription) -> OfferedPass {
    OfferedPass(info, of: description.name) { options throws(Diagnostic) in
      try AimedPass<Self>(options, for: description)
    }
  }
}
