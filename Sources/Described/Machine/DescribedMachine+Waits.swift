import Simulation
import Support
import TargetKit

/// Who waits for whom by tokens.
extension DescribedMachine {

  /// What is known where units wait for each other, or for nobody.
  var deadlock: Deadlock {
    let waits = waits
    return Deadlock(waits, culprit: program.number(ofAny: culprit(of: waits)))
  }

  /// Who waits for whom now, whether others can go on or not.
  /// - Cost: O(units × log(instructions)).
  var waits: WaitGraph { WaitGraph(of: PlacedUnits(program: program, position: position)) }

  /// The last instruction of the partner of the root, before the one that waits, that does not push,
  /// or pop.
  private func culprit(of waits: WaitGraph) -> Int? {
    guard let edge = waits.rootEdge, edge.reason != .fetch,
      let queue = program.queues.firstIndex(where: { $0.name == edge.queue }),
      let index = waits.first?.instruction.flatMap({ program.index(of: $0) })
    else { return nil }
    let isToken = edge.reason == .token
    let unit = isToken ? program.queues[queue].from : program.queues[queue].to
    let begin = program.indices(ofStream: position.stream).lowerBound
    return program.lists[unit].last { other in
      guard other >= begin, other < index else { return false }
      let instruction = program.instructions[other]
      return !(isToken ? instruction.pushes : instruction.pops).contains {
        $0.queue == queue && $0.count > 0
      }
    }
  }

}

/// The units of a program, where they stand, as they wait for each other.
private struct PlacedUnits: WaitingUnits {

  let program: MachineProgram
  let position: MachinePosition

  var unitCount: Int { program.units.count }

  func name(of unit: Int) -> String { program.units[unit].name }

  func next(of unit: Int) -> InstructionNumber? {
    program.number(ofAny: position.next(of: unit, program))
  }

  func state(of unit: Int) -> WaitGraph.Node.State {
    let isUnfetched =
      position.next(of: unit, program) != nil && position.head(of: unit, program) == nil
    return isUnfetched ? .unfetched : missing(to: unit).isEmpty ? .free : .waits
  }

  func needs(of unit: Int) -> [WaitGraph.Need] {
    missing(to: unit).map { missing in
      switch missing {
      case .token(let queue):
        need(.token, queue, program.queues[queue].from, program.tokens.pushes[queue].instructions)
      case .room(let queue):
        need(.room, queue, program.queues[queue].to, program.tokens.pops[queue].instructions)
      }
    }
  }

  var unitWithoutRoom: Int? {
    position.fetched < position.streamEnd ? program.instructions[position.fetched].unit : nil
  }

  private func missing(to unit: Int) -> [MachinePosition.Need] {
    guard let head = position.head(of: unit, program),
      !(head == position.current && position.step > 0)
    else { return [] }
    return position.needs(of: head, program)
  }

  /// - Parameter partners: those that would end the wait, in order.
  private func need(
    _ reason: WaitGraph.Edge.Reason, _ queue: Int, _ partner: Int, _ partners: [Int]
  ) -> WaitGraph.Need {
    let next = partners[position.finishedCount(of: partners, by: partner, program)...].first.flatMap
    {
      $0 < position.streamEnd ? $0 : nil
    }
    let (pushers, poppers) = (program.tokens.pushes[queue], program.tokens.pops[queue])
    return WaitGraph.Need(
      reason, queue: program.queues[queue].name, partner: partner,
      next: program.number(ofAny: next),
      pushed: pushers.total(
        position.finishedCount(of: pushers.instructions, by: program.queues[queue].from, program)),
      popped: poppers.total(
        position.finishedCount(of: poppers.instructions, by: program.queues[queue].to, program)))
  }

}
