public import Diagnostics
import GraphIR

/// Moves each annotated region into a function of its own, and nothing else.
///
/// - Before: no tuple is the end of a region, and nothing is annotated for the host.
/// - After: no annotations are left; functions with the attribute `Compiler` hold the regions.
/// - Errors: annotations that mark no regions, or a region that depends on itself.
/// - Source: Relay 0.0.5 `PartitionGraph`, the inner pass.
public struct PartitionGraph: Pass {

  public static let info = PassInfo(
    "partition-graph", "move each annotated region into a function, and nothing else",
    options: [Partition.bindsConstants])

  /// `partition` does this and more.
  public static func isDefault(for model: ModelFacts) -> Bool { false }

  private let bindsConstants: Bool

  public init(_ options: PassOptions) throws(Diagnostic) {
    bindsConstants = options[Partition.bindsConstants]
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    InferTypes.inferMissing(&program, as: Self.info.name)
    try program.extractRegions(
      as: Self.info.name, bindsConstants: bindsConstants,
      joining: AnnotationPlan(program, in: context))
    InferTypes.inferMissing(&program, as: Self.info.name)
  }

}
