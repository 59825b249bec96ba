import Canvas
import Debugger

/// A session that is always the same: 2304 instructions of a machine with three units.
struct Fixture: Inspection {

  var next: Int? = 118
  var count = 2304
  var hasMachine = true
  var hasRegisters = false
  var position: Int?
  var stops = [StopView(number: 1, summary: "#117", at: 117, hits: 2)]

  var headline: Headline {
    var line = Headline()
    line.model = "resnet18"
    line.passCount = 7
    line.pipelineLength = 9
    line.pass = "lower"
    line.isVerified = true
    line.position = position ?? next
    line.instructionCount = count
    line.cycle = 18442
    line.place = "conv2 tile 3/8"
    line.breakpointCount = 1
    return line
  }

  var nextInstruction: Int? { next }

  func instructions(_ numbers: Range<Int>) -> [InstructionView] {
    numbers.clamped(to: 0 ..< count).map { number in
      let (unit, operation, operands) = [
        ("load", "LOAD INP", "d:3400 s:000 16x14"), ("load", "LOAD WGT", "d:9000 s:040 16x1"),
        ("compute", "GEMM", "u[0:18) o14 i1"), ("compute", "ALU MAX", "imm 0 o14"),
        ("store", "STORE", "d:c000 a:000 14x1"),
      ][number % 5]
      var view = InstructionView(
        number: number, unit: unit, letter: unit.prefix(1).uppercased(), operation: operation,
        operands: operands)
      view.pops = number % 5 == 2 ? ["l2g"] : []
      view.pushes = number % 5 == 1 ? ["l2g"] : number % 5 == 3 ? ["g2l", "g2s"] : []
      view.cycles = 14
      view.origin = "conv2"
      view.isDone = number < next ?? count
      view.hasBreakpoint = stops.contains { $0.instruction == number }
      view.hasHazard = number == 121
      return view
    }
  }

  var units: [UnitView] {
    guard hasMachine else { return [] }
    var load = UnitView(name: "load", letter: "L", state: .waiting)
    (load.instruction, load.detail) = (119, "g2l")
    var compute = UnitView(name: "compute", letter: "C", state: .running)
    (compute.instruction, compute.detail) = (118, "row 5/14")
    return [load, compute, UnitView(name: "store", letter: "S", state: .idle)]
  }

  var tokenQueues: [TokenQueueView] {
    guard hasMachine else { return [] }
    let ends = [
      ("l2g", "load", "compute"), ("g2l", "compute", "load"), ("g2s", "compute", "store"),
      ("s2g", "store", "compute"),
    ]
    return ends.map { name, from, to in
      var queue = TokenQueueView(
        name: name, from: from, to: to, count: name == "s2g" ? 1 : 0, capacity: 4)
      if name == "g2l" { queue.nextPush = 120 }
      return queue
    }
  }

  var counterViews: [CounterView] {
    hasRegisters
      ? [
        CounterView(name: "stride", value: 64, unit: ""),
        CounterView(name: "outstanding", value: 1, unit: "instructions", limit: 4),
      ] : []
  }

  var transfers: [TransferView] {
    var write = TransferView(direction: "write")
    (write.instruction, write.doneRows, write.totalRows) = (114, 9, 14)
    (write.queued, write.queueCapacity) = (1, 8)
    return hasMachine ? [TransferView(direction: "read"), write] : []
  }

  var memories: [MemoryView] {
    guard hasMachine else { return [] }
    var inp = MemoryView(name: "inp", size: 32 << 10, elementCount: 2048, lanes: 16, type: "int8")
    inp.used = 0.38
    (inp.lastRead, inp.lastWrite) = (117, 115)
    var acc = MemoryView(
      name: "acc", size: 128 << 10, elementCount: 2048, lanes: 16, type: "int32")
    acc.used = 0.09
    (acc.lastWrite, acc.firstChanged) = (118, 1)
    guard hasRegisters else { return [inp, acc] }
    var stride = MemoryView(name: "stride", size: 8, elementCount: 1, lanes: 1, type: "uint64")
    var base = MemoryView(name: "base", size: 8, elementCount: 2, lanes: 1, type: "uint32")
    (stride.isRegister, stride.lastWrite, base.isRegister) = (true, 119, true)
    return [inp, acc, stride, base]
  }

  func occupancy(of name: String, parts count: Int) -> [Occupancy] {
    (0 ..< max(0, count)).map {
      $0 < 4 ? .written : $0 < 6 ? .changed : $0 < 8 ? .partlyWritten : .neverWritten
    }
  }

  func rows(of name: String, _ indices: Range<Int>, as format: LaneFormat) -> [MemoryRowView] {
    if name == "stride" { return [MemoryRowView(index: 0, lanes: ["64"], isChanged: true)] }
    if name == "base" {
      return indices.map { MemoryRowView(index: $0, lanes: ["\($0 + 5)"], isChanged: false) }
    }
    return indices.clamped(to: 0 ..< 2048).map { index in
      MemoryRowView(
        index: index,
        lanes: (0 ..< 16).map { lane in
          let value = (index * 31 + lane * 7) % 256 - 128
          return format == .decimal
            ? "\(value)" : String(UInt8(truncatingIfNeeded: value), radix: 16)
        }, isChanged: index == 1)
    }
  }

  func previousRows(of name: String, _ indices: Range<Int>, as format: LaneFormat)
    -> [MemoryRowView]
  {
    rows(of: name, indices, as: format).map { row in
      var row = row
      if row.isChanged { row.lanes[0] = "7" }
      return row
    }
  }

  var levels: [LevelView] {
    guard hasMachine else { return [] }
    return [
      LevelView(name: "graph", pass: "partition"), LevelView(name: "tile", pass: "allocate"),
      LevelView(name: "stream", pass: "emit"),
    ]
  }

  func program(at level: String) -> ProgramView {
    let operation = level == "graph" ? "nn.conv2d" : "gemm"
    return ProgramView(lines: (0 ..< 60).map { "%\($0) = \(operation)(%x, %w)" }, current: 42)
  }

  var allowsClipboard = false

  func activity(in cycles: Range<Int>) -> [ActivityView] {
    [ActivityView(unit: "compute", .busy, 18400 ..< 18440, label: "117 GEMM")]
  }

}
