public import Diagnostics
import GraphIR
import OrderedCollections

/// Moves each annotated region into a function of its own, with a name for a C compiler.
///
/// - Before: the program is annotated; neighbouring regions may have been merged.
/// - After: no annotations are left; functions with the attribute `Compiler` hold the regions.
/// - Errors: annotations that mark no regions, or a region that depends on itself.
/// - Source: Relay 0.0.5 `PartitionGraph` as a whole.
public struct Partition: Pass {

  public static let info = PassInfo(
    "partition", "move each annotated region into a function of its own",
    options: [bindsConstants, moduleName])

  static let bindsConstants = PassOption(
    "bind-constants", default: true,
    "whether constants go into the regions; otherwise they are arguments")

  private static let moduleName = PassOption(
    "mod-name", default: "default", "the part of the names that is the module's")

  private let bindsConstants: Bool
  private let moduleName: String

  public init(_ options: PassOptions) throws(Diagnostic) {
    bindsConstants = options[Self.bindsConstants]
    moduleName = options[Self.moduleName]
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    let pass = Self.info.name
    InferTypes.inferWherePossible(&program, as: pass)
    let plan = AnnotationPlan(program, in: context)
    program.flattenTuples(as: pass)
    program.removeDefaultAnnotations(as: pass)
    try program.extractRegions(as: pass, bindsConstants: bindsConstants, joining: plan)
    if program.module.functions.values.allSatisfy({ $0.attributes["Compiler"] == nil }) {
      context.report(
        .warning(
          "nothing goes to an accelerator: no region is annotated",
          hints: ["`why NODE` says why an operator stays on the host"]))
    }
    program.mangleRegionNames(as: pass, moduleName: moduleName)
    InferTypes.inferWherePossible(&program, as: pass)
  }

}
