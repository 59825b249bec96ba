import Effects
import Support
import Tensors

/// What is known of registers and hidden arrays between two instructions.
struct Known: Hashable, Sendable {

  /// What registers hold; one that is missing holds anything.
  private(set) var cells: [Cell: Int] = [:]

  /// The memory that an array is a copy of, as long as that has not changed.
  private(set) var arrays: [StateID: Content] = [:]

  /// Numbers of a memory, row by row.
  struct Content: Hashable, Sendable {
    /// A part that is no view.
    var part: StateID
    var walk: Walk
  }

  /// The number of a polynomial over fields and registers; nil where a register is not known.
  func value(_ polynomial: Polynomial, _ frame: [Int]) -> Int? {
    try? polynomial.value(in: frame, cell: cell)
  }

  /// One number of the state, as effects ask for it.
  func cell(_ part: StateID, _ places: [Int]) throws(ScalarFault) -> Int {
    guard let number = cells[Cell(part, places)] else { throw .noCell(part, places) }
    return number
  }

  /// The same where registers hold these numbers.
  func holding(_ numbers: [Cell: Int]) -> Known {
    var copy = self
    copy.cells.merge(numbers) { $1 }
    return copy
  }

  /// The same where arrays that hold one of these at one place hold it at another.
  func moving(_ wishes: [ArrayWish], from old: Int, to new: Int) -> Known {
    var copy = self
    for wish in wishes {
      let content = wish.moved(by: old).content
      for (array, held) in arrays where held == content {
        copy.arrays[array] = wish.moved(by: new).content
      }
    }
    return copy
  }

  // MARK: - Changing

  /// Forgets what an instruction may have changed that touches these bytes.
  mutating func forget(_ footprint: Footprint, in machine: MachineForm) {
    for access in footprint.writes {
      guard case .part(let root) = access.space else { continue }
      for cell in cells.keys where machine.root(of: cell.part) == root {
        if access.bytes.overlaps(machine.bytes(of: cell)) { cells[cell] = nil }
      }
      for (array, content) in arrays {
        if machine.root(of: array) == root {
          arrays[array] = nil
        } else if content.part == root {
          let bytes = content.walk.bytes(of: machine[array].type.element.byteSize)
          if bytes?.overlaps(access.bytes) ?? true { arrays[array] = nil }
        }
      }
    }
  }

  /// Does the actions of a way that write registers and arrays, one after the other.
  mutating func run(_ way: Way, _ frame: [Int], in machine: MachineForm) {
    for form in way.forms {
      switch form.kind {
      case .set(let target, let number): set(target, number, frame, machine)
      case .fill(let target, _): arrays[target.part] = nil
      case .move(let move): copy(move, way, frame, machine)
      default: break
      }
    }
  }

  private mutating func set(
    _ target: Placement, _ number: Polynomial, _ frame: [Int], _ machine: MachineForm
  ) {
    let places = target.axes.map { value($0.start.polynomial, frame) }
    let counts = target.axes.map { value($0.count, frame) }
    guard let number = value(number, frame), places.allSatisfy({ $0 != nil }),
      counts.allSatisfy({ $0 == 1 })
    else {
      cells = cells.filter { $0.key.part != target.part }
      return
    }
    let cell = Cell(target.part, places.compactMap(\.self))
    cells[cell] = machine[target.part].type.held(number)
  }

  private mutating func copy(
    _ move: NormalForm.Move, _ way: Way, _ frame: [Int], _ machine: MachineForm
  ) {
    guard move.direction == .copy, machine[move.part.part].role != .memory else { return }
    let copied = move.source.flatMap { arrays[$0.part] }
    arrays[move.part.part] = nil
    guard let source = move.source, move.steps.isEmpty, !move.adds, let loops = way.loops,
      machine[source.part].type.element == machine[move.part.part].type.element,
      let from = SymbolicWalk(source, in: machine, around: loops),
      let to = SymbolicWalk(move.part, in: machine, around: loops),
      let read = from.walk({ value($0, frame) }), let written = to.walk({ value($0, frame) }),
      read.count == written.count,
      written.simplified() == machine.wholeWalk(of: move.part.part).simplified()
    else { return }
    let isWhole = read.simplified() == machine.wholeWalk(of: source.part).simplified()
    let content = Content(part: machine.root(of: source.part), walk: read.simplified())
    // A copy of an array that is one itself is as good as that.
    arrays[move.part.part] = isWhole ? copied ?? content : content
  }

}

extension MachineForm {

  /// All numbers of a part, row by row.
  func wholeWalk(of part: StateID) -> Walk {
    Walk(start: 0, zip(self[part].shape, byteSteps(of: part)).map { ($0, $1) })
  }

  func bytes(of cell: Cell) -> Range<Int> {
    let start = zip(cell.places, byteSteps(of: cell.part)).reduce(0) { $0 &+ $1.0 &* $1.1 }
    return start ..< start &+ self[cell.part].type.element.byteSize
  }

  /// The numbers of rows of a memory, `lanes` of each.
  func walk(of rows: Rows, lanes: Int) -> Walk {
    let step = byteSteps(of: rows.part).first ?? 0
    return Walk(
      start: Saturated.product(rows.first, step),
      [(rows.count, step), (lanes, self[rows.part].type.element.byteSize)])
  }

  /// How many numbers one place along the first axis of a part has.
  func rowNumbers(of part: StateID) -> Int { Array(self[part].shape.dropFirst()).product }

}

extension NumberType {

  /// What is held where a whole number is written; nil for floats and types of 64 bits, in which
  /// not all numbers can be told.
  func held(_ number: Int) -> Int? {
    guard let range = element.integerRange else { return nil }
    if range.contains(number) { return number }
    if saturates || element.bitWidth == 64 { return nil }
    return Scalar.bits(of: number, lsb: 0, width: element.bitWidth, isSigned: element.isSigned)
  }

}
