import Support

@testable import Described

/// Instructions on units that take any time, with queues of tokens: written for tests and knowing
/// nothing of how the tokens were made.
struct OrderedRun {

  struct Instruction {
    var unit: Int
    var pops: [Int] = []
    var pushes: [Int] = []

    /// Per counted queue: how much may be outstanding when it begins, and what it adds.
    var waits: [(queue: Int, most: Int)] = []
    var signals: [Int] = []
  }

  /// When an instruction needs room for what it pushes.
  enum Room: CaseIterable { case atStart, atEnd }

  let program: [Instruction]
  let depths: [Int?]

  /// For each unit its instructions, and how many of them are done.
  private let members: [[Int]]
  private var finished: [Int]

  /// For each instruction, those that are done before it whatever time anything takes, as bits.
  private var known: [UInt128]

  /// When each began and ended.
  private(set) var begun: [Int?]
  private(set) var done: [Int?]

  /// For each queue what its tokens know.
  private(set) var tokens: [[UInt128]]

  private(set) var highest: [Int]

  /// - Before: there are at most 128 instructions.
  init(_ program: [Instruction], depths: [Int?] = []) {
    self.program = program
    self.depths = depths
    let units = (program.map(\.unit).max() ?? -1) + 1
    members = (0 ..< units).map { unit in program.indices.filter { program[$0].unit == unit } }
    finished = members.map { _ in 0 }
    known = program.map { _ in 0 }
    begun = program.map { _ in nil }
    done = begun
    tokens = depths.map { _ in [] }
    highest = depths.map { _ in 0 }
  }

  /// Runs everything, in an order that `random` chooses.
  /// - Returns: whether it came to the end.
  mutating func run(_ room: Room, _ random: inout SplitMix64) -> Bool {
    var time = 0
    while true {
      let heads = members.indices.compactMap { unit in
        finished[unit] < members[unit].count ? members[unit][finished[unit]] : nil
      }
      let choices = heads.filter { begun[$0] == nil ? canBegin($0, room) : canEnd($0) }
      guard let next = choices.randomElement(using: &random) else { break }
      time += 1
      if begun[next] == nil { begin(next, time) } else { end(next, time) }
    }
    return done.allSatisfy { $0 != nil }
  }

  /// Whether an instruction is done before another begins, whatever time anything takes.
  func isKnown(_ earlier: Int, before later: Int) -> Bool { known[later] >> earlier & 1 == 1 }

  private func hasRoom(_ index: Int) -> Bool {
    program[index].pushes.allSatisfy { tokens[$0].count < depths[$0] ?? .max }
  }

  private func canBegin(_ index: Int, _ room: Room) -> Bool {
    program[index].pops.allSatisfy { !tokens[$0].isEmpty } && (room == .atEnd || hasRoom(index))
      && program[index].waits.allSatisfy { outstanding($0.queue, before: index) <= $0.most }
  }

  private func canEnd(_ index: Int) -> Bool { hasRoom(index) }

  /// What was signalled before an instruction and is not done.
  private func outstanding(_ queue: Int, before index: Int) -> Int {
    (0 ..< index).filter { done[$0] == nil }.reduce(0) { $0 + signals($1, queue) }
  }

  private func signals(_ index: Int, _ queue: Int) -> Int {
    program[index].signals.indices.contains(queue) ? program[index].signals[queue] : 0
  }

  private mutating func begin(_ index: Int, _ time: Int) {
    begun[index] = time
    let unit = program[index].unit
    if finished[unit] > 0 { known[index] = behind(members[unit][finished[unit] - 1]) }
    for queue in program[index].pops { known[index] |= tokens[queue].removeFirst() }
    for wait in program[index].waits {
      // All but the last `most` of what was signalled, as units end in order.
      var rest = wait.most
      for other in (0 ..< index).reversed() where signals(other, wait.queue) > 0 {
        rest -= signals(other, wait.queue)
        if rest < 0 { known[index] |= behind(other) }
      }
    }
  }

  private mutating func end(_ index: Int, _ time: Int) {
    done[index] = time
    finished[program[index].unit] += 1
    for queue in program[index].pushes {
      tokens[queue].append(behind(index))
      highest[queue] = max(highest[queue], tokens[queue].count)
    }
  }

  /// What is done once an instruction is.
  private func behind(_ index: Int) -> UInt128 { known[index] | 1 << index }

}
