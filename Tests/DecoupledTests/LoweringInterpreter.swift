import Diagnostics
import Effects
import GraphIR
import ISA
import Simulation
import TargetKit
import Tensors

@testable import Decoupled

/// The plainest possible meaning of a stream: units that take turns in a given order, each running
/// until it must wait. It shares no code with the machine.
struct LoweringInterpreter {

  var dram: [UInt8]
  let start: Int
  let description: DecoupledDescription
  var acc: [Int32]
  var inp: [Int8]
  var wgt: [Int8]
  var uop: [Word] = []
  var tokens: [String: Int] = [:]
  var problem: String?
  let lanes: Int

  init(_ workload: Workload, _ description: DecoupledDescription) {
    self.description = description
    dram = workload.image.segments[0].bytes
    start = workload.image.segments[0].address
    func memory(_ role: MemoryRole) -> MemoryDescription { description.memory(for: role)! }
    lanes = memory(.input).lanes
    // What nobody wrote must not matter.
    acc = Array(repeating: 77, count: memory(.accumulator).depth * lanes)
    inp = Array(repeating: 55, count: memory(.input).depth * lanes)
    wgt = Array(repeating: 33, count: memory(.weight).depth * lanes * lanes)
    uop = Array(repeating: Word(low: .max), count: memory(.microOps).depth)
  }

  struct Item {
    var meaning: InstructionDescription
    var format: Format
    var values: [Int]
    var pops: [String]
    var pushes: [String]
    func callAsFunction(_ parameter: Parameter) -> Int {
      meaning.fields[parameter].map { values[$0] } ?? 0
    }
  }

  /// Runs with the units in `order`; each runs `burst` instructions at most before the next has
  /// its turn.
  mutating func run(_ stream: TargetKit.Stream, order: [String], burst: Int = .max) {
    var queues: [String: [Item]] = [:]
    for word in stream.words {
      let index = description.instructionSet.formatIndex(of: word)!
      let format = description.instructionSet.formats[index]
      let meaning = description.instructions[index]
      var item = Item(
        meaning: meaning, format: format, values: format.decode(word), pops: [], pushes: [])
      let code = meaning.fields[.memory].map { item.values[$0] }
      let unit = description.unit(runs: index, memoryCode: code)
      func isSet(_ flag: String) -> Bool { format.field(flag)?.value(in: word) == 1 }
      item.pops = description.tokens.filter { $0.to == unit && isSet($0.pop) }.map(\.name)
      item.pushes = description.tokens.filter { $0.from == unit && isSet($0.push) }.map(\.name)
      queues[unit, default: []].append(item)
    }
    var positions: [String: Int] = [:]
    var isMoving = true
    while isMoving, problem == nil {
      isMoving = false
      for unit in order {
        for _ in 0 ..< min(burst, 1 << 30) {
          let position = positions[unit] ?? 0
          guard let queue = queues[unit], position < queue.count else { break }
          let item = queue[position]
          guard item.pops.allSatisfy({ (tokens[$0] ?? 0) > 0 }) else { break }
          for name in item.pops { tokens[name]! -= 1 }
          execute(item)
          for name in item.pushes { tokens[name, default: 0] += 1 }
          positions[unit] = position + 1
          isMoving = true
        }
      }
    }
    for (unit, queue) in queues where positions[unit] ?? 0 < queue.count {
      problem = problem ?? "\(unit) waits at \(positions[unit] ?? 0) of \(queue.count)"
    }
    for (name, count) in tokens where count != 0 {
      problem = problem ?? "\(count) tokens left in \(name)"
    }
  }

  private mutating func execute(_ item: Item) {
    switch item.meaning.meaning {
    case .load: load(item)
    case .store: store(item)
    case .gemm, .alu: compute(item)
    case .finish: break
    }
  }

  private mutating func load(_ item: Item) {
    guard item(.columns) > 0,
      let memory = description.memories.first(where: {
        $0.code == item(.memory) && $0.loadedBy != nil
      })
    else { return }
    let width = item(.padLeft) + item(.columns) + item(.padRight)
    let height = item(.padTop) + item(.rows) + item(.padBottom)
    if item(.sram) + width * height > memory.depth {
      problem = "load of \(memory.name) beyond its end"
      return
    }
    let bytes = memory.dramElementBytes
    for y in 0 ..< height {
      for x in 0 ..< width {
        let (row, column) = (y - item(.padTop), x - item(.padLeft))
        let isData = (0 ..< item(.rows)).contains(row) && (0 ..< item(.columns)).contains(column)
        let address = (item(.dram) + row * item(.stride) + column) * bytes - start
        if isData, address < 0 || address + bytes > dram.count {
          problem = "load from outside of the image"
          return
        }
        let data =
          isData ? Array(dram[address ..< address + bytes]) : Array(repeating: 0, count: bytes)
        put(data, memory, item(.sram) + y * width + x)
      }
    }
  }

  private mutating func put(_ data: [UInt8], _ memory: MemoryDescription, _ index: Int) {
    switch memory.role {
    case .microOps: uop[index] = Word(bytes: data)
    case .input: for i in 0 ..< lanes { inp[index * lanes + i] = Int8(bitPattern: data[i]) }
    case .weight:
      let size = lanes * lanes
      for i in 0 ..< size { wgt[index * size + i] = Int8(bitPattern: data[i]) }
    case .accumulator:
      for i in 0 ..< lanes {
        let word = (0 ..< 4).reduce(UInt32(0)) { $0 | UInt32(data[4 * i + $1]) << UInt32(8 * $1) }
        acc[index * lanes + i] = Int32(bitPattern: word)
      }
    default:
      for i in 0 ..< lanes { acc[index * lanes + i] = Int32(Int8(bitPattern: data[i])) }
    }
  }

  private mutating func store(_ item: Item) {
    for y in 0 ..< item(.rows) {
      for x in 0 ..< item(.columns) {
        let index = item(.sram) + y * item(.columns) + x
        let address = (item(.dram) + y * item(.stride) + x) * lanes - start
        guard address >= 0, address + lanes <= dram.count, (index + 1) * lanes <= acc.count else {
          problem = "store outside of the image or the memory"
          return
        }
        for i in 0 ..< lanes {
          dram[address + i] = UInt8(truncatingIfNeeded: acc[index * lanes + i])
        }
      }
    }
  }

  private mutating func compute(_ item: Item) {
    let fields = description.instructionSet.microOp.fields
    let micro = description.microOp
    for o in 0 ..< item(.outerCount) {
      for i in 0 ..< item(.innerCount) {
        for u in item(.uopBegin) ..< item(.uopEnd) {
          let word = uop[u]
          let d =
            fields[micro.destination].value(in: word) + o * item(.destinationOuter)
            + i * item(.destinationInner)
          let s =
            fields[micro.source].value(in: word) + o * item(.sourceOuter) + i * item(.sourceInner)
          let w =
            fields[micro.weight].value(in: word) + o * item(.weightOuter) + i * item(.weightInner)
          if item.meaning.meaning == .gemm { multiply(item, d, s, w) } else { vector(item, d, s) }
          if problem != nil { return }
        }
      }
    }
  }

  private mutating func multiply(_ item: Item, _ d: Int, _ s: Int, _ w: Int) {
    guard (d + 1) * lanes <= acc.count else { return problem = "sum \(d) out of range" }
    if item(.reset) == 1 {
      for l in 0 ..< lanes { acc[d * lanes + l] = 0 }
      return
    }
    guard (s + 1) * lanes <= inp.count, (w + 1) * lanes * lanes <= wgt.count else {
      return problem = "operand \(s), \(w) out of range"
    }
    for l in 0 ..< lanes {
      var sum = acc[d * lanes + l]
      for k in 0 ..< lanes {
        sum &+= Int32(inp[s * lanes + k]) &* Int32(wgt[(w * lanes + l) * lanes + k])
      }
      acc[d * lanes + l] = sum
    }
  }

  private mutating func vector(_ item: Item, _ d: Int, _ s: Int) {
    let isImmediate = item(.useImmediate) == 1
    guard (max(d, isImmediate ? 0 : s) + 1) * lanes <= acc.count else {
      return problem = "element \(d), \(s) out of range"
    }
    let operation = item.meaning.operations[item(.operation)]!
    for l in 0 ..< lanes {
      let a = acc[d * lanes + l]
      let b = isImmediate ? Int32(item(.immediate)) : acc[s * lanes + l]
      switch operation {
      case .min: acc[d * lanes + l] = min(a, b)
      case .max: acc[d * lanes + l] = max(a, b)
      case .add: acc[d * lanes + l] = a &+ b
      case .multiply: acc[d * lanes + l] = a &* b
      case .shiftRight: acc[d * lanes + l] = b < 0 ? a << -b : a >> b
      }
    }
  }

}
