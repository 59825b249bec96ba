import Diagnostics
import Support
import Testing

@testable import Passes

/// Which regions are cheapest, as a question about numbers.
@Suite struct PartitionSearchTests {

  @Test(arguments: 0 ..< 12) func theExactAnswerIsTheLeast(_ batch: Int) throws {
    for seed in batch * 20 ..< batch * 20 + 20 {
      let drawn = RandomProblem(seed: seed, choices: 1 + seed % 7, hosts: seed % 5)
      var exact = ExactPartition(drawn.problem, most: .max)
      let groups = try #require(try exact.groups())
      #expect(drawn.problem.allows(groups), "\(seed): \(groups)")
      #expect(Grouping(drawn.problem, groups).order != nil, "\(seed): \(groups)")
      #expect(drawn.problem.cost(of: groups) == drawn.least, "\(seed): \(groups)")
    }
  }

  /// Without the exact search regions still have an order, and cost no more than at the beginning.
  @Test(arguments: 0 ..< 20) func theSearchIsNeverWorse(_ batch: Int) throws {
    for seed in batch * 10 ..< batch * 10 + 10 {
      let drawn = RandomProblem(seed: seed, choices: 20 + seed % 50, hosts: seed % 30)
      var problem = drawn.problem
      problem.splits = []
      let single = problem.units.indices.filter { problem.units[$0].kind != nil }.map { [$0] }
      let start = try #require(Grouping(problem, single).merged(isLate: seed % 2 == 0))
      let found = try PartitionSearch(problem, mostTries: 0).best(from: start)
      #expect(problem.allows(found) && Grouping(problem, found).order != nil, "\(seed)")
      #expect(problem.cost(of: found) <= problem.cost(of: start), "\(seed)")
      let again = try PartitionSearch(problem, mostTries: 0).best(from: start)
      #expect(found == again, "\(seed)")
    }
  }

  /// What is found without the exact search is mostly as cheap as what is found with it.
  @Test func theSearchIsNearTheLeast() throws {
    var (found, least, equal) = (0, 0, 0)
    for seed in 0 ..< 200 {
      var problem = RandomProblem(seed: seed, choices: 4 + seed % 6, hosts: seed % 5).problem
      problem.splits = []
      let single = problem.units.indices.filter { problem.units[$0].kind != nil }.map { [$0] }
      let start = try #require(Grouping(problem, single).merged(isLate: false))
      let own = problem.cost(of: try PartitionSearch(problem, mostTries: 0).best(from: start))
      var exact = ExactPartition(problem, most: .max)
      let best = problem.cost(of: try #require(try exact.groups()))
      #expect(own >= best, "\(seed)")
      found += own.picoseconds
      least += best.picoseconds
      equal += own == best ? 1 : 0
    }
    print("search: \(equal) of 200 as cheap as the least, \(found) of \(least) in sum")
    #expect(equal >= 120 && found <= least + least / 10)
  }

  /// Two regions are never cheaper than both as one: nothing but order keeps them apart.
  @Test func togetherIsNeverDearer() {
    for seed in 0 ..< 100 {
      let problem = RandomProblem(seed: seed, choices: 8, hosts: 4, kinds: 1).problem
      let all = problem.units.indices.filter { problem.units[$0].kind != nil }
      for cut in 1 ..< all.count {
        let (a, b) = (Array(all[..<cut]), Array(all[cut...]))
        let apart = problem.cost(of: a) + problem.cost(of: b)
        #expect(problem.cost(of: all) <= apart, "\(seed): \(a) \(b)")
      }
    }
  }

  /// What a region costs while it grows is what it costs as a whole.
  @Test func growthKnowsTheCost() {
    for seed in 0 ..< 50 {
      let problem = RandomProblem(seed: seed, choices: 9, hosts: 3, kinds: 1).problem
      let all = problem.units.indices.filter { problem.units[$0].kind != nil }
      var growth = RegionGrowth(problem)
      for unit in all {
        growth.add(unit)
        growth.removeLast()
        growth.add(unit)
        #expect(growth.cost == problem.cost(of: growth.members), "\(seed)")
      }
    }
  }

  @Test func timesAreWrittenShort() {
    let texts = [0, 999, 1000, 12_340, 999_900_000, 12_345_678_901, 3_000_000_000_000].map {
      "\(CostTime(picoseconds: $0))"
    }
    #expect(texts == ["0 ps", "999 ps", "1 ns", "12.3 ns", "1 ms", "12.3 ms", "3 s"])
  }

  @Test(arguments: [
    ("greedy", PartitionMethod.greedy), ("optimal", .optimal), ("size>=4", .size(4)),
  ])
  func methodsAreRead(_ text: String, _ method: PartitionMethod) {
    #expect(PartitionMethod(text) == method && "\(method)" == text)
  }

  @Test(arguments: ["", "Greedy", "size", "size>=", "size>=0", "size>=-1", "size>4"])
  func whatIsNoMethodIsRefused(_ text: String) {
    let error = #expect(throws: Diagnostic.self) {
      try PassOptions(["method": text], for: Partition.info)
    }
    #expect(error?.hints.joined().contains("size>=NUMBER") == true, "\(error?.hints ?? [])")
  }

}
