import Effects

/// Looks for numbers of unknowns with which all sums are where they should be: narrows what each
/// can be by all the others, and tries where that leaves a choice.
struct EquationSolver {

  private let equations: Equations

  /// For some unknowns the numbers that are tried first.
  private let preferred: [Int: [Int]]

  /// How many more choices are tried.
  private var budget = 4096

  /// The first row that can not hold, as far as anyone has come.
  private(set) var obstacle: Demand?

  init(_ equations: Equations, preferred: [Int: [Int]] = [:]) {
    self.equations = equations
    self.preferred = preferred
  }

  /// A number for each unknown that `accepts` takes; nil where there are none, or where it takes
  /// too long to find them.
  mutating func solve(accepts: ([Int]) -> Bool) -> [Int]? {
    search(equations.domains, accepts)
  }

  private mutating func search(_ domains: [ClosedRange<Int>], _ accepts: ([Int]) -> Bool) -> [Int]?
  {
    var domains = domains
    guard narrow(&domains) else { return nil }
    let isOpen = { (index: Int) in domains[index].lowerBound < domains[index].upperBound }
    guard let index = equations.order.first(where: isOpen) else {
      let numbers = domains.map(\.lowerBound)
      return accepts(numbers) ? numbers : nil
    }
    for number in choices(index, domains[index]) {
      budget -= 1
      if budget < 0 { return nil }
      var next = domains
      next[index] = number ... number
      if let found = search(next, accepts) { return found }
    }
    return nil
  }

  /// The numbers that are tried for an unknown: all where they are few.
  private func choices(_ index: Int, _ range: ClosedRange<Int>) -> [Int] {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    var choices = (preferred[index] ?? []).filter(range.contains)
    switch equations.unknowns[index] {
    case .helper: choices += [lower, upper]
    case .cell: choices += [EquationSolver.roundest(in: range), upper, lower]
    case .field: choices += (range.contains(0) && !isUsed(index) ? [0] : []) + [upper, lower]
    }
    if upper - lower <= 32 { choices += Array(range) }
    var seen: Set<Int> = []
    return choices.filter { seen.insert($0).inserted }
  }

  private func isUsed(_ index: Int) -> Bool {
    equations.rows.contains { $0.terms.contains { $0.unknowns.contains(index) } }
  }

  /// The number that ends in most zero bits: one that lies well for all that is near it.
  static func roundest(in range: ClosedRange<Int>) -> Int {
    if range.contains(0) { return 0 }
    let (lower, upper) = (range.lowerBound, range.upperBound)
    if upper < 0 { return -roundest(in: -upper ... -lower) }
    var unit = 1
    while unit <= upper / 2, (upper / (unit * 2)) * (unit * 2) >= lower { unit *= 2 }
    return upper / unit * unit
  }

  // MARK: - Narrowing

  /// How often all rows are looked at: bounds that creep are left to the search.
  private static let rounds = 64

  /// - Returns: whether no row is known not to hold.
  private mutating func narrow(_ domains: inout [ClosedRange<Int>]) -> Bool {
    for _ in 0 ..< EquationSolver.rounds {
      var changes = false
      for row in equations.rows {
        guard let changed = narrow(&domains, by: row) else {
          if obstacle == nil || obstacle?.subject == .condition { obstacle = row.demand }
          return false
        }
        changes = changes || changed
      }
      if !changes { break }
    }
    return true
  }

  /// - Returns: whether a domain has become smaller; nil where the row can not hold.
  private func narrow(
    _ domains: inout [ClosedRange<Int>], by row: Equations.Row
  ) -> Bool? {
    let parts = row.terms.map { term in
      term.unknowns.reduce(term.factor ... term.factor) {
        Saturated.product($0, domains[$1])
      }
    }
    let whole = parts.reduce(0 ... 0) { Saturated.sum($0, $1) }
    guard whole.overlaps(row.range) else { return nil }
    if row.range.lowerBound <= whole.lowerBound, whole.upperBound <= row.range.upperBound {
      return false
    }
    var changed = false
    for (place, term) in row.terms.enumerated() {
      let open = term.unknowns.filter { domains[$0].lowerBound < domains[$0].upperBound }
      guard open.count == 1, let index = open.first,
        let factor = factor(of: term, without: index, domains)
      else { continue }
      var rest = 0 ... 0
      for other in parts.indices where other != place { rest = Saturated.sum(rest, parts[other]) }
      let left = difference(row.range, rest)
      if factor == 0 { continue }
      guard let range = Saturated.quotient(left, by: factor), range.overlaps(domains[index]) else {
        return nil
      }
      let narrowed = range.clamped(to: domains[index])
      if narrowed != domains[index] {
        domains[index] = narrowed
        changed = true
      }
    }
    return changed
  }

  /// What the one open unknown of a term is multiplied with; nil where it is there twice.
  private func factor(
    of term: Equations.Term, without index: Int, _ domains: [ClosedRange<Int>]
  ) -> Int? {
    guard term.unknowns.filter({ $0 == index }).count == 1 else { return nil }
    let factor = term.unknowns.filter { $0 != index }.reduce(term.factor) {
      Saturated.product($0, domains[$1].lowerBound)
    }
    return Saturated.isEndless(factor) ? nil : factor
  }

  private func difference(_ range: ClosedRange<Int>, _ rest: ClosedRange<Int>) -> ClosedRange<Int> {
    let limit = Saturated.limit
    let lower =
      Saturated.isEndless(rest.upperBound)
      ? -limit : Saturated.sum(range.lowerBound, -rest.upperBound)
    let upper =
      Saturated.isEndless(rest.lowerBound)
      ? limit : Saturated.sum(range.upperBound, -rest.lowerBound)
    return min(lower, upper) ... max(lower, upper)
  }

}
