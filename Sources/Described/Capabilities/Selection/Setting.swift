import Effects

/// What an instruction that only writes registers and arrays is asked for: registers and an array
/// that hold what they should behind it.
struct Setting: Sendable {

  /// What is asked for, without the numbers and places.
  let request: Request

  /// The numbers of the registers, in their order, and then where the array's numbers begin.
  let offsets: [Int]

  struct Request: Hashable, Sendable {

    /// The register that has to be written; nil where it is the array.
    var cell: Cell?

    /// The registers that must not hold anything else, in an order.
    var cells: [Cell]
    var array: ArrayWish?
  }

  init(writing cell: Cell?, cells: [Cell: Int], array: ArrayWish?) {
    let sorted = cells.sorted { $0.key.isBefore($1.key) }
    let start = array?.walk.start ?? 0
    request = Request(
      cell: cell, cells: sorted.map(\.key), array: array.map { $0.moved(by: -start) })
    offsets = sorted.map(\.value) + [start]
  }

  /// What the fields of a way have to be for that; one of these lists has to hold.
  func demands(of way: Way, in machine: MachineForm) -> [[Demand]] {
    way.forms.reduce([[]]) { demands, form in
      switch form.kind {
      case .set(let target, let number): demands.and([set(target, number)])
      case .move(let move): demands.and(copy(move, way, machine))
      default: demands
      }
    }.possible
  }

  private func set(_ target: Placement, _ number: Polynomial) -> [Demand] {
    let places = target.axes.map(\.start.polynomial)
    let constants = places.compactMap(\.constant)
    if constants.count == places.count {
      let cell = Cell(target.part, constants)
      guard let slot = request.cells.firstIndex(of: cell) else { return [] }
      return [Demand(number, is: 0, .register(cell), from: slot)]
    }
    guard let cell = request.cell, cell.part == target.part,
      let slot = request.cells.firstIndex(of: cell)
    else { return [] }
    return zip(places, cell.places).map { Demand($0, is: $1, .register(cell)) }
      + [Demand(number, is: 0, .register(cell), from: slot)]
  }

  private func copy(_ move: NormalForm.Move, _ way: Way, _ machine: MachineForm) -> [[Demand]] {
    guard let wish = request.array, wish.array == move.part.part,
      let source = move.source, let loops = way.loops,
      machine.root(of: source.part) == wish.part,
      let from = SymbolicWalk(source, in: machine, around: loops),
      let to = SymbolicWalk(move.part, in: machine, around: loops)
    else { return [[]] }
    let slot = request.cells.count
    let (subject, steps) = (Demand.Subject.place(source.part), Demand.Subject.step(source.part))
    let whole = machine.wholeWalk(of: wish.array)
    return from.demands(for: wish.walk, from: slot, start: subject, steps: steps).and(
      to.demands(for: whole, start: .place(wish.array), steps: .step(wish.array))
    ).and([source.bounds(in: machine) + move.part.bounds(in: machine)]).possible
  }

}

extension NormalForm {

  /// The registers that a setting is written to.
  var settingTarget: StateID? {
    if case .set(let target, _) = kind { target.part } else { nil }
  }

  /// Whether numbers of another part are copied to an array.
  func fills(_ array: StateID) -> Bool {
    if case .move(let move) = kind {
      move.direction == .copy && move.part.part == array
    } else {
      false
    }
  }

}
