import Effects

/// What the fields of an instruction have to be that only writes registers and arrays, so that these
/// hold what is wanted and, if that goes, all others what they held.
struct Setting {

  private let machine: MachineForm
  private let way: Way
  private let cells: [Cell: Int]
  private let arrays: [ArrayWish]
  private let known: Known

  init(
    _ machine: MachineForm, _ way: Way, _ cells: [Cell: Int], _ arrays: [ArrayWish],
    _ known: Known
  ) {
    self.machine = machine
    self.way = way
    self.cells = cells
    self.arrays = arrays
    self.known = known
  }

  /// What has to hold so that it writes a register; empty where it does not.
  func demands(writing cell: Cell) -> [[Demand]] {
    guard way.forms.contains(where: { $0.target?.part == cell.part }) else { return [] }
    return alternatives(writing: cell)
  }

  /// What has to hold so that it fills an array; empty where it does not.
  func demands(copying wish: ArrayWish) -> [[Demand]] {
    let copies = way.forms.contains { form in
      if case .move(let move) = form.kind { move.part.part == wish.array } else { false }
    }
    return copies ? alternatives(writing: nil) : []
  }

  /// Keeping all else comes first.
  private func alternatives(writing cell: Cell?) -> [[Demand]] {
    let strict = demands(writing: cell, keeping: true)
    let loose = demands(writing: cell, keeping: false)
    return strict + loose.filter { !strict.contains($0) }
  }

  private func demands(writing cell: Cell?, keeping: Bool) -> [[Demand]] {
    way.forms.reduce([[]]) { demands, form in
      switch form.kind {
      case .set(let target, let number):
        demands.and([set(target, number, writing: cell, keeping: keeping)])
      case .move(let move): demands.and(copy(move))
      default: demands
      }
    }.possible
  }

  private func set(
    _ target: Placement, _ number: Polynomial, writing cell: Cell?, keeping: Bool
  ) -> [Demand] {
    let places = target.axes.map(\.start.polynomial)
    let constants = places.compactMap(\.constant)
    if constants.count == places.count {
      let own = Cell(target.part, constants)
      guard let value = cells[own] ?? (keeping ? known.cells[own] : nil) else { return [] }
      return [Demand(number, is: value, .register(own))]
    }
    guard let cell, cell.part == target.part, let value = cells[cell] else { return [] }
    return zip(places, cell.places).map { Demand($0, is: $1, .register(cell)) }
      + [Demand(number, is: value, .register(cell))]
  }

  private func copy(_ move: NormalForm.Move) -> [[Demand]] {
    guard let wish = arrays.first(where: { $0.array == move.part.part }),
      let source = move.source, let loops = way.loops,
      machine.root(of: source.part) == wish.part,
      let from = SymbolicWalk(source, in: machine, around: loops),
      let to = SymbolicWalk(move.part, in: machine, around: loops)
    else { return [[]] }
    let subject = Demand.Subject.place(source.part)
    let whole = machine.wholeWalk(of: move.part.part)
    return from.demands(for: wish.walk, start: subject, steps: .step(source.part)).and(
      to.demands(for: whole, start: .place(move.part.part), steps: .step(move.part.part))
    ).and([source.bounds(in: machine) + move.part.bounds(in: machine)]).possible
  }

}

extension NormalForm {

  /// What a setting is written to.
  fileprivate var target: Placement? {
    if case .set(let target, _) = kind { target } else { nil }
  }

}
