import Support

/// The footprints of all instructions of a plan, in program order.
///
/// They do not depend on tokens, so that changes of tokens are tried with the same ones.
struct FootprintTable: Sendable {

  let space: CellSpace
  private var ranges: [Range<Int>] = []

  /// For each instruction where its reads end, and where its writes do.
  private var readEnds: [Int] = []
  private var writeEnds: [Int] = []

  /// - Returns: nil if it was interrupted.
  /// - Cost: O(instructions + what they touch).
  init?(_ plan: MachinePlan) {
    space = CellSpace(plan, interruption: .current)
    // An array that grows is copied as a whole, which takes long and asks nobody.
    let count = plan.instructions.count
    ranges.reserveCapacity(6 * count)
    readEnds.reserveCapacity(count)
    writeEnds.reserveCapacity(count)
    var builder = FootprintBuilder(plan, space)
    var contents = MicroOpContents(plan)
    var footprint = Footprint()
    var poll = Poll()
    for index in plan.instructions.indices {
      builder.fill(&footprint, with: index, contents)
      if poll.isRequested(after: footprint.work) { return nil }
      ranges += footprint.reads
      readEnds.append(ranges.count)
      ranges += footprint.writes
      writeEnds.append(ranges.count)
      contents.apply(index, space)
    }
  }

  func fill(_ footprint: inout Footprint, with index: Int) {
    footprint.removeAll()
    let begin = index == 0 ? 0 : writeEnds[index - 1]
    footprint.reads += ranges[begin ..< readEnds[index]]
    footprint.writes += ranges[readEnds[index] ..< writeEnds[index]]
  }

}
