/// What the page on architecture says of the package.
enum PageChecks {

  /// The first cells of the rows of the table whose header begins with `title`.
  static func firstCells(ofTable title: String, in page: String) -> [String] {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    guard let head = lines.firstIndex(where: { $0.hasPrefix("| \(title) |") }) else { return [] }
    return lines[(head + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      String(line.split(separator: "|")[0].filter { $0 != " " && $0 != "`" })
    }
  }

  /// The points under the heading `title`, each as one line.
  static func points(under title: String, in page: String) -> [String] {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    guard let head = lines.firstIndex(of: "## \(title)") else { return [] }
    return lines[(head + 1)...].prefix { !$0.hasPrefix("## ") }.reduce(into: []) { points, line in
      if line.hasPrefix("- ") {
        points.append(String(line.dropFirst(2)))
      } else if line.hasPrefix("  "), !points.isEmpty {
        points[points.count - 1] += " " + line.drop { $0 == " " }
      }
    }
  }

  /// The page lists the targets in the order of the manifest.
  static func modules(_ page: String, _ manifest: Manifest) -> [String] {
    let said = firstCells(ofTable: "target", in: page)
    let are = manifest.layers.map(\.name)
    return said == are ? [] : ["the page lists \(said), the manifest \(are)"]
  }

  /// Every invariant has a test, by the name in `HouseRules`.
  static func invariants(_ page: String, tests: [SourceFile]) -> [String] {
    let points = points(under: "Invariants", in: page)
    let names = Set(tests.flatMap { $0.outline.declarations.map(\.name) })
    let rows = HouseRules.invariants
    let untested = points.filter { point in !rows.contains { point.hasPrefix($0.begins) } }
      .map { "no test is named for: \($0)" }
    let gone = rows.flatMap { row in
      row.tests.filter { !names.contains($0) }.map { "\($0), which tests `\(row.begins)`, is gone" }
        + (points.contains { $0.hasPrefix(row.begins) } ? [] : ["no invariant `\(row.begins)`"])
    }
    return (points.isEmpty ? ["no invariants are found"] : []) + untested + gone
  }

}
