import Support

/// Instructions on units that take any time, with buffers of tiles: written for tests and knowing
/// nothing of how the program was made.
struct BufferRun {

  struct Instruction {
    var unit: Int
    var pushes: [Int: Int] = [:]
    var pops: [Int: Int] = [:]
    var reserves: [Int: Int] = [:]
  }

  let program: [Instruction]
  private let members: [[Int]]
  private var finished: [Int]
  private(set) var isBegun: [Bool]
  private(set) var isDone: [Bool]

  /// For each instruction, those that are done before it whatever time anything takes, as bits.
  private var known: [UInt256]

  /// For each buffer what its tiles know, and what its room does.
  private(set) var tiles: [[UInt256]]
  private var room: [[UInt256]]

  struct UInt256: Hashable {
    var low: UInt128 = 0
    var high: UInt128 = 0
    static func | (a: Self, b: Self) -> Self { Self(low: a.low | b.low, high: a.high | b.high) }
    init(low: UInt128 = 0, high: UInt128 = 0) { (self.low, self.high) = (low, high) }
    init(bit: Int) {
      if bit < 128 { low = 1 << UInt128(bit) } else { high = 1 << UInt128(bit - 128) }
    }
    func contains(_ bit: Int) -> Bool {
      bit < 128 ? low >> UInt128(bit) & 1 == 1 : high >> UInt128(bit - 128) & 1 == 1
    }
  }

  /// - Before: there are at most 256 instructions.
  init(_ program: [Instruction], depths: [Int]) {
    precondition(program.count <= 256, "the program has \(program.count) instructions")
    self.program = program
    let units = (program.map(\.unit).max() ?? -1) + 1
    members = (0 ..< units).map { unit in program.indices.filter { program[$0].unit == unit } }
    finished = members.map { _ in 0 }
    isBegun = program.map { _ in false }
    isDone = isBegun
    known = program.map { _ in UInt256() }
    tiles = depths.map { _ in [] }
    room = depths.map { Array(repeating: UInt256(), count: $0) }
  }

  /// Runs everything, in an order that `random` chooses.
  /// - Returns: whether it came to the end.
  mutating func run(_ random: inout SplitMix64) -> Bool {
    while true {
      let heads = members.indices.compactMap { unit in
        finished[unit] < members[unit].count ? members[unit][finished[unit]] : nil
      }
      let choices = heads.filter { isBegun[$0] || canBegin($0) }
      guard let next = choices.randomElement(using: &random) else { break }
      if isBegun[next] { end(next) } else { begin(next) }
    }
    return isDone.allSatisfy { $0 }
  }

  func isKnown(_ earlier: Int, before later: Int) -> Bool { known[later].contains(earlier) }

  private func canBegin(_ index: Int) -> Bool {
    let one = program[index]
    return one.pops.allSatisfy { tiles[$0].count >= $1 }
      && one.pushes.allSatisfy { room[$0].count >= $1 }
      && one.reserves.allSatisfy { room[$0].count >= $1 }
  }

  private mutating func begin(_ index: Int) {
    isBegun[index] = true
    let unit = program[index].unit
    if finished[unit] > 0 { learn(index, [behind(members[unit][finished[unit] - 1])]) }
    for (buffer, count) in program[index].reserves { learn(index, room[buffer].prefix(count)) }
    for (buffer, count) in program[index].pops {
      learn(index, tiles[buffer].prefix(count))
      tiles[buffer].removeFirst(count)
    }
    for (buffer, count) in program[index].pushes {
      learn(index, room[buffer].prefix(count))
      room[buffer].removeFirst(count)
    }
  }

  private mutating func learn(_ index: Int, _ facts: some Sequence<UInt256>) {
    for fact in facts { known[index] = known[index] | fact }
  }

  private mutating func end(_ index: Int) {
    isDone[index] = true
    finished[program[index].unit] += 1
    let fact = behind(index)
    for (buffer, count) in program[index].pushes {
      tiles[buffer] += Array(repeating: fact, count: count)
    }
    for (buffer, count) in program[index].pops {
      room[buffer] += Array(repeating: fact, count: count)
    }
  }

  private func behind(_ index: Int) -> UInt256 { known[index] | UInt256(bit: index) }

}
