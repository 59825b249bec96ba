import Simulation
import TargetKit

extension DecoupledMachine {

  /// Who waits for what, where no unit can go on.
  var deadlock: Deadlock {
    let waits = plan.unitInstructions.indices.compactMap { unit -> Deadlock.Wait? in
      guard let index = head(of: unit), let missing = missing(for: index) else { return nil }
      return wait(of: index, unit: unit, for: missing)
    }
    return Deadlock(waits: waits)
  }

  private func wait(of index: Int, unit: Int, for missing: Missing) -> Deadlock.Wait {
    let units = plan.description.units
    let queues = plan.description.tokens
    switch missing {
    case .token(let queue):
      let partner = plan.tokenFrom[queue]
      return Deadlock.Wait(
        unit: units[unit].name, instruction: index, queue: queues[queue].name,
        partner: units[partner].name,
        partnerInstruction: nextInstruction(of: partner) { $0.pushes >> UInt32(queue) & 1 == 1 })
    case .room(let queue):
      let partner = plan.tokenTo[queue]
      return Deadlock.Wait(
        unit: units[unit].name, instruction: index, queue: queues[queue].name,
        partner: units[partner].name,
        partnerInstruction: nextInstruction(of: partner) { $0.pops >> UInt32(queue) & 1 == 1 })
    }
  }

}
