import Support

/// What of a workload decides which instruction waits for which: units, tokens and depths.
struct TokenProgram: Sendable {

  /// For each instruction its unit, and a bit for each token queue that it pops, and pushes.
  let units: [UInt8]
  var pops: [UInt32]
  var pushes: [UInt32]

  /// For each instruction which one of its unit it is, counted from 1 over all streams.
  let ranks: [Int32]

  /// For each unit the instructions that it runs, in order.
  let lists: [[Int32]]

  /// For each stream the first instruction behind it.
  let streamEnds: [Int]

  /// For each stream the last instruction that says that it ends, if one does.
  let finishes: [Int?]

  /// Whether streams end with an instruction that says so.
  let hasFinish: Bool

  /// The units that push and pop each token queue.
  let from: [Int]
  let to: [Int]

  /// - Units: tokens, and instructions; `Int.max` for any number.
  var tokenDepths: [Int]
  var queueDepths: [Int]

  init(_ plan: MachinePlan) {
    units = plan.instructions.map { UInt8(truncatingIfNeeded: $0.unit) }
    pops = plan.instructions.map(\.pops)
    pushes = plan.instructions.map(\.pushes)
    lists = plan.unitInstructions
    var ranks = [Int32](repeating: 0, count: plan.instructions.count)
    for list in lists {
      for (place, index) in list.enumerated() { ranks[Int(index)] = Int32(place + 1) }
    }
    self.ranks = ranks
    streamEnds = plan.streamEnds
    hasFinish = plan.hasFinish
    var begin = 0
    finishes = plan.streamEnds.map { end in
      defer { begin = end }
      return (begin ..< end).last { index in
        if case .finish = plan.instructions[index].operation { true } else { false }
      }
    }
    from = plan.tokenFrom
    to = plan.tokenTo
    tokenDepths = plan.tokenDepths
    queueDepths = plan.queueDepths
  }

  var count: Int { units.count }
  var unitCount: Int { lists.count }

  /// The instructions of a stream.
  func stream(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : streamEnds[index - 1]) ..< streamEnds[index]
  }

  /// The stream that an instruction is in.
  func stream(of instruction: Int) -> Int {
    streamEnds.firstIndex { instruction < $0 } ?? max(0, streamEnds.count - 1)
  }

  /// How many instructions of a unit stand before `index` in the program.
  /// - Cost: O(log(instructions)).
  func rank(of unit: Int, before index: Int) -> Int { lists[unit].countBelow(index) }

}

extension [Int32] {

  /// How many elements of the sorted list are less than `limit`.
  /// - Cost: O(log(count)).
  func countBelow(_ limit: Int) -> Int {
    partitioningIndex { Int($0) >= limit }
  }

}
