public import Diagnostics
import GraphIR
import OrderedCollections

/// Moves each annotated region into a function of its own, with a name for a C compiler.
///
/// Of what is annotated a method chooses the regions that go; the others stay on the host, and each
/// of their operators has the reason. What the user gave to an accelerator goes there by all methods.
///
/// - Before: the program is annotated; neighbouring regions may have been merged.
/// - After: no annotations are left; functions with the attribute `Compiler` hold the regions.
/// - Errors: annotations that mark no regions, or a region that depends on itself.
/// - Source: Relay 0.0.5 `PartitionGraph` as a whole.
public struct Partition: Pass {

  public static let info = PassInfo(
    "partition", "move each annotated region into a function of its own",
    options: [bindsConstants, moduleName, method] + CostOptions.all)

  static let bindsConstants = PassOption(
    "bind-constants", default: true,
    "whether constants go into the regions; otherwise they are arguments")

  private static let moduleName = PassOption(
    "mod-name", default: "default", "the part of the names that is the module's")

  private static let method = PassOption(
    "method", default: PartitionMethod.greedy, expected: "greedy, optimal or size>=NUMBER",
    "which regions go: all, those that make the program cheapest, or those of so many operators")

  private let bindsConstants: Bool
  private let moduleName: String
  private let method: PartitionMethod

  /// What estimates of cost count with.
  public let weights: CostWeights

  public init(_ options: PassOptions) throws(Diagnostic) {
    bindsConstants = options[Self.bindsConstants]
    moduleName = options[Self.moduleName]
    method = options[Self.method]
    weights = CostOptions.weights(options)
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    let pass = Self.info.name
    InferTypes.inferMissing(&program, as: pass)
    let plan = AnnotationPlan(program, in: context)
    program.forgetDecisions(of: pass)
    program.normalizeAnnotations(as: pass)
    let chooser = RegionChooser(as: pass, plan, CostModel(context.targets, weights))
    let groups = try program.choose(method, chooser, as: pass)
    try program.extractRegions(
      as: pass, bindsConstants: bindsConstants, joining: plan, groups: groups)
    let left = program.decisions.values.joined().filter { $0.pass == pass }
    if !left.isEmpty {
      context.report(
        .note(
          "\(left.count == 1 ? "1 operator stays" : "\(left.count) operators stay") on the host by "
            + "`method=\(method)`: `coverage` says why"))
    } else if program.module.functions.values.allSatisfy({ $0.attributes["Compiler"] == nil }) {
      context.report(
        .warning(
          "nothing goes to an accelerator: no region is annotated",
          hints: ["`why NODE` says why an operator stays on the host"]))
    }
    let restored = try program.restoreConvolutions(as: pass)
    if restored > 0 {
      context.report(
        .note(
          "\(restored) convolution\(restored == 1 ? "" : "s") of `legalize` that no target took:"
            + " the host computes what the model has"))
    }
    program.mangleRegionNames(as: pass, moduleName: moduleName)
    InferTypes.inferMissing(&program, as: pass)
  }

}
