import DequeModule

/// Which instructions of a stream are certain to have finished when another begins.
///
/// Each token queue has one unit that pushes and one that pops, and both work in order: the n-th
/// pop takes the n-th token. So what comes before what does not depend on how fast units are.
struct StreamOrder {

  /// For each unit, how many of its instructions in the stream come before.
  typealias Clock = [Int32]

  /// - Parameter tokens: how many tokens each queue holds when the stream begins.
  /// - Returns: what comes before the instruction, itself included; `nil` if it never begins.
  /// - Cost: O(instructions × units).
  static func clock(
    of target: Int, in stream: Range<Int>, tokens: [Int], plan: MachinePlan
  ) -> Clock? {
    let lists = plan.unitInstructions.map { list in
      list.filter { stream.contains(Int($0)) }
    }
    var clocks = lists.map { _ in Clock(repeating: 0, count: lists.count) }
    var queues = tokens.map { Deque(repeating: Clock(repeating: 0, count: lists.count), count: $0) }
    var heads = lists.map { _ in 0 }
    var moved = true
    while moved {
      moved = false
      for unit in lists.indices {
        while heads[unit] < lists[unit].count {
          let index = Int(lists[unit][heads[unit]])
          let instruction = plan.instructions[index]
          if instruction.pops.first(where: { queues[$0].isEmpty }) != nil { break }
          for queue in instruction.pops.bits {
            guard let clock = queues[queue].popFirst() else { continue }
            for other in clock.indices where clock[other] > clocks[unit][other] {
              clocks[unit][other] = clock[other]
            }
          }
          heads[unit] += 1
          clocks[unit][unit] = Int32(heads[unit])
          if index == target { return clocks[unit] }
          for queue in instruction.pushes.bits { queues[queue].append(clocks[unit]) }
          moved = true
        }
      }
    }
    return nil
  }

}

extension DecoupledMachine {

  /// The last instruction of each unit that the end of the stream does not wait for: a machine with
  /// another pace may be late with it.
  var unawaited: [Int] {
    guard let end = state.lastFinished, plan.hasFinish, !plan.streamEnds.isEmpty else { return [] }
    let begin = state.stream == 0 ? 0 : plan.streamEnds[state.stream - 1]
    let stream = begin ..< plan.streamEnds[state.stream]
    guard
      let clock = StreamOrder.clock(
        of: end, in: stream, tokens: state.tokensAtStreamStart, plan: plan)
    else { return [] }
    return plan.unitInstructions.indices.compactMap { unit in
      let list = plan.unitInstructions[unit].filter { stream.contains(Int($0)) }
      return Int(clock[unit]) < list.count ? list.last.map { Int($0) } : nil
    }
  }

}
