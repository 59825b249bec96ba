/// The units of a problem with some of them taken together: a graph of what is left.
struct Grouping {

  private let problem: PartitionProblem

  /// For each unit its part, in any order; the kind of each part, nil for one on the host.
  private var parts: [Int]
  private var kinds: [Int?] = []

  /// - Parameter groups: units that are together already; all others are on the host.
  init(_ problem: PartitionProblem, _ groups: [[Int]]) {
    self.problem = problem
    parts = Array(repeating: -1, count: problem.units.count)
    for group in groups where !group.isEmpty {
      for unit in group { parts[unit] = kinds.count }
      kinds.append(problem.units[group[0]].kind)
    }
    for unit in parts.indices where parts[unit] < 0 {
      parts[unit] = kinds.count
      kinds.append(nil)
    }
  }

  /// The parts, each behind those that it reads; nil where one depends on itself.
  var order: [Int]? {
    let sources = sources
    var pending = Array(repeating: 0, count: kinds.count)
    var readers = [[Int]](repeating: [], count: kinds.count)
    for part in kinds.indices {
      pending[part] = sources[part].count
      for source in sources[part] { readers[source].append(part) }
    }
    var order = kinds.indices.filter { pending[$0] == 0 }
    var next = 0
    while next < order.count {
      for reader in readers[order[next]] {
        pending[reader] -= 1
        if pending[reader] == 0 { order.append(reader) }
      }
      next += 1
    }
    return order.count == kinds.count ? order : nil
  }

  /// For each part those that it reads, each once.
  private var sources: [Set<Int>] {
    var sources = [Set<Int>](repeating: [], count: kinds.count)
    for (unit, part) in parts.enumerated() {
      for source in problem.units[unit].sources where parts[source] != part {
        sources[part].insert(parts[source])
      }
    }
    return sources
  }

  /// Makes parts of one kind one where as many changes of the kind lie before them: no way that has
  /// left such a group comes back to it, because each change counts. Without cycles before there are
  /// none afterwards.
  /// - Parameter isLate: whether changes behind a part count instead.
  /// - Cost: O(units + sources).
  func merged(isLate: Bool) -> [[Int]]? {
    guard let order else { return nil }
    let sources = sources
    var levels = Array(repeating: 0, count: kinds.count)
    func raise(_ part: Int, _ other: Int) {
      levels[part] = max(levels[part], levels[other] + (kinds[part] == kinds[other] ? 0 : 1))
    }
    if isLate {
      for part in order.reversed() { for source in sources[part] { raise(source, part) } }
    } else {
      for part in order { for source in sources[part] { raise(part, source) } }
    }
    var groups: [[Int]: [Int]] = [:]
    for (unit, part) in parts.enumerated() {
      guard let kind = kinds[part] else { continue }
      groups[[levels[part], kind], default: []].append(unit)
    }
    return groups.values.sorted { $0[0] < $1[0] }
  }

}
