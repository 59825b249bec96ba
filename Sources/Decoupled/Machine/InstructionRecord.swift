import CKernels
import Effects
import TargetKit

/// What the machine needs of one instruction while it runs, worked out before.
typealias InstructionRecord = dk_record

extension InstructionRecord {

  /// As `DK_LOAD` and the others.
  enum Kind: UInt8 {
    case load, store, product, clear, vector

    /// Does nothing but take and put tokens.
    case idle
    case end

    init(_ direction: TransferDirection) { self = direction.isLoad ? .load : .store }
  }

  var kind: Kind {
    get { Kind(rawValue: raw_kind) ?? .idle }
    set { raw_kind = newValue.rawValue }
  }

  /// Which way it copies, where it copies.
  var direction: TransferDirection? {
    kind == .load ? TransferDirection.load : kind == .store ? .store : nil
  }

  var endsStream: Bool { kind == .end }

  var isSuspect: Bool {
    get { flags & UInt8(DK_SUSPECT) != 0 }
    set { set(DK_SUSPECT, newValue) }
  }

  fileprivate mutating func set(_ flag: Int, _ isSet: Bool) {
    if isSet { flags |= UInt8(flag) } else { flags &= ~UInt8(flag) }
  }

  /// One that does nothing, in one step.
  fileprivate init(idleAt unit: Int) {
    self.init()
    kind = .idle
    self.unit = UInt8(unit)
    steps = 1
    step_work = 1
  }

}

/// A nest as it is in the tables of the plan.
struct ShapeRecord: Sendable {
  var loops: dk_nest
  var outerCount: UInt32
  var firstUop: UInt32

  /// What each index has to stay below.
  var limits: (UInt64, UInt64, UInt64)

  /// Nothing is known of its micro-ops.
  var unprepared: dk_shape {
    var shape = unsafe dk_shape()
    unsafe shape.loops = loops
    unsafe shape.outer_count = outerCount
    unsafe shape.first_uop = firstUop
    unsafe shape.limits = limits
    return unsafe shape
  }
}

/// What running needs of all instructions, and what their records refer to.
struct Records {
  let records: Table<InstructionRecord>
  let transfers: Table<dk_transfer>
  let nests: [Nest]
  let shapes: [ShapeRecord]
  let vectors: [Vector]
  let plannedVectors: Table<dk_vector>
}

/// Works out records.
struct RecordBuilder: ~Copyable {

  /// What two transfers have in common that differ only in where they are.
  private struct TransferKey: Hashable {
    var memory: Int
    var direction: TransferDirection
    var rows, columns, stride, top, bottom, left, right: Int
  }

  /// What two instructions have in common if they do the same steps.
  private struct ShapeKey: Hashable {
    var nest: Nest
    var kind: InstructionRecord.Kind
    var readsSource: Bool
  }

  let description: DecoupledDescription
  let layout: MachineLayout
  let memories: [PlannedMemory]
  let roles: MemoryRoles
  let addressMask: Int
  let costs: StepCosts

  private var records: TableBuilder<InstructionRecord>

  /// What is the same of many instructions: transfers, nests, and what vector instructions compute;
  /// as they were decoded, and as the engine has them.
  private var transfers: [dk_transfer] = []
  private var transferNumbers: [TransferKey: UInt32] = [:]

  /// For each memory the last one, which is that of its next instruction often.
  private var lastTransfers: [(key: TransferKey, number: UInt32)?]
  private var nests: [Nest] = []
  private var shapes: [ShapeRecord] = []
  private var shapeNumbers: [ShapeKey: UInt32] = [:]
  private var vectors: [Vector] = []
  private var plannedVectors: [dk_vector] = []
  private var vectorNumbers: [Vector: UInt32] = [:]

  /// Has room for `count` instructions.
  init(
    _ description: DecoupledDescription, _ layout: MachineLayout, _ memories: [PlannedMemory],
    _ roles: MemoryRoles, addressMask: Int, costs: StepCosts, count: Int
  ) {
    self.description = description
    self.layout = layout
    self.memories = memories
    self.roles = roles
    self.addressMask = addressMask
    self.costs = costs
    records = TableBuilder(capacity: count)
    lastTransfers = memories.map { _ in nil }
  }

  mutating func append(_ instruction: DecodedInstruction) {
    var record = InstructionRecord(idleAt: instruction.unit)
    record.pops = instruction.pops
    record.pushes = instruction.pushes
    record.is_unbound = instruction.hasUnboundFlag ? 1 : 0
    record.isSuspect =
      instruction.hasUnboundFlag && description.options.unboundFlag == .fault
    switch instruction.operation {
    case .transfer(let transfer): fill(&record, transfer)
    case .nest(let nest, let vector): fill(&record, nest, vector)
    case .end:
      record.kind = .end
      record.isSuspect = true
    case .undefined: record.isSuspect = true
    }
    record.set(DK_LONG, record.steps > DK_MOST_STEPS)
    records.append(record)
  }

  /// All that was worked out.
  consuming func finish() -> Records {
    Records(
      records: records.finish(), transfers: Table(transfers), nests: nests, shapes: shapes,
      vectors: vectors, plannedVectors: Table(plannedVectors))
  }

  // MARK: Transfers

  private mutating func fill(_ record: inout InstructionRecord, _ transfer: Transfer) {
    guard transfer.columns > 0 else { return }
    record.steps = max(1, transfer.lines)
    guard let memory = transfer.memory, let dram = place(transfer, memory) else {
      record.isSuspect = true
      return
    }
    if transfer.isStore, transfer.hasPadding, description.options.storePaddingFaults {
      record.isSuspect = true
    }
    guard transfer.lines > 0 else { return }
    record.kind = InstructionRecord.Kind(transfer.direction)
    record.detail = number(of: transfer, memory)
    record.step_work = UInt32(
      costs.row + transfer.lineWidth * memories[memory].elementBytes / 16)
    record.operand = UInt32(transfer.sram)
    record.dram = dram
  }

  /// Where in the cells the first byte in DRAM of a transfer is; `nil` if not all of it has a place.
  private func place(_ transfer: Transfer, _ index: Int) -> Int? {
    let memory = memories[index]
    let start = memory.address(of: transfer.dram, mask: addressMask)
    guard let segment = layout.segment(containing: start),
      transfer.sram + transfer.count <= memory.depth
    else { return nil }
    let extent = extent(transfer, memory)
    guard transfer.rows == 0 || start + extent <= segment.addresses.upperBound else { return nil }
    return segment.offset + start - segment.address
  }

  /// - Units: bytes of DRAM from the first to the last of a transfer.
  private func extent(_ transfer: Transfer, _ memory: PlannedMemory) -> Int {
    ((transfer.rows - 1) * transfer.stride + transfer.columns) * memory.dramElementBytes
  }

  private mutating func number(of transfer: Transfer, _ memory: Int) -> UInt32 {
    let key = TransferKey(
      memory: memory, direction: transfer.direction, rows: transfer.rows, columns: transfer.columns,
      stride: transfer.stride, top: transfer.top, bottom: transfer.bottom, left: transfer.left,
      right: transfer.right)
    if let last = lastTransfers[memory], last.key == key { return last.number }
    let number = transferNumbers[key] ?? UInt32(transfers.count)
    if Int(number) == transfers.count {
      transfers.append(planned(transfer, memory))
      transferNumbers[key] = number
    }
    lastTransfers[memory] = (key, number)
    return number
  }

  /// A transfer as the engine has it, wherever it is.
  private func planned(_ transfer: Transfer, _ index: Int) -> dk_transfer {
    let memory = memories[index]
    let slot = memory.slot
    let bytes = memory.dramElementBytes
    var placed = dk_transfer()
    placed.memory_sram = slot.offset
    placed.memory_stamps = slot.stamps
    placed.stride = transfer.stride * bytes
    placed.rows = UInt32(transfer.rows)
    placed.columns = UInt32(transfer.columns)
    placed.top = UInt32(transfer.top)
    placed.bottom = UInt32(transfer.bottom)
    placed.left = UInt32(transfer.left)
    placed.right = UInt32(transfer.right)
    placed.sram_bytes = UInt32(slot.elementBytes)
    placed.dram_bytes = UInt32(bytes)
    placed.lanes = UInt32(memory.lanes)
    placed.value_bytes = UInt32(memory.dramValueBytes)
    placed.is_dense =
      (transfer.isStore || !transfer.hasPadding)
        && (transfer.rows == 1 || transfer.stride == transfer.columns) ? 1 : 0
    placed.memory = UInt32(index)
    placed.slot = UInt32(layout.slotOfMemory[index])
    placed.count = transfer.count
    placed.extent = extent(transfer, memory)
    placed.counted =
      transfer.rows * transfer.columns * (transfer.isStore ? bytes : memory.elementBytes)
    return placed
  }

  // MARK: Nests

  private mutating func fill(
    _ record: inout InstructionRecord, _ nest: Nest, _ vector: Vector?
  ) {
    guard nest.count > 0 else { return }
    record.steps = nest.count
    record.kind = vector != nil ? .vector : nest.isReset ? .clear : .product
    record.step_work = UInt32(
      vector != nil ? costs.alu : nest.isReset ? costs.clear : costs.gemm)
    let depth = layout.slots[layout.slotOfMemory[roles.microOps]].depth
    record.set(DK_CLIPPED, nest.end > depth)
    record.detail = shape(nest, vector, record.kind, depth)
    guard let vector else { return }
    guard let operation = vector.operation else {
      record.isSuspect = true
      return
    }
    record.operand = number(of: vector, operation)
  }

  private mutating func number(of vector: Vector, _ operation: Int32) -> UInt32 {
    if let number = vectorNumbers[vector] { return number }
    let number = UInt32(vectors.count)
    let overflow =
      vector.hasImmediate
      ? description.options.immediateShift : description.options.vectorShift
    vectors.append(vector)
    plannedVectors.append(
      dk_vector(
        lanes: UInt32(memories[roles.sums].lanes),
        operation: RecordBuilder.operation(operation, vector, overflow),
        has_immediate: vector.hasImmediate ? 1 : 0,
        immediate: Int32(truncatingIfNeeded: vector.immediate),
        saturates: overflow == .saturate ? 1 : 0))
    vectorNumbers[vector] = number
    return number
  }

  /// The operation of the kernels, where shifts are as the description has them.
  private static func operation(
    _ operation: Int32, _ vector: Vector, _ overflow: MachineOptions.ShiftOverflow
  ) -> Int32 {
    guard operation == Int32(DK_SHIFT) else { return operation }
    return switch overflow {
    case .saturate, .modulo: operation
    case .fiveBits: Int32(DK_SHIFT_FIVE)
    case .right: Int32(vector.immediate < 0 ? DK_SHIFT_LEFT : DK_SHIFT_RIGHT)
    }
  }

  private mutating func shape(
    _ nest: Nest, _ vector: Vector?, _ kind: InstructionRecord.Kind, _ depth: Int
  ) -> UInt32 {
    let readsSource: Bool
    if let vector {
      readsSource = !vector.hasImmediate || description.options.checksUnusedSource
    } else {
      readsSource = kind == .product
    }
    let key = ShapeKey(nest: nest, kind: kind, readsSource: readsSource)
    if let number = shapeNumbers[key] { return number }
    let number = UInt32(shapes.count)
    let begin = min(nest.begin, depth)
    let loops = dk_nest(
      first: 0, count: 0, uop_count: UInt32(min(nest.end, depth) - begin),
      inner_count: UInt32(nest.inner), dst_outer: UInt32(nest.destinationOuter),
      dst_inner: UInt32(nest.destinationInner), src_outer: UInt32(nest.sourceOuter),
      src_inner: UInt32(nest.sourceInner), wgt_outer: UInt32(nest.weightOuter),
      wgt_inner: UInt32(nest.weightInner), tag: 0)
    let source = kind == .product ? roles.input : roles.sums
    let limits = (
      UInt64(memories[roles.sums].depth),
      readsSource ? UInt64(memories[source].depth) : .max,
      kind == .product ? UInt64(memories[roles.weight].depth) : .max
    )
    nests.append(nest)
    shapes.append(
      ShapeRecord(
        loops: loops, outerCount: UInt32(nest.outer), firstUop: UInt32(begin), limits: limits))
    shapeNumbers[key] = number
    return number
  }

}

/// The indices of the memories of each role in the description.
struct MemoryRoles: Sendable {
  let microOps, input, weight, sums: Int

  /// The memory with cells of its own that holds what is stored; nil where sums are stored.
  let results: Int?

  init(_ description: DecoupledDescription) {
    func memory(_ role: MemoryRole) -> Int {
      description.memories.firstIndex { $0.role == role } ?? 0
    }
    microOps = memory(.microOps)
    input = memory(.input)
    weight = memory(.weight)
    sums = memory(.accumulator)
    results = description.memories.firstIndex { $0.role == .output && $0.alias == nil }
  }
}

/// About how long a step of each kind takes.
///
/// - Units: nanoseconds of a core with the vector instructions of `level`.
struct StepCosts: Sendable {
  let gemm, alu, clear: Int
  let row = 8

  /// Of an instruction besides its steps.
  let instruction = 20

  /// Of a moment of the cycle clock.
  let moment = 40

  init(level: Int32, products: Int, lanes: Int) {
    let isPortable = level == Int32(DK_PORTABLE) || level == Int32(DK_EMULATED_VNNI)
    let rate = level == Int32(DK_VNNI) ? 128 : isPortable ? 6 : 64
    gemm = max(1, products / rate)
    alu = max(1, lanes / (isPortable ? 2 : 8))
    clear = max(1, lanes / 16)
  }
}
