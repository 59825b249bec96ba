import Effects
import Passes
import Support
import TargetKit
import Tensors

extension OperationMachine {

  /// What the lowering knows of the machine that `abilities` are of.
  init(_ abilities: Abilities) {
    let form = abilities.machine.form
    let isShared = abilities.data == abilities.weights
    let parts = form.parts(
      of: isShared
        ? [abilities.data, abilities.sums] : [abilities.data, abilities.weights, abilities.sums])
    self.init(
      name: abilities.machine.common.name, host: abilities.machine.common.host,
      data: parts[0], weights: parts[isShared ? 0 : 1], sums: parts[isShared ? 1 : 2],
      depth: abilities.depth, lanes: abilities.lanes, blockPlaces: abilities.blockPlaces,
      hasOutputsFirst: abilities.hasOutputsFirst,
      layout: BlockedLayout(
        block: abilities.block,
        isChannelsLast: abilities.machine.interface.handover.isChannelsLast),
      partNames: form.state.map(\.name),
      refusal: { abilities.refusal(of: $0) })
  }

}

extension MachineForm {

  /// The places of memories that kernels may use, as far as fields reach. Those that have bytes in common, because they are the
  /// same or show the same, stand side by side there, the shortest first.
  fileprivate func parts(of memories: [StateID]) -> [OperationMachine.Part] {
    var places = memories.map { 0 ..< (self[$0].shape.first ?? 1) }
    let groups = Dictionary(grouping: memories.indices) { root(of: memories[$0]) }
    for members in groups.values where members.count > 1 {
      let sizes = members.map { (member: $0, bytes: byteCount(of: memories[$0])) }
      let sorted = sizes.sorted { ($0.bytes, $0.member) < ($1.bytes, $1.member) }
      var begin = 0
      for (index, size) in sorted.enumerated() {
        // None takes so much that one behind it would have less.
        let room = sorted[index...].enumerated().map { ($1.bytes - begin) / ($0 + 1) }
        let end = begin + max(0, room.min() ?? 0)
        let row = max(1, byteCount(ofPlaceOf: memories[size.member]))
        let first = ceilDivision(begin, row)
        places[size.member] = first ..< max(first, end / row)
        begin = end
      }
    }
    return zip(memories, places).map { id, places in
      let places = places.clamped(to: 0 ..< reach(of: id))
      return OperationMachine.Part(
        id, name: self[id].name, first: places.lowerBound, count: places.count,
        element: self[id].type.element, saturates: self[id].type.saturates)
    }
  }

  /// - Units: bytes of all places.
  private func byteCount(of part: StateID) -> Int {
    byteCount(ofPlaceOf: part) * (self[part].shape.first ?? 1)
  }

}
