import Effects
import ISA
import Tensors

/// Finds the numbers of fields with which ways do what is asked, and what has to be in registers and
/// hidden arrays before.
struct Planner: Sendable {

  let machine: MachineForm
  let ways: [Way]

  /// The ways that write nothing but registers and hidden arrays.
  private let setters: [Int]

  /// The numbers that some instruction can write into a register.
  private let settable: [StateID: ClosedRange<Int>]

  /// - Units: instructions that are there only for others that are there for others.
  private static let deepest = 3

  /// - Units: instructions that prepare one other.
  private static let mostPrepared = 16

  init(_ machine: MachineForm) {
    self.machine = machine
    let ways = Way.all(of: machine)
    self.ways = ways
    setters = ways.indices.filter { index in
      !ways[index].forms.contains { $0.isVisible(in: machine) }
    }
    var settable: [StateID: ClosedRange<Int>] = [:]
    for way in ways {
      let ranges = Ranges(of: machine.instructions[way.instruction].effect, in: machine)
      for case .set(let target, let number) in way.forms.map(\.kind) {
        let range = ranges.range(of: number)
        let other = settable[target.part] ?? range
        settable[target.part] =
          min(range.lowerBound, other.lowerBound) ... max(range.upperBound, other.upperBound)
      }
    }
    self.settable = settable
  }

  // MARK: - One call

  /// Whether an instruction with these fields, which touches this, does what is asked.
  typealias Proof = (_ frame: [Int], _ known: Known, _ footprint: Footprint) -> Bool

  /// What is looked for: lists of demands one of which has to hold, and what arrays have to hold.
  struct Search {
    var way: Int
    var demands: [[Demand]]
    var arrays: [ArrayWish] = []
  }

  /// The instruction of a claim, with those that prepare it; nil where there are no numbers for it.
  /// - Parameter obstacle: gets what does not hold, as far as it is known.
  func plan(_ claim: Claim, from known: Known, obstacle: inout Demand?) -> Plan? {
    plan(
      Search(way: claim.way, demands: claim.demands, arrays: claim.arrays), from: known,
      obstacle: &obstacle, proof: claim.isProven)
  }

  /// The instruction of a search, with those that prepare it.
  private func plan(
    _ search: Search, from known: Known, depth: Int = deepest, obstacle: inout Demand?,
    proof: Proof
  ) -> Plan? {
    let way = ways[search.way]
    for conditions in way.conditions {
      for demands in search.demands {
        for all in withPlaces(demands + conditions, way) {
          var equations = Equations { domain(of: $0, way) }
          guard all.allSatisfy({ equations.insert($0) }) else { continue }
          for (field, number) in way.fixed {
            let index = equations.index(of: .field(field))
            equations.limit(index, to: number ... number)
          }
          if let plan = solve(equations, search, known, depth, &obstacle, proof) { return plan }
        }
      }
    }
    return nil
  }

  /// First where registers hold what they hold, then with others in one of them, then in all.
  private func solve(
    _ equations: Equations, _ search: Search, _ known: Known, _ depth: Int,
    _ obstacle: inout Demand?, _ proof: Proof
  ) -> Plan? {
    let cells = equations.unknowns.compactMap { unknown in
      if case .cell(let cell) = unknown { cell } else { nil }
    }
    let held = cells.filter { known.cells[$0] != nil }
    var free: [Set<Cell>] = [[]]
    if held.count > 1 { free += held.map { [$0] } }
    if !held.isEmpty { free.append(Set(held)) }
    for free in free {
      var narrowed = equations
      var preferred: [Int: [Int]] = [:]
      for cell in held {
        guard let index = equations[.cell(cell)], let number = known.cells[cell] else { continue }
        if free.contains(cell) {
          preferred[index] = [number]
        } else {
          narrowed.limit(index, to: number ... number)
        }
      }
      var solver = EquationSolver(narrowed, preferred: preferred)
      var plan: Plan?
      _ = solver.solve { numbers in
        plan = self.plan(
          for: numbers, cells, narrowed, search, from: known, depth, proof)
        return plan != nil
      }
      if let plan { return plan }
      let found = solver.obstacle ?? equations.firstOfCells
      if let found, found.subject != .condition || obstacle == nil { obstacle = found }
    }
    return nil
  }

  private func plan(
    for numbers: [Int], _ cells: [Cell], _ equations: Equations, _ search: Search,
    from known: Known, _ depth: Int, _ proof: Proof
  ) -> Plan? {
    let way = ways[search.way]
    let effect = machine.instructions[way.instruction].effect
    let fields = effect.variables.prefix { $0.field != nil }.indices.map { index in
      let id = VariableID(index)
      return equations[.field(id)].map { numbers[$0] } ?? way.fixed[id] ?? 0
    }
    var wanted: [Cell: Int] = [:]
    for cell in cells {
      if let index = equations[.cell(cell)] { wanted[cell] = numbers[index] }
    }
    let frame = fields + Array(repeating: 0, count: effect.variables.count - fields.count)
    guard
      let (prepared, footprint) = prepared(
        &wanted, search.arrays, way, frame, from: known, depth),
      takes(way, frame, prepared.known), proof(frame, prepared.known, footprint)
    else { return nil }
    var plan = prepared
    plan.calls.append(Call(way.instruction, fields))
    plan.known.forget(footprint, in: machine)
    plan.known.run(way, frame, in: machine)
    return plan
  }

  /// Prepares a call, and tells what it touches: registers whose number does not matter, but without
  /// which nobody can tell, are made known too.
  private func prepared(
    _ cells: inout [Cell: Int], _ arrays: [ArrayWish], _ way: Way, _ frame: [Int],
    from known: Known, _ depth: Int
  ) -> (Plan, Footprint)? {
    let effect = machine.instructions[way.instruction].effect
    for _ in 0 ..< Planner.mostPrepared {
      guard let plan = prepared(cells, arrays, from: known, depth) else { return nil }
      do throws(FootprintFault) {
        return (
          plan, try Footprint(of: effect, in: machine, fields: frame, cell: plan.known.cell)
        )
      } catch .scalar(.noCell(let part, let places)) {
        let cell = Cell(part, places)
        let all = domain(of: .cell(cell), way)
        guard cells.updateValue(EquationSolver.roundest(in: all), forKey: cell) == nil else {
          return nil
        }
      } catch { return nil }
    }
    return nil
  }

  /// Whether the case of this way is the first one that holds.
  private func takes(_ way: Way, _ frame: [Int], _ known: Known) -> Bool {
    let effect = machine.instructions[way.instruction].effect
    let expansion = Expansion(of: effect)
    for (index, each) in effect.cases.enumerated() {
      guard let condition = each.condition else { return index == way.branch }
      guard let number = known.value(expansion[condition], frame) else { return false }
      if number != 0 {
        return index == way.branch
          && way.conditions.contains { demands in
            demands.allSatisfy { known.value($0.number, frame).map($0.range.contains) ?? false }
          }
      }
    }
    return false
  }

  // MARK: - What comes before

  /// The instructions after which registers and arrays hold what they should.
  private func prepared(
    _ cells: [Cell: Int], _ arrays: [ArrayWish], from known: Known, _ depth: Int
  ) -> Plan? {
    var plan = Plan(known: known)
    for _ in 0 ..< Planner.mostPrepared {
      let missing = Missing(cells, arrays, plan.known)
      guard let missing else { return plan }
      guard depth > 0, let next = next(missing, cells, arrays, plan.known, depth - 1) else {
        return nil
      }
      plan = plan.then(next)
    }
    return nil
  }

  /// The first register or array that does not hold what it should.
  private enum Missing {
    case cell(Cell, Int)
    case array(ArrayWish)

    init?(_ cells: [Cell: Int], _ arrays: [ArrayWish], _ known: Known) {
      let missing = cells.filter { known.cells[$0.key] != $0.value }.min {
        ($0.key.part.index, $0.key.places.first ?? 0)
          < ($1.key.part.index, $1.key.places.first ?? 0)
      }
      if let missing {
        self = .cell(missing.key, missing.value)
      } else if let array = arrays.first(where: {
        known.arrays[$0.array] != $0.content
      }) {
        self = .array(array)
      } else {
        return nil
      }
    }
  }

  private func next(
    _ missing: Missing, _ cells: [Cell: Int], _ arrays: [ArrayWish], _ known: Known,
    _ depth: Int
  ) -> Plan? {
    var best: Plan?
    for index in setters {
      var own = cells
      if case .cell(let cell, let number) = missing { own[cell] = number }
      let setting = Setting(machine, ways[index], own, arrays, known)
      let demands: [[Demand]] =
        switch missing {
        case .cell(let cell, _): setting.demands(writing: cell)
        case .array(let wish): setting.demands(copying: wish)
        }
      guard !demands.isEmpty else { continue }
      var obstacle: Demand?
      let search = Search(way: index, demands: demands)
      guard
        let plan = plan(
          search, from: known, depth: depth, obstacle: &obstacle, proof: { _, _, _ in true })
      else { continue }
      switch missing {
      case .cell(let cell, let number): if plan.known.cells[cell] != number { continue }
      case .array(let wish):
        if plan.known.arrays[wish.array] != wish.content { continue }
      }
      if plan.calls.count < best?.calls.count ?? .max { best = plan }
    }
    return best
  }

}

extension Planner {

  /// The numbers that an unknown can be at all.
  private func domain(of unknown: Unknown, _ way: Way) -> ClosedRange<Int> {
    let all = -Saturated.limit ... Saturated.limit
    switch unknown {
    case .field(let id):
      let variables = machine.instructions[way.instruction].effect.variables
      guard variables.indices.contains(id.index), let field = variables[id.index].field else {
        return 0 ... 0
      }
      return field.range.clamped(to: all)
    case .cell(let cell):
      let type = machine[cell.part].type.element.integerRange ?? 0 ... 0
      guard let range = settable[cell.part] else { return type.clamped(to: all) }
      // What is greater than the type holds is written as something else.
      return range.overlaps(type) ? range.clamped(to: type).clamped(to: all) : 0 ... 0
    case .helper: return all
    }
  }

  /// - Units: numbers that are tried for the fields which say what register is read.
  private static let mostPlaces = 64

  /// Demands with a number in place of each field that says which cell of the state is meant.
  private func withPlaces(_ demands: [Demand], _ way: Way) -> [[Demand]] {
    let fields = demands.reduce(into: Set<VariableID>()) { $0.formUnion($1.number.cellFields) }
    var choices: [[VariableID: Int]] = [[:]]
    for field in fields.sorted(by: { $0.index < $1.index }) {
      let range = domain(of: .field(field), way)
      let extent = machine.state.map { $0.shape.first ?? 1 }.max() ?? 1
      let count = min(range.upperBound, extent, Planner.mostPlaces)
      guard range.lowerBound <= 0, count >= 0, choices.count * count <= Planner.mostPlaces else {
        return []
      }
      choices = choices.flatMap { choice in
        (0 ... count).map { choice.merging([field: $0]) { $1 } }
      }
    }
    if fields.isEmpty { return [demands] }
    return choices.map { choice in
      let values = choice.mapValues { Polynomial($0) }
      return demands.map { demand in
        Demand(demand.number.substituting(values), in: demand.range, demand.subject)
      } + choice.map { Demand(Polynomial($0.key), is: $0.value, .condition) }
    }
  }

}

extension Polynomial {

  /// The variables on which it depends which cell is read.
  fileprivate var cellFields: Set<VariableID> {
    terms.keys.reduce(into: []) { set, product in
      for atom in product { set.formUnion(atom.cellFields) }
    }
  }

}

extension Scalar {

  fileprivate var cellFields: Set<VariableID> {
    switch self {
    case .constant, .variable: []
    case .cell(_, let places): places.reduce(into: []) { $0.formUnion($1.variables) }
    case .bits(let a, _, _, _), .unary(_, let a): a.cellFields
    case .binary(_, let a, let b): a.cellFields.union(b.cellFields)
    case .choice(let a, let b, let c): a.cellFields.union(b.cellFields).union(c.cellFields)
    }
  }

}
