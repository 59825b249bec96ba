import CKernels
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

  /// - Units: tokens in each queue before the first instruction.
  var initialTokens: [Int]

  init(_ plan: MachinePlan) {
    let count = plan.instructions.count
    var units = [UInt8](repeating: 0, count: count)
    var pops = [UInt32](repeating: 0, count: count)
    var pushes = pops
    for slice in Slices(count) {
      for index in slice {
        let record = plan.records[index]
        (units[index], pops[index], pushes[index]) = (record.unit, record.pops, record.pushes)
      }
    }
    var begin = 0
    var poll = Poll()
    let finishes = plan.streamEnds.map { end -> Int? in
      defer { begin = end }
      return (begin ..< end).last { index in
        poll.isRequested() || plan.records[index].endsStream
      }
    }
    self.init(
      units: units, pops: pops, pushes: pushes, lists: plan.unitInstructions,
      streamEnds: plan.streamEnds,
      finishes: plan.hasFinish ? finishes : nil, from: plan.tokenFrom, to: plan.tokenTo,
      tokenDepths: plan.tokenDepths, queueDepths: plan.queueDepths,
      initialTokens: plan.initialTokens)
  }

  /// - Parameter finishes: `nil` where streams do not end with an instruction that says so.
  init(
    units: [UInt8], pops: [UInt32], pushes: [UInt32], lists: [[Int32]], streamEnds: [Int],
    finishes: [Int?]?, from: [Int], to: [Int], tokenDepths: [Int], queueDepths: [Int],
    initialTokens: [Int]
  ) {
    self.units = units
    self.pops = pops
    self.pushes = pushes
    self.lists = lists
    var ranks = [Int32](repeating: 0, count: units.count)
    for list in lists {
      for slice in Slices(list.count) {
        for place in slice { ranks[Int(list[place])] = Int32(place + 1) }
      }
    }
    self.ranks = ranks
    self.streamEnds = streamEnds
    hasFinish = finishes != nil
    self.finishes = finishes ?? streamEnds.map { _ in nil }
    self.from = from
    self.to = to
    self.tokenDepths = tokenDepths
    self.queueDepths = queueDepths
    self.initialTokens = initialTokens
  }

  /// The same with no more room than a clock leaves.
  func limited(tokens: Int, queue: Int) -> TokenProgram {
    var limited = self
    limited.tokenDepths = tokenDepths.map { min($0, tokens) }
    limited.queueDepths = queueDepths.map { min($0, queue) }
    return limited
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
