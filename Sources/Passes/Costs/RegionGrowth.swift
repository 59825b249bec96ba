/// A region that grows by units, each behind those that it reads, and shrinks again: what it costs
/// is known at every step.
struct RegionGrowth {

  private let problem: PartitionProblem

  /// In the order in which they came.
  private(set) var members: [Int] = []
  private(set) var kind: Int?

  /// - Units: picoseconds.
  private var costs: [Int] = []
  private var isInside: [Bool]

  /// For each value how many units of the region read it, and how many do that are not there.
  private var inside: [Int]
  private var outside: [Int]

  init(_ problem: PartitionProblem) {
    self.problem = problem
    isInside = Array(repeating: false, count: problem.units.count)
    inside = Array(repeating: 0, count: problem.values.count)
    outside = problem.values.map { $0.readers.count + ($0.isResult ? 1 : 0) }
  }

  var cost: CostTime { CostTime(picoseconds: costs.last ?? 0) }

  /// - Cost: O(values of the unit).
  mutating func add(_ unit: Int) {
    guard let own = kind ?? problem.units[unit].kind else { return }
    var cost = costs.last ?? problem.kinds[own].launch.picoseconds
    kind = own
    cost += problem.units[unit].accelerated.picoseconds
    for value in problem.read[unit] {
      let time = problem.time(ofBorder: value, own).picoseconds
      let isOwn = problem.values[value].maker.map { isInside[$0] } ?? false
      inside[value] += 1
      outside[value] -= 1
      if isOwn {
        if outside[value] == 0 { cost -= time }
      } else if inside[value] == 1 {
        cost += time
      }
    }
    for value in problem.made[unit] where outside[value] > 0 {
      cost += problem.time(ofBorder: value, own).picoseconds
    }
    isInside[unit] = true
    members.append(unit)
    costs.append(cost)
  }

  /// Takes out what came last.
  mutating func removeLast() {
    guard let unit = members.popLast() else { return }
    costs.removeLast()
    isInside[unit] = false
    if members.isEmpty { kind = nil }
    for value in problem.read[unit] {
      inside[value] -= 1
      outside[value] += 1
    }
  }

}
