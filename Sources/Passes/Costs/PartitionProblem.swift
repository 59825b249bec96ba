import Support

/// What goes to accelerators, as a question about numbers.
///
/// Units are what goes one way or the other as a whole. A region is a set of units of one kind; it
/// must not depend on itself, together with all others and with the units on the host. What a region
/// costs depends on its units alone, and two regions together never cost less than as one.
struct PartitionProblem {

  struct Unit {

    /// Units of one kind can be in one region; nil for what only the host computes.
    var kind: Int?

    /// On the host; nil where it has to be on its accelerator.
    var host: CostTime?

    /// On its accelerator.
    var accelerated = CostTime.zero

    /// The units that it reads, each once.
    var sources: [Int] = []
  }

  /// What units read of another one.
  struct Value {

    /// Nil for what is given to the program.
    var maker: Int?

    /// Each once.
    var readers: [Int]

    /// Whether it is a result of the program.
    var isResult = false

    /// - Units: bytes.
    var bytes: Int
  }

  /// What holds for regions of a kind.
  struct Kind {
    var launch: CostTime

    /// What so many bytes take to cross the border.
    var border: @Sendable (_ bytes: Int) -> CostTime
  }

  let kinds: [Kind]

  /// Each behind its sources.
  let units: [Unit]
  let values: [Value]

  /// Units that must not be in one region: something of the first and something of the second.
  var splits: [(first: Set<Int>, second: Set<Int>)] = []

  /// The values that each unit makes, and those that it reads.
  let made: [[Int]]
  let read: [[Int]]

  init(_ units: [Unit], _ values: [Value], _ kinds: [Kind]) {
    (self.units, self.values, self.kinds) = (units, values, kinds)
    var (made, read) = ([[Int]](repeating: [], count: units.count), [[Int]]())
    read = made
    for (index, value) in values.enumerated() {
      if let maker = value.maker { made[maker].append(index) }
      for reader in value.readers { read[reader].append(index) }
    }
    (self.made, self.read) = (made, read)
  }

}

extension PartitionProblem {

  /// What a value takes on its way into a region of a kind, or out of it.
  func time(ofBorder value: Int, _ kind: Int) -> CostTime {
    kinds[kind].border(values[value].bytes)
  }

  /// What the units take on the host.
  func hostTime(of members: [Int]) -> CostTime {
    members.reduce(.zero) { $0 + (units[$1].host ?? .zero) }
  }

  /// What goes into a region of `members` and what comes out of it.
  /// - Returns: the values, once for each time that they cross.
  func borders(of members: Set<Int>) -> [Int] {
    let inner = Set(members.flatMap { read[$0] }).filter { value in
      !(values[value].maker.map(members.contains) ?? false)
    }
    let outer = members.flatMap { made[$0] }.filter { value in
      values[value].isResult || !values[value].readers.allSatisfy(members.contains)
    }
    return inner + outer
  }

  /// What a region of `members` costs.
  func cost(of members: [Int]) -> CostTime {
    guard let kind = members.first.flatMap({ units[$0].kind }) else { return .zero }
    let border = borders(of: Set(members)).reduce(CostTime.zero) {
      $0 + time(ofBorder: $1, kind)
    }
    return members.reduce(kinds[kind].launch + border) { $0 + units[$1].accelerated }
  }

  /// What all costs where these are the regions and all else is on the host.
  func cost(of groups: [[Int]]) -> CostTime {
    let inside = Set(groups.joined())
    let outside = units.indices.filter { !inside.contains($0) }
    return groups.reduce(hostTime(of: outside)) { $0 + cost(of: $1) }
  }

  /// Whether what has to be on an accelerator is there, and splits are kept.
  func allows(_ groups: [[Int]]) -> Bool {
    let inside = Set(groups.joined())
    return units.indices.allSatisfy { units[$0].host != nil || inside.contains($0) }
      && groups.allSatisfy { keepsSplits($0) }
  }

  func keepsSplits(_ group: [Int]) -> Bool {
    splits.allSatisfy { split in
      !group.contains(where: split.first.contains) || !group.contains(where: split.second.contains)
    }
  }

}
