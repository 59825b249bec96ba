/// Every pass on graphs, in the order of the default pipeline.
public let allPasses: [any Pass.Type] = [
  InferTypes.self,
  Simplify.self,
  FoldConstants.self,
  PlanMemory.self,
]
