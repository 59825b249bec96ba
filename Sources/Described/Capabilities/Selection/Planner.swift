import Effects
import ISA
import Tensors

/// Finds the numbers of fields with which ways do what is asked, and what has to be in registers
/// and hidden arrays before.
struct Planner: Sendable {

  let machine: MachineForm
  let ways: [Way]

  /// The cases that are no ways since too many conditions come with them, by instruction.
  let skipped: [Int: [Int]]

  /// The ways that write nothing but registers and hidden arrays.
  let setters: [Int]

  /// The numbers that some instruction can write into a register.
  let settable: [StateID: ClosedRange<Int>]

  /// - Units: instructions that are there only for others that are there for others.
  private static let deepest = 3

  /// - Units: instructions that prepare one other.
  private static let mostPrepared = 16

  init(_ machine: MachineForm) {
    self.machine = machine
    var skipped: [Int: [Int]] = [:]
    let ways = Way.all(of: machine, skipped: &skipped)
    (self.ways, self.skipped) = (ways, skipped)
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

  /// What nobody has looked at, for the user.
  var notes: [String] {
    skipped.sorted { $0.key < $1.key }.compactMap { instruction, branches in
      branches.first.map { first in
        let name = machine.instructions[instruction].name
        return "case \(first + 1) of `\(name)` "
          + (branches.count == 1 ? "is" : "and \(branches.count - 1) behind it are")
          + " not looked at: more than \(Way.mostConditions) conditions come before"
      }
    }
  }

  // MARK: - One call

  /// Whether an instruction with these fields, which touches this, does what is asked. Without what
  /// it touches, whether it may: registers that are not known yet may hold anything.
  typealias Proof = (_ frame: [Int], _ known: Known, _ footprint: Footprint?) -> Bool

  /// What is looked for besides numbers: what arrays have to hold, and how many instructions may be
  /// there for one another.
  struct Search {
    var way: Int
    var arrays: [ArrayWish] = []
    var depth: Int
  }

  /// A claim with its sums worked out: what is left are places.
  struct Offer: Sendable {
    var claim: Claim
    fileprivate var equations: [Equations]

    /// The registers whose numbers follow the slots of the claim: alone, or with others.
    var placedCells: [(only: Set<Cell>, among: Set<Cell>)] { equations.map(\.placedCells) }
  }

  /// What has been worked out before and depends on no place.
  struct Memory: Sendable {

    var jobs: [Job: JobMemory] = [:]
    fileprivate var settings: [Key: [Equations]] = [:]

    fileprivate struct Key: Hashable, Sendable {
      var way: Int
      var request: Setting.Request
    }

    init() {}
  }

  func offer(_ claim: Claim) -> Offer {
    Offer(claim: claim, equations: self.equations(claim.demands, ways[claim.way]))
  }

  /// The instruction of an offer, with those that prepare it; nil where there are no numbers for
  /// it.
  /// - Parameters:
  ///   - offsets: where the slots of the claim are.
  ///   - obstacle: gets what does not hold, as far as it is known.
  func plan(
    _ offer: Offer, at offsets: [Int], from known: Known, _ memory: inout Memory,
    obstacle: inout Obstacle?
  ) -> Plan? {
    let claim = offer.claim
    var difference: Obstacle?
    let arrays = claim.arrays.map { $0.wish.moved(by: offsets[$0.slot]) }
    let search = Search(way: claim.way, arrays: arrays, depth: Planner.deepest)
    var best: Plan?
    for equations in offer.equations {
      let plan = solve(equations.moved(to: offsets), search, known, &memory, &obstacle) {
        frame, known, footprint in
        guard let footprint else {
          let isPlausible = claim.isPlausible(frame, known)
          if !isPlausible { difference = difference ?? .steps }
          return isPlausible
        }
        if claim.isProven(offsets, frame, known, footprint) { return true }
        difference = difference ?? claim.obstacle(offsets, frame, known, footprint)
        return false
      }
      guard let plan else {
        obstacle = obstacle ?? difference
        continue
      }
      if plan.steps.count == 1 { return plan }
      if best.map(plan.isBetter) ?? true { best = plan }
    }
    return best
  }

  /// The sums of each list of demands together with the conditions of a way.
  private func equations(_ alternatives: [[Demand]], _ way: Way) -> [Equations] {
    way.conditions.flatMap { conditions in
      alternatives.flatMap { withPlaces($0 + conditions, way) }.compactMap { demands in
        var equations = Equations { domain(of: $0, way) }
        guard demands.allSatisfy({ equations.insert($0) }) else { return nil }
        for (field, number) in way.fixed {
          let index = equations.index(of: .field(field))
          equations.limit(index, to: number ... number)
        }
        equations.sortUnknowns()
        return equations
      }
    }
  }

  /// First where registers hold what they hold, then with others in one of them, then in all.
  private func solve(
    _ equations: Equations, _ search: Search, _ known: Known, _ memory: inout Memory,
    _ obstacle: inout Obstacle?, _ proof: Proof
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
          for: numbers, cells, narrowed, search, from: known, &memory, &obstacle, proof)
        return plan != nil
      }
      if let plan { return plan }
      guard let found = solver.obstacle ?? equations.firstOfCells else { continue }
      if found.subject != .condition || obstacle == nil { obstacle = .demand(found) }
    }
    return nil
  }

  private func plan(
    for numbers: [Int], _ cells: [Cell], _ equations: Equations, _ search: Search,
    from known: Known, _ memory: inout Memory, _ obstacle: inout Obstacle?, _ proof: Proof
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
    let frame = effect.frame(fields)
    guard proof(frame, known.holding(wanted), nil) else { return nil }
    let found = prepared(
      &wanted, search.arrays, way, frame, from: known, &memory, search.depth)
    guard let (prepared, footprint) = found else {
      obstacle = obstacle ?? Missing(wanted, search.arrays, known)?.obstacle
      return nil
    }
    guard takes(way, frame, prepared.known), proof(frame, prepared.known, footprint) else {
      return nil
    }
    var plan = prepared
    let step = Plan.Step(way: search.way, Call(way.instruction, fields))
    plan.append(step, frame, touching: footprint, by: self)
    return plan
  }

  /// Prepares a call, and tells what it touches: registers whose number does not matter, but
  /// without which nobody can tell, are made known too.
  private func prepared(
    _ cells: inout [Cell: Int], _ arrays: [ArrayWish], _ way: Way, _ frame: [Int],
    from known: Known, _ memory: inout Memory,
    _ depth: Int
  ) -> (Plan, Footprint)? {
    let effect = machine.instructions[way.instruction].effect
    for _ in 0 ..< Planner.mostPrepared {
      guard let plan = prepared(cells, arrays, from: known, &memory, depth) else { return nil }
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

  // MARK: - What comes before

  /// The instructions after which registers and arrays hold what they should.
  private func prepared(
    _ cells: [Cell: Int], _ arrays: [ArrayWish], from known: Known, _ memory: inout Memory,
    _ depth: Int
  ) -> Plan? {
    var plan = Plan(known: known)
    for _ in 0 ..< Planner.mostPrepared {
      let missing = Missing(cells, arrays, plan.known)
      guard let missing else { return plan }
      guard depth > 0, let next = next(missing, cells, arrays, plan.known, &memory, depth - 1)
      else {
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
        $0.key.isBefore($1.key)
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

    /// How many of these do not hold what they should.
    static func count(_ cells: [Cell: Int], _ arrays: [ArrayWish], _ known: Known) -> Int {
      cells.filter { known.cells[$0.key] != $0.value }.count
        + arrays.filter { known.arrays[$0.array] != $0.content }.count
    }

    var obstacle: Obstacle {
      switch self {
      case .cell(let cell, _): .register(cell.part)
      case .array(let wish): .array(wish.array)
      }
    }

    func isMet(by known: Known) -> Bool {
      switch self {
      case .cell(let cell, let number): known.cells[cell] == number
      case .array(let wish): known.arrays[wish.array] == wish.content
      }
    }
  }

  /// Instructions after which that does not lack any more, and least of all else.
  private func next(
    _ missing: Missing, _ cells: [Cell: Int], _ arrays: [ArrayWish], _ known: Known,
    _ memory: inout Memory, _ depth: Int
  ) -> Plan? {
    var best: Plan?
    var least = Int.max
    for index in setters {
      for setting in settings(ways[index], missing, cells, arrays, known) {
        var obstacle: Obstacle?
        let search = Search(way: index, depth: depth)
        var plan: Plan?
        for equations in self.equations(setting, index, &memory) where plan == nil {
          plan = solve(
            equations.moved(to: setting.offsets), search, known, &memory, &obstacle
          ) { _, _, _ in true }
        }
        guard let plan, missing.isMet(by: plan.known) else { continue }
        let left = Missing.count(cells, arrays, plan.known)
        if (left, plan.steps.count) < (least, best?.steps.count ?? .max) {
          (best, least) = (plan, left)
        }
        break
      }
    }
    return best
  }

  /// What a way may be asked to write: what is missing and all that is wanted, and if that goes
  /// what is known already besides.
  private func settings(
    _ way: Way, _ missing: Missing, _ cells: [Cell: Int], _ arrays: [ArrayWish], _ known: Known
  ) -> [Setting] {
    let parts = Set(way.forms.compactMap(\.settingTarget))
    let kept = known.cells.filter { parts.contains($0.key.part) }
    return [kept.merging(cells) { $1 }, cells].compactMap { cells in
      switch missing {
      case .cell(let cell, _):
        parts.contains(cell.part)
          ? Setting(writing: cell, cells: cells, array: arrays.first) : nil
      case .array(let wish):
        way.forms.contains { $0.fills(wish.array) }
          ? Setting(writing: nil, cells: cells, array: wish) : nil
      }
    }
  }

  private func equations(
    _ setting: Setting, _ index: Int, _ memory: inout Memory
  ) -> [Equations] {
    let key = Memory.Key(way: index, request: setting.request)
    if let equations = memory.settings[key] { return equations }
    let found = self.equations(setting.demands(of: ways[index], in: machine), ways[index])
    memory.settings[key] = found
    return found
  }

}
