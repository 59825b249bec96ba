import Diagnostics
import Effects

/// What a machine can be used for, found from what its instructions do: which memories play which
/// part, and how its rows look.
struct Abilities: Sendable {

  let machine: MachineDescription

  /// The memories that a product takes data and weights from and puts sums into; data and weights may
  /// be in one.
  let data: StateID
  let weights: StateID
  let sums: StateID

  /// How many numbers of a row are summed, and how many sums a row has.
  let depth: Int
  let lanes: Int

  /// How many places of the memory of weights a block takes, and whether the numbers of one output
  /// follow each other in it; otherwise those of one input do.
  let blockPlaces: Int
  let hasOutputsFirst: Bool

}
