/// Every pass on graphs, in the order of the default pipeline.
public let allPasses: [any Pass.Type] = [
  InferTypes.self,
  Simplify.self,
  FoldConstants.self,
  Legalize.self,
  LowerQDQ.self,
  Quantize.self,
  EditAnnotations.self,
  MergeComposite.self,
  Annotate.self,
  MergeRegions.self,
  Partition.self,
  PartitionGraph.self,
  PlanMemory.self,
]

/// The passes on graphs that a model goes through by default, in order; those of its accelerators
/// follow.
public func defaultPasses(for model: ModelFacts) -> [any Pass.Type] {
  allPasses.filter { $0.isDefault(for: model) }
}
