import Debugger
import Testing

/// Machines that say in other words what the machine for lessons does, or do it with fewer rows.
@Suite struct SpellingTests {

  private static let product = "acc[dst:dst+n] += inp[src:src+n] @ T(wgt[w])"
  private static let load = "inp[to:to+n] = dram(int8, base[1] + at*4, n, 4)"

  /// What is written in the place of what.
  static let spellings: [(old: String, new: String)] = [
    // Factors, or their product, as wide as the sums.
    (product, "acc[dst:dst+n] += cast(int32, inp[src:src+n]) @ cast(int32, T(wgt[w]))"),
    (product, "acc[dst:dst+n] += cast(int32, inp[src:src+n] @ T(wgt[w]))"),
    (product, "acc[dst:dst+n] = acc[dst:dst+n] + cast(int32, inp[src:src+n] @ T(wgt[w]))"),
    // A load that gets to some of the rows only, one at a time.
    (load, "inp[to % 16] = dram(int8, base[1] + at*4, 4)"),
    // A product that does.
    (product, "acc[dst] += inp[src % 16] @ T(wgt[w])"),
  ]

  @Test("every kind of layer runs with the evaluator's bits", arguments: 0 ..< spellings.count)
  func everyTrialRuns(_ index: Int) throws {
    let (old, new) = Self.spellings[index]
    let answer = try TargetVariant.withFile([old: new]) { file in
      try Session(targets: Workshop.targets).compileTrials(file)
    }
    for row in answer.rows { #expect(row.verdict == .runs, "\(new), \(row.name): \(row.why)") }
  }

}
