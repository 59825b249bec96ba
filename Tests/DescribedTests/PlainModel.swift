import Effects
import Tensors

@testable import Described

/// What operations mean, by plain loops over numbers; NaN is a number that nothing is said of.
struct PlainModel {

  private let abilities: Abilities
  var parts: [StateID: [Double]] = [:]
  var host: [UInt8?] = []

  init(_ abilities: Abilities) { self.abilities = abilities }

  private var form: MachineForm { abilities.machine.form }

  mutating func apply(_ kind: Operation.Kind) {
    switch kind {
    case .load(let rows, let host, let adds): load(rows, host, adds)
    case .loadWeights(let rows, let address): load(rows, packed(rows, address), false)
    case .spread(let rows, let address):
      var row = packed(rows, address)
      row.stride = 0
      load(rows, row, false)
    case .fill(let rows, let number): eachNumber(rows) { _, _, _ in Double(number) }
    case .multiply(let sums, let data, let weights, let begins):
      multiply(sums, data, weights, begins)
    case .apply(let function, let rows, let constant):
      let constant = constant.double
      eachNumber(rows) { number, _, _ in Self.value(function, number, constant) }
    case .combine(let function, let rows, let others):
      let width = form.rowNumbers(of: rows.part)
      let second = parts[others.part] ?? []
      eachNumber(rows) { number, row, lane in
        Self.value(function, number, second[(others.first + row) * width + lane])
      }
    case .applyRow(let function, let rows, let other):
      let width = form.rowNumbers(of: rows.part)
      let second = parts[rows.part] ?? []
      eachNumber(rows) { number, _, lane in
        Self.value(function, number, second[other * width + lane])
      }
    case .store(let rows, let host, let steps): store(rows, host, steps)
    case .stop: break
    }
  }

  private func packed(_ rows: Rows, _ address: Int) -> HostRows {
    let (lanes, element) = (form.rowNumbers(of: rows.part), form[rows.part].type.element)
    return HostRows(
      address: address, stride: lanes * element.byteSize, lanes: lanes, element: element)
  }

  /// Makes each number of rows another one, as the part holds it.
  private mutating func eachNumber(
    _ rows: Rows, _ body: (_ number: Double, _ row: Int, _ lane: Int) -> Double
  ) {
    let (width, type) = (form.rowNumbers(of: rows.part), form[rows.part].type)
    for row in 0 ..< rows.count {
      for lane in 0 ..< width {
        let index = (rows.first + row) * width + lane
        let number = parts[rows.part]?[index] ?? .nan
        parts[rows.part]?[index] = Self.held(body(number, row, lane), type)
      }
    }
  }

  private mutating func load(_ rows: Rows, _ host: HostRows, _ adds: Bool) {
    var copy = self
    copy.eachNumber(rows) { number, row, lane in
      guard lane < host.lanes else { return .nan }
      let loaded = self.number(
        at: host.address + row * host.stride + lane * host.element.byteSize, host.element)
      return adds ? Self.value(.add, number, loaded) : loaded
    }
    self = copy
  }

  private mutating func multiply(_ sums: Rows, _ data: Rows, _ weights: Rows, _ begins: Bool) {
    let (lanes, depth) = (abilities.lanes, abilities.depth)
    let block = weights.first * form.rowNumbers(of: weights.part)
    let (a, b) = (parts[data.part] ?? [], parts[weights.part] ?? [])
    let isFirst = abilities.hasOutputsFirst
    let width = form.rowNumbers(of: data.part)
    let isFloat = form[sums.part].type.element.isFloat
    // Sums are exact, or each of them is rounded.
    func rounded(_ number: Double) -> Double { isFloat ? Double(Float(number)) : number }
    eachNumber(sums) { number, row, lane in
      var sum = 0.0
      for k in 0 ..< depth {
        let weight = b[block + (isFirst ? lane * depth + k : k * lanes + lane)]
        let product = a[(data.first + row) * width + k] * weight
        sum = rounded(sum + rounded(product))
      }
      return begins ? sum : rounded(number + sum)
    }
  }

  private mutating func store(_ rows: Rows, _ host: HostRows, _ steps: [Operation.Step]) {
    let (width, type) = (form.rowNumbers(of: rows.part), form[rows.part].type)
    for row in 0 ..< rows.count {
      for lane in 0 ..< host.lanes {
        var number = parts[rows.part]?[(rows.first + row) * width + lane] ?? .nan
        for step in steps {
          switch step {
          case .apply(let function, let constant):
            number = Self.held(Self.value(function, number, constant.double), type)
          case .narrow(let type): number = Self.held(number, type)
          }
        }
        put(
          number, at: host.address + row * host.stride + lane * host.element.byteSize,
          host.element)
      }
    }
    eachNumber(rows) { number, _, _ in steps.isEmpty ? number : .nan }
  }

  // MARK: - Numbers

  private func number(at address: Int, _ type: ElementType) -> Double {
    let bytes = host[address ..< address + type.byteSize].compactMap(\.self)
    guard bytes.count == type.byteSize else { return .nan }
    let bits = bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    switch type {
    case .float32: return Double(Float(bitPattern: bits))
    case .bfloat16: return Double(Float(bitPattern: bits << 16))
    case .float16: return Double(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
    default:
      return Double(
        Scalar.bits(of: Int(bits), lsb: 0, width: type.bitWidth, isSigned: type.isSigned))
    }
  }

  private mutating func put(_ number: Double, at address: Int, _ type: ElementType) {
    let held = Self.held(number, NumberType(type))
    let tensor = (try? Tensor(.float64, [], doubles: [held]))?.converted(to: type)
    let bytes = tensor.map { tensor in (0 ..< type.byteSize).map { tensor.bytes[$0] } } ?? []
    for (index, byte) in bytes.enumerated() {
      host[address + index] = held.isNaN ? nil : byte
    }
  }

  /// What a type holds of a number: the low bits or the nearest; of floats the nearest.
  private static func held(_ number: Double, _ type: NumberType) -> Double {
    if number.isNaN { return number }
    guard let range = type.element.integerRange else {
      let tensor = try? Tensor(.float64, [], doubles: [number])
      return tensor?.converted(to: type.element).doubles[0] ?? .nan
    }
    let whole = Int(number)
    if type.saturates { return Double(min(max(whole, range.lowerBound), range.upperBound)) }
    let count = range.upperBound - range.lowerBound + 1
    let above = (whole - range.lowerBound) % count
    return Double(range.lowerBound + (above < 0 ? above + count : above))
  }

  private static func value(_ function: ValueBinary, _ a: Double, _ b: Double) -> Double {
    if a.isNaN || b.isNaN { return .nan }
    switch function {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    case .minimum: return min(a, b)
    case .maximum: return max(a, b)
    case .shiftRight: return Double(b < 0 ? Int(a) << Int(-b) : Int(a) >> Int(b))
    case .shiftLeft: return Double(b < 0 ? Int(a) >> Int(-b) : Int(a) << Int(b))
    default: return .nan
    }
  }

}
