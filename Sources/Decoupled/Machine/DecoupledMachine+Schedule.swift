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
    let ready = plan.lists.indices.lazy.compactMap { head(of: $0) }.filter { isReady($0) }
    switch plan.options.schedule {
    case .fifo: return ready.min()
    case .worstFirst: return ready.max()
    case .random(let seed):
      let all = ready.sorted()
      guard !all.isEmpty else { return nil }
      var mixed = SplitMix64(seed: seed &+ UInt64(state.finished) &* 0x2545_f491_4f6c_dd1d)
      return all[Int(mixed.next() % UInt64(all.count))]
    case .replay(let order):
      let asked = state.finished < order.count ? plan.index(of: order[state.finished]) ?? -1 : -1
      return ready.contains(asked) ? asked : ready.min()
    }
  }

  /// Whether an instruction can have its tokens, and there is room for those that it pushes.
  private func isReady(_ index: Int) -> Bool {
    let record = plan.records[index]
    return Int(record.pops) & ~state[.available] == 0 && Int(record.pushes) & state[.full] == 0
  }

  /// What an instruction waits for.
  enum Missing {
    case token(queue: Int)
    case room(queue: Int)
  }

  /// What keeps an instruction from running, if anything does.
  func missing(for index: Int) -> Missing? {
    let instruction = plan.instructions[index]
    if let queue = instruction.pops.bits.first(where: { state.level($0) == 0 }) {
      return .token(queue: queue)
    }
    let full = instruction.pushes.bits.first { state.level($0) >= plan.tokenDepths[$0] }
    return full.map { .room(queue: $0) }
  }

  /// Puts instructions into the queues of their units, in order, as far as there is room.
  func fetch() {
    guard !plan.streamEnds.isEmpty else { return }
    unsafe dk_fetch(storage.engine, plan.streamEnds[state.stream])
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

  /// The instructions that pushed the tokens that are in a queue, oldest first.
  func pushers(in queue: Int) -> [Int] {
    plan.pushers[queue][state.popped(queue) ..< state.pushed(queue)].map { Int($0) }
  }

  func lastPush(into queue: Int) -> Int? {
    let count = state.pushed(queue)
    return count == 0 ? nil : Int(plan.pushers[queue][count - 1])
  }

  func lastPop(from queue: Int) -> Int? {
    let count = state.popped(queue)
    return count == 0 ? nil : Int(plan.poppers[queue][count - 1])
  }

}
