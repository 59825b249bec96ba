import Diagnostics
import Passes

/// The passes from the graph to a stream, in order, for a machine of that name.
/// - Parameter abilities: why there are none, where the machine can not be lowered to.
func loweringPasses(
  for name: String, _ abilities: Result<Abilities, Diagnostic>
) -> [OfferedPass] {
  describedPasses.map { $0.aimed(at: name, abilities) }
}

/// Every pass of the family, in the order in which they are applied.
let describedPasses: [any DescribedPass.Type] = [
  Tile.self,
  Select.self,
  Order.self,
  Emit.self,
]
