import Testing

/// The passes do what TVM's do, to the letter.
@Suite struct GoldenTests {

  @Test(arguments: [
    "tests/merge_composite", "tests/annotate_target",
    "tests/merge_compiler_regions", "tests/partition_graph", "nets", "random",
  ])
  func printsTheSame(_ folder: String) {
    var counts: [String: (same: Int, skipped: Int, different: Int)] = [:]
    var failures: [String] = []
    for step in GoldenStep.all(below: folder) {
      var count = counts[step.pass] ?? (0, 0, 0)
      switch step.run() {
      case .same: count.same += 1
      case .notSelfContained: count.skipped += 1
      case .different(let text):
        count.different += 1
        failures.append("\(step): \(text)")
      }
      counts[step.pass] = count
    }
    for (pass, count) in counts.sorted(by: { $0.key < $1.key }) {
      print(
        "\(folder): \(pass): \(count.same) the same, \(count.skipped) not self-contained,",
        "\(count.different) different")
    }
    #expect(failures.isEmpty, "\(failures.prefix(20).joined(separator: "\n"))")
  }

}
