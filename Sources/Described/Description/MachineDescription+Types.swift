import Effects
import Passes
import TargetKit
import Tensors

extension MachineDescription {

  /// What instructions say of the numbers that they compute with: whether lanes can be shifted and
  /// multiplied on their own, and in which groups an array adds floats.
  mutating func deriveTypes() {
    let values = form.instructions.flatMap(\.effect.values)
    var types = common.interface.types
    types.multiplies = values.contains { $0.combinesLanes(by: .multiply) }
    types.shiftPerChannel = values.contains { $0.combinesLanes(by: .shiftRight) }
    types.rounds = types.data.isFloat
    types.sumBlock = types.accumulator.isFloat ? values.lazy.compactMap(\.summedExtent).first : nil
    common.interface.types = types
  }

}
