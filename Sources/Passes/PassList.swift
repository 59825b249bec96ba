/// Every pass on graphs, in the order of the default pipeline.
public let allPasses: [any Pass.Type] = [
  InferTypes.self,
  Simplify.self,
  FoldConstants.self,
  Quantize.self,
  LowerQDQ.self,
  MergeComposite.self,
  Annotate.self,
  MergeRegions.self,
  Partition.self,
  PartitionGraph.self,
  PlanMemory.self,
]
