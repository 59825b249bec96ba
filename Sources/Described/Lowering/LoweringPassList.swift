public import Passes

/// The passes from the graph to a stream, in order, for the machine that `description` says.
public func loweringPasses(for description: MachineDescription) -> [OfferedPass] {
  describedPasses.map { $0.aimed(at: description) }
}

/// Every pass of the family, in the order in which they are applied.
let describedPasses: [any DescribedPass.Type] = [
  Tile.self,
  Select.self,
  Order.self,
  Emit.self,
]
