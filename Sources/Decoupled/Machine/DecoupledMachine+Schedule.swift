import CKernels
import Simulation
import Support
import TargetKit

extension DecoupledMachine {

  /// The instruction at the head of the queue of a unit, unless the queue is empty.
  func head(of unit: Int) -> Int? {
    let index = Int(plan.lists[unit][state.head(unit)])
    return index < state[.fetched] ? index : nil
  }

  /// The instruction that runs next where several could: the policy says which.
  var readyInstruction: Int? {
    let gate = state.gate
    let ready = plan.lists.indices.lazy.compactMap { head(of: $0) }.filter {
      gate.allows(pops: plan.records[$0].pops, pushes: plan.records[$0].pushes)
    }
    return plan.options.schedule.choice(
      of: ready, finished: state.finished, first: plan.workload.first)
  }

  /// What keeps an instruction from running, if anything does.
  func missing(for index: Int) -> TokenGate.Missing? {
    state.gate.firstMissing(pops: plan.records[index].pops, pushes: plan.records[index].pushes)
  }

  /// How many instructions are in the queue of a unit.
  func queued(at unit: Int) -> Int {
    if plan.hasQueueDepths { return state.fetched(unit) - state.head(unit) }
    let (head, fetched) = (state.head(unit), state.fetched)
    return plan.unitInstructions[unit][head...].partitioningIndex { Int($0) >= fetched } - head
  }

  /// The first instruction of a unit in this stream that has not finished.
  func nextInstruction(of unit: Int) -> Int? {
    nextInstruction(of: unit, among: plan.unitInstructions[unit])
  }

  /// The first instruction of a unit in this stream that has not finished and is one of `list`, which
  /// is in order.
  /// - Cost: O(log(instructions)): it is asked for whenever a screen is drawn.
  func nextInstruction(of unit: Int, among list: [Int32]) -> Int? {
    let own = plan.unitInstructions[unit]
    let head = state.head(unit)
    guard !plan.streamEnds.isEmpty, head < own.count else { return nil }
    let place = list.countBelow(Int(own[head]))
    guard list.indices.contains(place), Int(list[place]) < plan.streamEnds[state.stream] else {
      return nil
    }
    return Int(list[place])
  }

  /// The last instruction of a unit that has finished.
  func last(of unit: Int) -> Int? {
    let head = state.head(unit)
    return head == 0 ? nil : Int(plan.unitInstructions[unit][head - 1])
  }

  /// The instructions that pushed the tokens that are in a queue, oldest first; not of those that it
  /// began with.
  func pushers(in queue: Int) -> [Int] {
    let initial = plan.initialTokens[queue]
    let first = max(0, state.popped(queue) - initial)
    return plan.pushers[queue][first ..< state.put(queue) - initial].map { Int($0) }
  }

  func lastPush(into queue: Int) -> Int? {
    let count = state.put(queue) - plan.initialTokens[queue]
    return count == 0 ? nil : Int(plan.pushers[queue][count - 1])
  }

  func lastPop(from queue: Int) -> Int? {
    let count = state.popped(queue)
    return count == 0 ? nil : Int(plan.poppers[queue][count - 1])
  }

}
