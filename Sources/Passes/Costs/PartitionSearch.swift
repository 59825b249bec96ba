import Diagnostics
import Support

/// Looks for the regions that make a program cheapest.
///
/// Where there are few units the answer is exact. Where there are many it is the best that was found
/// from several beginnings, by merging what can be merged and trimming what does not pay, until
/// nothing is better; never worse than where it began.
struct PartitionSearch {

  private let problem: PartitionProblem
  private let trimmer: RegionTrimmer

  /// How often the exact search may try to add a unit to a region before it is given up.
  private let mostTries: Int

  private static let mostRounds = 8

  init(_ problem: PartitionProblem, mostTries: Int = 1 << 18) {
    self.problem = problem
    self.mostTries = mostTries
    trimmer = RegionTrimmer(problem) { Interruption.current.isRequested }
  }

  /// - Parameter start: regions that do not depend on themselves.
  /// - Errors: the user asked to stop.
  func best(from start: [[Int]]) throws(Diagnostic) -> [[Int]] {
    var exact = ExactPartition(problem, most: mostTries)
    if let groups = try exact.groups() {
      return problem.cost(of: groups) < problem.cost(of: start) ? groups : start
    }
    var best = start
    for beginning in beginnings(start) {
      try Interruption.current.check()
      let found = try improved(beginning)
      if problem.cost(of: found) < problem.cost(of: best) { best = found }
    }
    return best
  }

  /// Ways to group all that an accelerator takes.
  private func beginnings(_ start: [[Int]]) -> [[[Int]]] {
    let single = problem.units.indices.filter { problem.units[$0].kind != nil }.map { [$0] }
    return [start] + merged(start) + merged(single)
  }

  private func merged(_ groups: [[Int]]) -> [[[Int]]] {
    let grouping = Grouping(problem, groups)
    return [false, true].compactMap { grouping.merged(isLate: $0) }.filter {
      $0.allSatisfy(problem.keepsSplits)
    }
  }

  private func improved(_ groups: [[Int]]) throws(Diagnostic) -> [[Int]] {
    var best = groups
    for _ in 0 ..< Self.mostRounds {
      let cost = problem.cost(of: best)
      try Interruption.current.check()
      var next = withSingles(best.flatMap { trimmer.trimmed($0) })
      try Interruption.current.check()
      for other in merged(next) where problem.cost(of: other) < problem.cost(of: next) {
        next = other
      }
      guard problem.cost(of: next) < cost else { break }
      best = next
    }
    return best
  }

  /// Adds regions of one unit that pay by themselves: those never depend on themselves.
  private func withSingles(_ groups: [[Int]]) -> [[Int]] {
    let inside = Set(groups.joined())
    let others = problem.units.indices.filter { unit in
      guard problem.units[unit].kind != nil, !inside.contains(unit) else { return false }
      return problem.units[unit].host.map { problem.cost(of: [unit]) < $0 } ?? true
    }
    return groups + others.map { [$0] }
  }

}
