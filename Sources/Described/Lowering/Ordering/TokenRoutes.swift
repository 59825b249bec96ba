/// Ways along queues from one unit to another, by as few of them as there can be.
struct TokenRoutes {

  /// For each pair of units the queues, one behind the other; nil where there is no way.
  private var ways: [[[Int]?]]

  init(_ queues: [(from: Int, to: Int)], units: Int) {
    ways = (0 ..< units).map { from in
      var ways: [[Int]?] = Array(repeating: nil, count: units)
      ways[from] = []
      var reached = [from]
      var next = 0
      while next < reached.count {
        let unit = reached[next]
        next += 1
        for (index, queue) in queues.enumerated()
        where queue.from == unit && ways[queue.to] == nil {
          ways[queue.to] = (ways[unit] ?? []) + [index]
          reached.append(queue.to)
        }
      }
      return ways
    }
  }

  subscript(from: Int, to: Int) -> [Int]? { ways[from][to] }

}
