import Effects
import Support
import Tensors

@testable import Described

/// Makes operations that a kernel may ask a machine for.
struct RandomOperation {

  let abilities: Abilities
  var random: SplitMix64

  private var form: MachineForm { abilities.machine.form }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private mutating func rows(_ part: StateID, most: Int = 40) -> Rows {
    let depth = min(form[part].shape[0], 200)
    let count = number(1 ... min(depth, most))
    return Rows(part, number(0 ... depth - count), count: count)
  }

  /// A whole block of weights, or several.
  private mutating func blocks(most: Int = 1) -> Rows {
    let places = abilities.blockPlaces
    let depth = min(form[abilities.weights].shape[0], 200) / places
    let count = number(1 ... min(depth, most))
    return Rows(abilities.weights, number(0 ... depth - count) * places, count: count * places)
  }

  private mutating func host(
    _ rows: Rows, _ type: ElementType, isPacked: Bool = false
  ) -> HostRows {
    let lanes = form.rowNumbers(of: rows.part)
    let bytes = lanes * type.byteSize
    let stride = isPacked || number(0 ... 2) > 0 ? bytes : bytes * number(1 ... 4)
    let span = stride * rows.count + bytes
    let address = number(0 ... (SelectionBench.hostBytes - span) / 64) * 64
    return HostRows(address: address, stride: stride, lanes: lanes, element: type)
  }

  private mutating func address(_ rows: Rows) -> Int {
    host(rows, form[rows.part].type.element).address
  }

  private mutating func function() -> Operation.Kind {
    let sums = rows(abilities.sums)
    let isFloat = form[abilities.sums].type.element.isFloat
    switch number(0 ... 3) {
    case 0: return .apply(.maximum, sums, constant: .integer(isFloat ? 0 : number(-300 ... 300)))
    case 1: return .apply(.minimum, sums, constant: .integer(number(-300 ... 300)))
    case 2: return .apply(.add, sums, constant: .integer(number(-5000 ... 5000)))
    default: return .apply(.shiftRight, sums, constant: .integer(number(0 ... 12)))
    }
  }

  private mutating func steps(_ type: ElementType) -> [Operation.Step] {
    let sums = form[abilities.sums].type.element
    guard sums.isInteger, type != sums else {
      return number(0 ... 1) == 0 ? [] : [.apply(.maximum, constant: .integer(0))]
    }
    var steps: [Operation.Step] = []
    if number(0 ... 2) == 0 { steps.append(.apply(.add, constant: .integer(number(0 ... 64)))) }
    if number(0 ... 3) > 0 {
      steps.append(.apply(.shiftRight, constant: .integer(number(0 ... 9))))
    }
    if number(0 ... 1) == 0 { steps.append(.apply(.maximum, constant: .integer(0))) }
    steps.append(.narrow(NumberType(type, saturates: number(0 ... 3) > 0)))
    return steps
  }

  mutating func next() -> Operation.Kind {
    let (data, sums) = (abilities.data, abilities.sums)
    let (dataType, sumType) = (form[data].type.element, form[sums].type.element)
    switch number(0 ... 14) {
    case 0, 1:
      let rows = rows(data)
      return .load(rows, host(rows, dataType), adds: false)
    case 2:
      let blocks = blocks(most: 4)
      return .loadWeights(blocks, address: address(blocks))
    case 3:
      let rows = rows(sums)
      return .load(rows, host(rows, sumType), adds: number(0 ... 1) == 0)
    case 4: return .fill(rows(sums), number(-3 ... 3))
    case 5:
      let rows = rows(sums)
      return .spread(rows, address: address(Rows(sums, 0)))
    case 6, 7, 8:
      let sums = rows(sums)
      let first = number(0 ... form[data].shape[0] - sums.count)
      return .multiply(
        sums: sums, data: Rows(data, first, count: sums.count), weights: blocks(),
        begins: number(0 ... 1) == 0)
    case 9: return function()
    case 10:
      let rows = rows(sums)
      return .load(rows, host(rows, dataType), adds: false)
    case 11:
      let rows = rows(sums, most: 12)
      return .applyRow(.add, rows, row: rows.first > 0 ? rows.first - 1 : rows.places.upperBound)
    case 12:
      let rows = rows(sums, most: 12)
      let other = rows.first >= rows.count ? 0 : rows.places.upperBound
      return .combine(.add, rows, Rows(sums, other, count: rows.count))
    default:
      let rows = rows(sums)
      return .store(rows, host(rows, dataType), steps: steps(dataType))
    }
  }

}
