import Effects
import ISA

/// Demands on numbers that instructions compute, as sums of products of unknowns.
struct Equations: Sendable {

  private(set) var unknowns: [Unknown] = []
  private(set) var domains: [ClosedRange<Int>] = []
  private(set) var rows: [Row] = []

  /// The unknowns in the order in which they are tried.
  private(set) var order: [Int] = []

  /// A sum that has to be in a range.
  struct Row: Sendable {
    var terms: [Term]
    var range: ClosedRange<Int>
    var demand: Demand
  }

  /// A factor times unknowns.
  struct Term: Sendable {
    var factor: Int
    var unknowns: [Int]
  }

  private var indices: [Unknown: Int] = [:]
  private var atoms: [Scalar: Int] = [:]
  private var helperCount = 0

  /// What an unknown can be at all.
  private let domain: @Sendable (Unknown) -> ClosedRange<Int>

  /// - Parameter domain: of fields and cells.
  init(_ domain: @escaping @Sendable (Unknown) -> ClosedRange<Int>) { self.domain = domain }

  subscript(unknown: Unknown) -> Int? { indices[unknown] }

  /// The first demand on what depends on a register.
  var firstOfCells: Demand? {
    rows.first { row in
      row.demand.number != Polynomial()
        && row.terms.contains { term in
          term.unknowns.contains { if case .cell = unknowns[$0] { true } else { false } }
        }
    }?.demand
  }

  /// The registers in sums that are counted from slots, apart from those that may hold several
  /// numbers there, since other registers or fields make up for it.
  var placedCells: (only: Set<Cell>, among: Set<Cell>) {
    var found: (only: Set<Cell>, among: Set<Cell>) = ([], [])
    for row in rows where row.demand.slot != nil {
      let unknowns = Set(row.terms.flatMap(\.unknowns)).map { self.unknowns[$0] }
      for case .cell(let cell) in unknowns {
        if unknowns.count == 1 { found.only.insert(cell) } else { found.among.insert(cell) }
      }
    }
    return found
  }

  /// Makes an unknown one of these numbers at most.
  mutating func limit(_ index: Int, to range: ClosedRange<Int>) {
    let lower = max(domains[index].lowerBound, range.lowerBound)
    let upper = min(domains[index].upperBound, range.upperBound)
    if lower <= upper {
      domains[index] = lower ... upper
    } else {
      // Nothing is in both: no sum has a number.
      rows.append(
        Row(terms: [], range: 1 ... 1, demand: Demand(Polynomial(), is: 1, .condition)))
    }
  }

  /// - Returns: whether the number is one that can be solved for.
  mutating func insert(_ demand: Demand) -> Bool {
    guard let terms = terms(of: demand.number) else { return false }
    let offset = terms.filter(\.unknowns.isEmpty).reduce(0) { Saturated.sum($0, $1.factor) }
    let lower = Saturated.sum(demand.range.lowerBound, -offset)
    let upper = Saturated.sum(demand.range.upperBound, -offset)
    rows.append(
      Row(terms: terms.filter { !$0.unknowns.isEmpty }, range: lower ... upper, demand: demand))
    return true
  }

  /// The same where slots are at these places.
  func moved(to offsets: [Int]) -> Equations {
    var copy = self
    for index in rows.indices {
      guard let slot = rows[index].demand.slot, offsets.indices.contains(slot) else { continue }
      copy.rows[index].range = Saturated.sum(rows[index].range, offsets[slot] ... offsets[slot])
      copy.rows[index].demand = rows[index].demand.moved(to: offsets)
    }
    return copy
  }

  // MARK: - Unknowns

  /// Helpers first, then cells, then fields; of each, those with the greatest factors.
  mutating func sortUnknowns() {
    var factors: [Int: Int] = [:]
    for term in rows.lazy.flatMap(\.terms) {
      for index in term.unknowns { factors[index] = max(factors[index] ?? 0, abs(term.factor)) }
    }
    func rank(_ index: Int) -> (Int, Int, Int) {
      let kind =
        switch unknowns[index] {
        case .helper: 0
        case .cell: 1
        case .field: 2
        }
      return (kind, -(factors[index] ?? 0), index)
    }
    order = unknowns.indices.sorted { rank($0) < rank($1) }
  }

  mutating func index(of unknown: Unknown) -> Int {
    if let index = indices[unknown] { return index }
    return append(unknown, domain(unknown))
  }

  private mutating func append(_ unknown: Unknown, _ domain: ClosedRange<Int>) -> Int {
    indices[unknown] = unknowns.count
    unknowns.append(unknown)
    domains.append(domain)
    return unknowns.count - 1
  }

  private mutating func helper(in range: ClosedRange<Int>) -> Int {
    helperCount += 1
    return append(.helper(helperCount), range)
  }

  private mutating func terms(of polynomial: Polynomial) -> [Term]? {
    var terms: [Term] = []
    for (product, factor) in polynomial.terms {
      if Saturated.isEndless(factor) { return nil }
      var indices: [Int] = []
      for atom in product {
        guard let index = index(of: atom) else { return nil }
        indices.append(index)
      }
      terms.append(Term(factor: factor, unknowns: indices.sorted()))
    }
    // In one order, so that each run finds the same numbers.
    return terms.sorted {
      ($0.unknowns.count, $0.unknowns.first ?? -1, $0.factor)
        < ($1.unknowns.count, $1.unknowns.first ?? -1, $1.factor)
    }
  }

  private mutating func index(of atom: Scalar) -> Int? {
    if let index = atoms[atom] { return index }
    let index: Int?
    switch atom {
    case .variable(let id): index = self.index(of: .field(id))
    case .cell(let part, let places):
      let numbers = places.compactMap { Polynomial($0).constant }
      index = numbers.count == places.count ? self.index(of: .cell(Cell(part, numbers))) : nil
    case .bits(let a, let lsb, let width, let isSigned):
      index = bits(of: a, lsb: lsb, width: width, isSigned: isSigned)
    case .binary(.shiftRight, let a, .constant(let count)) where 0 ..< 62 ~= count:
      index = quotient(a, by: 1 << count)?.quotient
    case .binary(.quotient, let a, .constant(let divisor)) where divisor > 0:
      index = quotient(a, by: divisor)?.quotient
    case .binary(.remainder, let a, .constant(let divisor)) where divisor > 0:
      index = quotient(a, by: divisor)?.rest
    default: index = nil
    }
    atoms[atom] = index
    return index
  }

  // MARK: - Bits

  /// `a = quotient * divisor + rest`.
  private mutating func quotient(_ a: Scalar, by divisor: Int) -> (quotient: Int, rest: Int)? {
    guard let terms = terms(of: Polynomial(a)) else { return nil }
    let limit = Saturated.limit / divisor
    let quotient = helper(in: -limit ... limit)
    let rest = helper(in: 0 ... divisor - 1)
    insert(terms, [Term(factor: divisor, unknowns: [quotient]), Term(factor: 1, unknowns: [rest])])
    return (quotient, rest)
  }

  /// `a = above * 2^(lsb + width) + bits * 2^lsb + below`.
  private mutating func bits(of a: Scalar, lsb: Int, width: Int, isSigned: Bool) -> Int? {
    guard lsb >= 0, width > 0, lsb + width < 62, let terms = terms(of: Polynomial(a)) else {
      return nil
    }
    let limit = Saturated.limit >> (lsb + width)
    let above = helper(in: -limit ... limit)
    let half = 1 << (width - 1)
    let bits = helper(in: isSigned ? -half ... half - 1 : 0 ... half * 2 - 1)
    var parts = [
      Term(factor: 1 << (lsb + width), unknowns: [above]),
      Term(factor: 1 << lsb, unknowns: [bits]),
    ]
    if lsb > 0 {
      parts.append(Term(factor: 1, unknowns: [helper(in: 0 ... 1 << lsb - 1)]))
    }
    insert(terms, parts)
    return bits
  }

  /// That two sums are equal.
  private mutating func insert(_ a: [Term], _ b: [Term]) {
    let offset = a.filter(\.unknowns.isEmpty).reduce(0) { Saturated.sum($0, $1.factor) }
    let terms =
      a.filter { !$0.unknowns.isEmpty }
      + b.map { Term(factor: -$0.factor, unknowns: $0.unknowns) }
    rows.append(
      Row(
        terms: terms, range: -offset ... -offset,
        demand: Demand(Polynomial(), is: 0, .condition)))
  }

}
