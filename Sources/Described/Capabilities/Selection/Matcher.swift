import Effects
import Tensors

/// Says how ways can do a job.
struct Matcher: Sendable {

  let machine: MachineForm

  /// How many numbers a row of sums has, and how many are summed.
  let lanes: Int
  let depth: Int

  /// All that one way may be for a job; none where it has another form.
  /// - Before: the job is based.
  func claims(_ job: Job, _ way: Way, _ index: Int) -> [Claim] {
    guard let form = way.main, let claim = Claim(machine, way, index) else {
      return []
    }
    return claims(job, form.kind, claim).filter(\.isPossible)
  }

  private func claims(_ job: Job, _ kind: NormalForm.Kind, _ claim: Claim) -> [Claim] {
    switch (job, kind) {
    case (.load(let rows, let host, let adds), .move(let move))
    where move.direction == .load && move.adds == adds:
      [loading(rows, host, move, claim)]
    case (.store(let rows, let host, let steps, let before), .move(let move))
    where move.direction == .store && !move.adds:
      [storing(rows, host, steps, before, move, claim)]
    case (.fill(let rows, let number), .fill(let target, let value)):
      [filling(rows, number, target, value, claim)]
    case (.multiply(let sums, let data, let weights, let begins), .contract(let contract)):
      [multiplying(sums, data, weights, begins, contract, claim)]
    case (.apply(let steps, let rows), .map(let map)): [applying(steps, rows, map, claim)]
    case (.combine(let function, let a, let b), .map(let map)):
      combining(function, a, b, map, claim)
    case (.applyRow(let function, let rows, let row), .map(let map)):
      applyingRow(function, rows, row, map, claim)
    case (.stop, .stop): [claim]
    default: []
    }
  }

  // MARK: - Moves

  private func loading(
    _ rows: Rows, _ host: HostRows, _ move: NormalForm.Move, _ claim: Claim
  ) -> Claim {
    var claim = claim
    guard let source = move.host else { return claim.failed }
    claim.rows(
      move.part, are: rows, lanes: host.lanes, from: 0, move.adds ? .update : .write)
    claim.host(
      source, are: host, count: rows.count, from: 1, .read,
      target: move.part.axes.filter(\.isKept).map(\.count))
    let type = machine[rows.part].type
    guard type.element.holds(host.element) else { return claim.failed }
    let start = StepSum(host.element)
    var wanted = start
    wanted.cast(NumberType(type.element))
    claim.steps(move.steps, from: start, stored: type, are: wanted.finished)
    return claim
  }

  private func storing(
    _ rows: Rows, _ host: HostRows, _ steps: [Operation.Step], _ before: [Operation.Step],
    _ move: NormalForm.Move, _ claim: Claim
  ) -> Claim {
    var claim = claim
    guard let target = move.host else { return claim.failed }
    claim.rows(move.part, are: rows, lanes: host.lanes, from: 0, .read)
    claim.host(target, are: host, count: rows.count, from: 1, .write)
    let type = machine[rows.part].type.element
    var start = StepSum(type)
    start.append(before, of: type)
    var wanted = start
    wanted.append(steps, of: type)
    wanted.cast(NumberType(host.element))
    claim.steps(move.steps, from: start, stored: target.type, are: wanted.finished)
    return claim
  }

  // MARK: - Sums

  private func filling(
    _ rows: Rows, _ number: Int, _ target: Placement, _ value: Polynomial, _ claim: Claim
  ) -> Claim {
    var claim = claim
    claim.rows(target, are: rows, from: 0, .write)
    claim.number(value, is: number, .constant)
    if let range = machine[rows.part].type.element.integerRange, !range.contains(number) {
      return claim.failed
    }
    return claim
  }

  private func multiplying(
    _ sums: Rows, _ data: Rows, _ weights: Rows, _ begins: Bool, _ contract: NormalForm.Contract,
    _ claim: Claim
  ) -> Claim {
    var claim = claim
    let adds = contract.adds(in: machine)
    guard adds == !begins, contract.isPlain(in: machine) else { return claim.failed }
    claim.number(contract.columns, is: lanes, .count)
    claim.number(contract.sum, is: depth, .count)
    claim.rows(
      contract.target, are: sums, lanes: lanes, from: 0,
      adds == true ? .update : .write)
    claim.rows(contract.a.source, are: data, lanes: depth, from: 1, .read)
    let array = contract.b.source.part
    var slot: Int?
    if machine[array].role == .memory {
      guard machine.hasSame(array, weights.part) else { return claim.failed }
      slot = 2
    } else {
      claim.fill(
        ArrayWish(
          array: array, part: machine.root(of: weights.part),
          walk: machine.walk(of: weights, lanes: machine.rowNumbers(of: weights.part))), from: 2)
    }
    let size = machine[array].type.element.byteSize
    let (outer, inner) = contract.b.isTransposed ? (lanes, depth) : (depth, lanes)
    claim.window(
      contract.b.source,
      is: Walk(start: 0, [(outer, Saturated.product(inner, size)), (inner, size)]), from: slot,
      .read, repeats: true)
    return claim
  }

  // MARK: - Functions

  private func applying(
    _ steps: [Operation.Step], _ rows: Rows, _ map: NormalForm.Map, _ claim: Claim
  ) -> Claim {
    var claim = claim
    claim.rows(map.target, are: rows, from: 0, .update)
    claim.rows(map.source, are: rows, from: 0, .read)
    let type = machine[rows.part].type
    let start = StepSum(type.element)
    var wanted = start
    wanted.append(steps, of: type.element)
    claim.steps(map.steps, from: start, stored: type, are: wanted.finished)
    return claim
  }

  private func combining(
    _ function: ValueBinary, _ a: Rows, _ b: Rows, _ map: NormalForm.Map, _ claim: Claim
  ) -> [Claim] {
    map.operands(of: function).map { first, second in
      var claim = claim
      claim.rows(map.target, are: a, from: 0, .update)
      claim.rows(first, are: a, from: 0, .read)
      claim.rows(second, are: b, from: 1, .read)
      return claim
    }
  }

  /// A row that is used for all.
  private func applyingRow(
    _ function: ValueBinary, _ rows: Rows, _ row: Int, _ map: NormalForm.Map, _ claim: Claim
  ) -> [Claim] {
    map.operands(of: function).map { first, second in
      var claim = claim
      claim.rows(map.target, are: rows, from: 0, .update)
      claim.rows(first, are: rows, from: 0, .read)
      claim.rows(second, are: Rows(rows.part, row), from: 1, .read, repeats: true)
      return claim
    }
  }

}

extension Claim {

  /// One that nothing meets.
  fileprivate var failed: Claim {
    var claim = self
    claim.fail()
    return claim
  }

}

extension NormalForm.Contract {

  /// Whether products are added to what is in the sums; nil where something else is done to them.
  func adds(in machine: MachineForm) -> Bool? {
    let type = machine[target.part].type
    // What is cast to the type of sums that wrap around is what they hold of it anyway.
    let steps = Array(self.steps.drop { $0 == .cast(type) && type.wraps })
    if steps.isEmpty { return adds }
    guard steps.count == 1, !adds,
      case .binary(.add, .window(let window, isRepeated: false), isReversed: _) = steps[0]
    else { return nil }
    return window == target ? true : nil
  }

  /// Whether the factors are numbers of the state as they are there, row by row, or wider.
  func isPlain(in machine: MachineForm) -> Bool {
    !a.isTransposed && a.isPlain(in: machine) && b.isPlain(in: machine)
  }

}

extension NormalForm.Factor {

  fileprivate func isPlain(in machine: MachineForm) -> Bool {
    var element = machine[source.part].type.element
    for step in steps {
      guard case .cast(let type) = step, element.isInteger, type.element.isInteger,
        type.element.holds(element)
      else { return false }
      element = type.element
    }
    return true
  }

}

extension NumberType {
  /// Whether it holds the low bits of whole numbers that are too great.
  fileprivate var wraps: Bool { element.isInteger && !saturates }
}

extension NormalForm.Map {

  /// The windows that a function of two numbers takes, where that is all that is done.
  func operands(of function: ValueBinary) -> [(first: Placement, second: Placement)] {
    guard steps.count == 1,
      case .binary(function, .window(let other, isRepeated: _), let isReversed) = steps[0]
    else { return [] }
    if function.isCommutative { return [(source, other), (other, source)] }
    return [isReversed ? (other, source) : (source, other)]
  }

}

extension MachineForm {

  /// Whether two parts are the same bytes as the same numbers.
  func hasSame(_ a: StateID, _ b: StateID) -> Bool {
    root(of: a) == root(of: b) && self[a].type.element == self[b].type.element
  }

}

extension ElementType {

  /// Whether each number of `other` is one of these.
  func holds(_ other: ElementType) -> Bool {
    if self == other { return true }
    switch (integerRange, other.integerRange) {
    case (let own?, let range?):
      return own.lowerBound <= range.lowerBound && range.upperBound <= own.upperBound
    case (nil, nil):
      return isFloat && other.isFloat
        && (self == .float64 || self == .float32 && other.isShortFloat)
    default: return false
    }
  }

}
