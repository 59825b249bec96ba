import Diagnostics
public import Passes

/// The passes from the graph to a stream, in order, for the accelerator that `description` says.
public func loweringPasses(for description: DecoupledDescription) -> [OfferedPass] {
  let accelerator = Result { () throws(Diagnostic) in try Accelerator(description) }
  return decoupledPasses.map { $0.aimed(at: description.name, accelerator) }
}

/// Every pass of the family, in the order in which they are applied.
let decoupledPasses: [any DecoupledPass.Type] = [
  Tile.self,
  Cache.self,
  DoubleBuffer.self,
  InjectDma.self,
  Tensorize.self,
  InsertTokens.self,
  FoldUops.self,
  AllocateSram.self,
  Emit.self,
]
