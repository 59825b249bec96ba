import Support

@testable import Passes

/// A problem that was drawn, and its answer by trying everything.
struct RandomProblem {

  let problem: PartitionProblem

  /// - Parameter choices: how many units may go to an accelerator.
  init(seed: Int, choices: Int, hosts: Int, kinds: Int = 2) {
    var random = SplitMix64(seed: UInt64(seed))
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let count = choices + hosts
    let takers = Set((0 ..< count).shuffled(using: &random).prefix(choices))
    var units: [PartitionProblem.Unit] = []
    var values: [PartitionProblem.Value] = [.init(maker: nil, readers: [], bytes: pick(0 ... 9))]
    for index in 0 ..< count {
      var unit = PartitionProblem.Unit()
      unit.host = CostTime(picoseconds: pick(0 ... 40))
      if takers.contains(index) {
        unit.kind = pick(0 ... kinds - 1)
        unit.accelerated = CostTime(picoseconds: pick(0 ... 30))
        if pick(0 ... 9) == 0 { unit.host = nil }
      }
      let sources = Set((0 ..< pick(0 ... 3)).map { _ in max(0, index - pick(1 ... 4)) })
        .filter { $0 < index }
      unit.sources = sources.sorted()
      for source in unit.sources { values[source + 1].readers.append(index) }
      if pick(0 ... 4) == 0 || sources.isEmpty { values[0].readers.append(index) }
      units.append(unit)
      values.append(.init(maker: index, readers: [], bytes: pick(0 ... 12)))
    }
    for index in values.indices.dropFirst() {
      values[index].isResult = values[index].readers.isEmpty || pick(0 ... 6) == 0
    }
    let launches = (0 ..< kinds).map { _ in pick(0 ... 15) }
    var problem = PartitionProblem(
      units, values,
      launches.map { launch in
        .init(launch: CostTime(picoseconds: launch)) { CostTime(picoseconds: $0) }
      })
    if pick(0 ... 3) == 0, choices > 1 {
      let two = takers.sorted()
      problem.splits = [([two[0]], [two[two.count - 1]])]
    }
    self.problem = problem
  }

  /// What the cheapest of all groupings costs that depend on nothing twice.
  var least: CostTime? {
    let choices = problem.units.indices.filter { problem.units[$0].kind != nil }
    var best: CostTime?
    func visit(_ rest: ArraySlice<Int>, _ groups: [[Int]]) {
      guard let unit = rest.first else {
        guard problem.allows(groups), Grouping(problem, groups).order != nil else { return }
        let cost = problem.cost(of: groups)
        best = min(best ?? cost, cost)
        return
      }
      visit(rest.dropFirst(), groups)
      visit(rest.dropFirst(), groups + [[unit]])
      for place in groups.indices
      where problem.units[groups[place][0]].kind == problem.units[unit].kind {
        var joined = groups
        joined[place].append(unit)
        visit(rest.dropFirst(), joined)
      }
    }
    visit(choices[...], [])
    return best
  }

}
