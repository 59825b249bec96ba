/// Two units that each do their instructions in order, in all the ways that there are: written for
/// tests and knowing nothing of how an order is found.
struct OrderGrid {

  /// For each unit its instructions by their places in the program.
  let lists: [[Int]]

  /// How far both units have come in all states that can be reached: each beginning and each end
  /// counts.
  private var reached: Set<[Int]> = [[0, 0]]

  /// - Parameter canBegin: whether an instruction can begin where so many of each unit have ended.
  init(_ lists: [[Int]], canBegin: (_ place: Int, _ ended: [Int]) -> Bool) {
    self.lists = lists
    var open = [[0, 0]]
    while let state = open.popLast() {
      for unit in 0 ..< 2 where state[unit] < 2 * lists[unit].count {
        let isEnd = state[unit] % 2 == 1
        let place = lists[unit][state[unit] / 2]
        guard isEnd || canBegin(place, state.map { $0 / 2 }) else { continue }
        var next = state
        next[unit] += 1
        if reached.insert(next).inserted { open.append(next) }
      }
    }
  }

  /// Whether everything can be done.
  var isWhole: Bool { reached.contains(lists.map { 2 * $0.count }) }

  /// Whether an instruction has always ended when one of the other unit begins.
  func isOrdered(_ earlier: (unit: Int, rank: Int), _ later: (unit: Int, rank: Int)) -> Bool {
    !reached.contains { state in
      state[later.unit] > 2 * later.rank && state[earlier.unit] < 2 * earlier.rank + 2
    }
  }

}
