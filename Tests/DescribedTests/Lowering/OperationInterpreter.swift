import Effects
import Support
import TargetKit
import Tensors

@testable import Described

/// Does operations as their documentation says it, with no instructions.
struct OperationInterpreter {

  let machine: OperationMachine
  private var host: [UInt8]
  private let start: Int
  private var data: [[Int]]
  private var weights: [[Int]]
  private var sums: [[Int]]
  private(set) var problem: String?

  init(_ machine: OperationMachine, _ program: OperationProgram) {
    self.machine = machine
    start = program.host.start
    let image = try? program.host.image(instructions: [])
    host = image?.segments.first?.bytes ?? []
    // What nobody has written is not 0.
    let shared = machine.data.id == machine.weights.id
    let blockRow = machine.depth * machine.lanes / machine.blockPlaces
    data = Array(
      repeating: Array(repeating: 77, count: machine.depth), count: machine.data.count)
    weights = Array(
      repeating: Array(repeating: 55, count: blockRow), count: shared ? 0 : machine.weights.count)
    sums = Array(
      repeating: Array(repeating: 123_456, count: machine.lanes), count: machine.sums.count)
  }

  mutating func write(_ bytes: [UInt8], at address: Int) {
    host.replaceSubrange(address - start ..< address - start + bytes.count, with: bytes)
  }

  func bytes(at address: Int, count: Int) -> [UInt8] {
    Array(host[address - start ..< address - start + count])
  }

  // MARK: Rows

  private subscript(part: StateID, place: Int) -> [Int] {
    get {
      if part == machine.sums.id { return sums[place] }
      return part == machine.data.id ? data[place] : weights[place]
    }
    set {
      if part == machine.sums.id {
        sums[place] = newValue.map { Int(Int32(truncatingIfNeeded: $0)) }
      } else if part == machine.data.id {
        data[place] = newValue
      } else {
        weights[place] = newValue
      }
    }
  }

  private func number(at address: Int, _ type: ElementType) -> Int {
    let size = type.byteSize
    var number = 0
    for byte in 0 ..< size { number |= Int(host[address - start + byte]) << (8 * byte) }
    let rest = 64 - 8 * size
    return (number << rest) >> rest
  }

  mutating func run(_ operations: [Operation]) {
    for operation in operations { run(operation.kind) }
  }

  private mutating func run(_ kind: Operation.Kind) {
    switch kind {
    case .load(let rows, let from, let adds): load(rows, from, adds)
    case .loadWeights(let rows, let address):
      let count = machine.depth * machine.lanes / machine.blockPlaces
      for (index, place) in rows.places.enumerated() {
        self[rows.part, place] = (0 ..< count).map {
          number(at: address + index * count + $0, machine.weights.element)
        }
      }
    case .fill(let rows, let number):
      for place in rows.places {
        self[rows.part, place] = Array(repeating: number, count: machine.lanes)
      }
    case .spread(let rows, let address):
      let size = machine.sums.element.byteSize
      let row = (0 ..< machine.lanes).map {
        number(at: address + $0 * size, machine.sums.element)
      }
      for place in rows.places { self[rows.part, place] = row }
    case .multiply(let sums, let data, let weights, let begins):
      multiply(sums, data, weights, begins)
    case .apply(let function, let rows, let constant):
      for place in rows.places {
        self[rows.part, place] = self[rows.part, place].map {
          apply(function, $0, constant.integer ?? 0)
        }
      }
    case .combine(let function, let rows, let others):
      for (place, other) in zip(rows.places, others.places) {
        self[rows.part, place] = zip(self[rows.part, place], self[others.part, other]).map {
          apply(function, $0, $1)
        }
      }
    case .applyRow(let function, let rows, let row):
      let numbers = self[rows.part, row]
      for place in rows.places {
        self[rows.part, place] = zip(self[rows.part, place], numbers).map {
          apply(function, $0, $1)
        }
      }
    case .store(let rows, let to, let steps): store(rows, to, steps)
    case .stop: break
    }
  }

  private mutating func load(_ rows: Rows, _ from: HostRows, _ adds: Bool) {
    for (index, place) in rows.places.enumerated() {
      var row = self[rows.part, place]
      for lane in 0 ..< from.lanes {
        let address = from.address + index * from.stride + lane * from.element.byteSize
        row[lane] = number(at: address, from.element) + (adds ? row[lane] : 0)
      }
      self[rows.part, place] = row
    }
  }

  private mutating func store(_ rows: Rows, _ to: HostRows, _ steps: [Operation.Step]) {
    for (index, place) in rows.places.enumerated() {
      for lane in 0 ..< to.lanes {
        var number = self[rows.part, place][lane]
        for step in steps { number = done(step, number) }
        let address = to.address + index * to.stride + lane * to.element.byteSize
        for byte in 0 ..< to.element.byteSize {
          host[address - start + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte))
        }
      }
    }
  }

  private mutating func multiply(_ to: Rows, _ from: Rows, _ block: Rows, _ begins: Bool) {
    let numbers = block.places.flatMap { self[block.part, $0] }
    for (place, source) in zip(to.places, from.places) {
      let row = self[from.part, source]
      self[to.part, place] = (0 ..< machine.lanes).map { lane in
        let sum = (0 ..< machine.depth).reduce(0) { sum, k in
          let weight =
            machine.hasOutputsFirst
            ? numbers[lane * machine.depth + k] : numbers[k * machine.lanes + lane]
          return sum + row[k] * weight
        }
        return sum + (begins ? 0 : self[to.part, place][lane])
      }
    }
  }

  private func apply(_ function: ValueBinary, _ a: Int, _ b: Int) -> Int {
    let result: Int
    switch function {
    case .add: result = a + b
    case .subtract: result = a - b
    case .multiply: result = a &* b
    case .maximum: result = max(a, b)
    case .minimum: result = min(a, b)
    case .shiftRight: result = a >> b
    case .shiftLeft: result = a << b
    default: result = 0
    }
    return Int(Int32(truncatingIfNeeded: result))
  }

  private func done(_ step: Operation.Step, _ number: Int) -> Int {
    switch step {
    case .apply(let function, let constant):
      return apply(function, number, constant.integer ?? 0)
    case .narrow(let type):
      guard type.saturates, let range = type.element.integerRange else { return number }
      return min(max(number, range.lowerBound), range.upperBound)
    }
  }

}
