import Effects
import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

@Suite struct RaceTests {

  /// The elements of each set are those that walking through all steps of the loops finds.
  @Test func setsAreWhatLoopsReach() {
    var random = SplitMix64(seed: 2)
    for _ in 0 ..< 400 {
      let depth = [1, 63, 64, 100, 2048][random.below(5)]
      var set = ElementSet(depth: depth)
      var expected: Set<Int> = []
      let (outer, inner) = (random.below(9) + 1, random.below(9) + 1)
      let strides = (random.below(70), random.below(5))
      let bases = (0 ... random.below(4)).map { _ in random.below(depth + 3) }
      #expect(set.insert(bases[...], { $0 }) == bases.max())
      for base in bases where base < depth {
        for o in 0 ..< outer {
          for i in 0 ..< inner { expected.insert(base + o * strides.0 + i * strides.1) }
        }
      }
      set.spread(count: inner, stride: strides.1)
      set.spread(count: outer, stride: strides.0)
      var ranges: [Range<Int>] = []
      set.appendRanges(from: 10, to: &ranges)
      #expect(ranges.flatMap { $0.map { $0 - 10 } } == expected.filter { $0 < depth }.sorted())
    }
  }

  /// Without one token and its pop, the pairs that race are those that nothing orders, found by
  /// following every token and looking at every pair.
  @Test func missingTokensAreRaces() throws {
    var random = SplitMix64(seed: 6)
    var failed: [String] = []
    var racing = 0
    let cases = positiveCases().filter { golden in
      guard let plan = try? golden.plan() else { return false }
      return plan.words.count < 130
    }
    for golden in cases {
      let plan = try golden.plan()
      let pairs = TokenPairs(TokenProgram(plan))
      let all = pairs.pushes.indices.flatMap { queue in
        zip(pairs.pushes[queue], pairs.pops[queue]).map { (queue, Int($0), Int($1)) }
      }
      guard !all.isEmpty else { continue }
      let chosen = isFull ? all : [all[random.below(all.count)]]
      for (queue, push, pop) in chosen {
        let changed = without(queue, push, pop, plan)
        let analysis = try #require(StreamAnalysis(changed))
        let expected = unordered(changed, analysis)
        let found = Set(
          analysis.races.map { [$0.first.instruction.value, $0.second.instruction.value].sorted() })
        if !expected.isEmpty { racing += 1 }
        if !found.isSubset(of: expected) || found.isEmpty != expected.isEmpty {
          failed.append("\(golden.name) \(push) \(pop): \(found), not \(expected)")
        }
      }
    }
    if isFull { print("\(racing) racing") }
    #expect(racing >= 10 || cases.count < 24)
    #expect(failed == [])
  }

  private func without(_ queue: Int, _ push: Int, _ pop: Int, _ plan: MachinePlan) -> MachinePlan {
    let token = plan.description.tokens[queue]
    let set = plan.description.instructionSet
    var words = [push: plan.words[push], pop: plan.words[pop]]
    for (index, flag) in [(push, token.push), (pop, token.pop)] {
      guard var word = words[index] else { continue }
      set.format(of: word)?.field(flag)?.store(0, in: &word)
      words[index] = word
    }
    return MachinePlan(plan.description, plan.workload.replacing(words))
  }

  /// Pairs of instructions that touch the same cell, one writing, with no way from one to the
  /// other: the way leads along units and from the n-th push to the n-th pop.
  private func unordered(_ plan: MachinePlan, _ analysis: StreamAnalysis) -> Set<[Int]> {
    let count = plan.words.count
    guard let table = FootprintTable(plan) else { return [] }
    var next = (0 ..< count).map { _ in [Int]() }
    for list in plan.unitInstructions {
      for (a, b) in zip(list, list.dropFirst()) { next[Int(a)].append(Int(b)) }
    }
    for queue in plan.tokenFrom.indices {
      for (a, b) in zip(analysis.pairs.pushes[queue], analysis.pairs.pops[queue]) {
        next[Int(a)].append(Int(b))
      }
    }
    let reach = (0 ..< count).map { start -> Set<Int> in
      var seen: Set<Int> = []
      var open = [start]
      while let index = open.popLast() {
        for other in next[index] where seen.insert(other).inserted { open.append(other) }
      }
      return seen
    }
    let touched = (0 ..< count).map { index -> (reads: Set<Int>, writes: Set<Int>) in
      var footprint = Decoupled.Footprint()
      table.fill(&footprint, with: index)
      return (Set(footprint.reads.joined()), Set(footprint.writes.joined()))
    }
    var found: Set<[Int]> = []
    for a in 0 ..< count {
      for b in a + 1 ..< max(a + 1, count)
      where plan.instructions[a].unit != plan.instructions[b].unit
        && !reach[a].contains(b) && !reach[b].contains(a)
      {
        let (one, two) = (touched[a], touched[b])
        if one.writes.isDisjoint(with: two.writes), one.writes.isDisjoint(with: two.reads),
          one.reads.isDisjoint(with: two.writes)
        {
          continue
        }
        found.insert([a, b])
      }
    }
    return found
  }

  /// A push that waits for room comes after the pop that makes it.
  @Test func fullQueuesOrder() throws {
    let text = "{name: l2g, from: load, to: compute, push: push_next, pop: pop_prev"
    let depths = ["", ", depth: 1"]
    let ordered = try depths.map { depth in
      let target = try changedDescription(text + "}", text + depth + "}")
      let push = try target.encode(.load, [.memory: 2], pushes: ["l2g"])
      let pop = try target.encode(.gemm, pops: ["l2g"])
      let idle = try target.encode(.gemm)
      let words = [idle, push, pop, push, pop, try target.encode(.finish)]
      let plan = MachinePlan(target, Workload(streams: [Stream(words: words)]))
      let program = TokenProgram(plan)
      let order = plan.analysis.order(of: plan)
      return order.precedes(0, 3, program)
    }
    #expect(ordered == [false, true])
  }

}
