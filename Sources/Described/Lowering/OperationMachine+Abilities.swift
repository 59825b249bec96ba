import Effects
import Passes
import TargetKit
import Tensors

extension OperationMachine {

  /// What the lowering knows of the machine that `abilities` are of.
  init(_ abilities: Abilities) {
    let form = abilities.machine.form
    func part(_ id: StateID) -> Part {
      Part(
        id, name: form[id].name, count: form[id].shape.first ?? 1, element: form[id].type.element)
    }
    self.init(
      name: abilities.machine.common.name, host: abilities.machine.common.host,
      data: part(abilities.data), weights: part(abilities.weights), sums: part(abilities.sums),
      depth: abilities.depth, lanes: abilities.lanes, blockPlaces: abilities.blockPlaces,
      hasOutputsFirst: abilities.hasOutputsFirst,
      layout: BlockedLayout(
        block: abilities.lanes,
        isChannelsLast: abilities.machine.interface.handover.isChannelsLast),
      partNames: form.state.map(\.name),
      reason: { abilities.reason(against: $0) })
  }

}
