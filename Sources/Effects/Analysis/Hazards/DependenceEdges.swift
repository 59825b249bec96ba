import Support

/// An instruction that has to wait for an earlier one of another unit.
public struct DependenceEdge: Hashable, Sendable {

  /// By their places in the program.
  public var earlier: Int
  public var later: Int

  public init(earlier: Int, later: Int) {
    self.earlier = earlier
    self.later = later
  }

}

/// What interlocks wait for in a program, and what tokens or waits have to carry.
///
/// Each unit does its instructions one after the other; edges lead from one unit to another. None
/// that follows from others is among them.
public struct DependenceEdges: Sendable {

  /// In the order of the later instruction.
  public private(set) var edges: [DependenceEdge] = []

  /// - Parameters:
  ///   - program: of each instruction its unit, counted from 0, and what it touches.
  ///   - barriers: the places of instructions that wait for all before them.
  /// - Cost: each instruction is compared with those of other units since the last that it is
  ///   ordered behind anyway. Nothing more is found once the work is to end.
  public init(_ program: [(unit: Int, footprint: Footprint)], barriers: Set<Int> = []) {
    let units = (program.map(\.unit).max() ?? -1) + 1
    // How many instructions of each unit are surely done before each instruction.
    var clocks: [[Int]] = []
    var members = Array(repeating: [Int](), count: units)
    var poll = Poll()
    for (later, instruction) in program.enumerated() {
      var clock =
        members[instruction.unit].last.map { clocks[$0] } ?? Array(repeating: 0, count: units)
      clock[instruction.unit] = members[instruction.unit].count
      var found: [(edge: DependenceEdge, place: Int, unit: Int)] = []
      for unit in 0 ..< units where unit != instruction.unit {
        var place = members[unit].count - 1
        while place >= clock[unit] {
          if poll.isRequested(after: 16) { return }
          let earlier = members[unit][place]
          if barriers.contains(later)
            || program[earlier].footprint.conflicts(with: instruction.footprint)
          {
            found.append((DependenceEdge(earlier: earlier, later: later), place, unit))
            break
          }
          place -= 1
        }
      }
      let needed = found.filter { one in
        !found.contains { clocks[$0.edge.earlier][one.unit] > one.place }
      }
      edges += needed.map(\.edge)
      for one in needed {
        for unit in 0 ..< units { clock[unit] = max(clock[unit], clocks[one.edge.earlier][unit]) }
        clock[one.unit] = max(clock[one.unit], one.place + 1)
      }
      clocks.append(clock)
      members[instruction.unit].append(later)
    }
  }

}
