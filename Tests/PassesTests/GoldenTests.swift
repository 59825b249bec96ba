import Testing

/// The passes do what TVM's do, to the letter.
@Suite struct GoldenTests {

  @Test(arguments: [
    "tests/merge_composite", "tests/annotate_target", "tests/merge_compiler_regions",
    "tests/partition_graph", "nets", "random",
  ])
  func printsTheSame(_ folder: String) { check(GoldenStep.all(below: folder), folder) }

  @Test func printsTheSameOfWhatIsCarried() {
    #expect(GoldenStep.carried.count == 8)
    check(GoldenStep.carried, "carried")
  }

  private func check(_ steps: [GoldenStep], _ title: String) {
    var counts: [String: (same: Int, skipped: Int, different: Int)] = [:]
    var failures: [String] = []
    for step in steps {
      var count = counts[step.pass] ?? (0, 0, 0)
      switch step.run() {
      case .same: count.same += 1
      case .notSelfContained, .usesHook: count.skipped += 1
      case .different(let text):
        count.different += 1
        failures.append("\(step): \(text)")
      }
      counts[step.pass] = count
    }
    for (pass, count) in counts.sorted(by: { $0.key < $1.key }) {
      print(
        "\(title): \(pass): \(count.same) the same, \(count.skipped) skipped,",
        "\(count.different) different")
    }
    #expect(failures.isEmpty, "\(failures.prefix(20).joined(separator: "\n"))")
  }

}
