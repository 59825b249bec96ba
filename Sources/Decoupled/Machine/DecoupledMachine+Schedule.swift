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

  /// The first instruction of a unit in this stream that has not finished and is as asked.
  func nextInstruction(
    of unit: Int, where isSuch: (DecodedInstruction) -> Bool
  ) -> Int? {
    guard !plan.streamEnds.isEmpty else { return nil }
    let end = plan.streamEnds[state.stream]
    for index in plan.unitInstructions[unit][state.head(unit)...] {
      if Int(index) >= end { return nil }
      if isSuch(plan.instructions[Int(index)]) { return Int(index) }
    }
    return nil
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
