import CKernels
import TargetKit

/// What the machine needs of one instruction while it runs, worked out before.
struct InstructionRecord: BitwiseCopyable, Sendable {

  enum Kind: UInt8 {
    case load, store, gemm, clear, alu

    /// Does nothing but take and put tokens.
    case idle
    case finish
  }

  var kind = Kind.idle
  var unit: UInt8 = 0

  /// Whether something may be wrong with it that can be told without looking at micro-ops.
  var isSuspect = false

  /// Whether its micro-ops reach behind the end of their memory.
  var isClipped = false

  /// A bit for each token queue that it pops, and that it pushes.
  var pops: UInt32 = 0
  var pushes: UInt32 = 0

  /// Where its transfer, or its shape and its vector operation, are in the tables of the plan.
  var detail: Int32 = 0
  var vector: Int32 = 0

  /// How many steps it has, and how much work each of them is.
  var steps = 1
  var stepWork = 1
}

/// A transfer with everything worked out that does not depend on the state.
struct TransferRecord: BitwiseCopyable, Sendable {
  var copy = dk_transfer()
  var memory: Int32 = 0
  var slot: Int32 = 0

  /// The elements of the memory that are written or read.
  var low = 0
  var high = 0

  /// - Units: bytes that the counters of the memory count.
  var counted = 0
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

/// Works out records.
struct RecordBuilder {

  /// What two instructions have in common if they do the same steps.
  private struct ShapeKey: Hashable {
    var nest: Nest
    var kind: InstructionRecord.Kind
    var readsSource: Bool
  }

  let description: TargetDescription
  let layout: MachineLayout
  let memories: [PlannedMemory]
  let roles: MemoryRoles
  let addressMask: Int
  let costs: StepCosts

  private(set) var records: [InstructionRecord] = []
  private(set) var transfers: [TransferRecord] = []
  private(set) var shapes: [ShapeRecord] = []
  private(set) var vectors: [dk_vector] = []
  private var shapeNumbers: [ShapeKey: Int32] = [:]

  init(
    _ description: TargetDescription, _ layout: MachineLayout, _ memories: [PlannedMemory],
    _ roles: MemoryRoles, addressMask: Int, costs: StepCosts
  ) {
    self.description = description
    self.layout = layout
    self.memories = memories
    self.roles = roles
    self.addressMask = addressMask
    self.costs = costs
  }

  mutating func append(_ instruction: DecodedInstruction) {
    var record = InstructionRecord()
    record.unit = UInt8(instruction.unit)
    record.pops = instruction.pops
    record.pushes = instruction.pushes
    record.isSuspect =
      instruction.hasUnboundFlag && description.options.unboundFlag == .fault
    switch instruction.operation {
    case .load(let transfer): fill(&record, transfer, .load, height: transfer.height)
    case .store(let transfer): fill(&record, transfer, .store, height: transfer.rows)
    case .gemm(let nest): fill(&record, nest, nil)
    case .alu(let nest, let vector): fill(&record, nest, vector)
    case .finish:
      record.kind = .finish
      record.isSuspect = true
    case .undefined: record.isSuspect = true
    }
    records.append(record)
  }

  // MARK: Transfers

  private mutating func fill(
    _ record: inout InstructionRecord, _ transfer: Transfer, _ kind: InstructionRecord.Kind,
    height: Int
  ) {
    guard transfer.columns > 0 else { return }
    record.steps = max(1, height)
    guard let memory = transfer.memory, let placed = place(transfer, memory, kind, height) else {
      record.isSuspect = true
      return
    }
    if kind == .store, transfer.hasPadding, description.options.storePaddingFaults {
      record.isSuspect = true
    }
    guard height > 0 else { return }
    record.kind = kind
    record.stepWork =
      costs.row + (placed.high - placed.low) / height * memories[memory].elementBytes / 16
    record.detail = Int32(transfers.count)
    transfers.append(placed)
  }

  /// Where a transfer takes place; `nil` if not all of it has a place.
  private func place(
    _ transfer: Transfer, _ index: Int, _ kind: InstructionRecord.Kind, _ height: Int
  ) -> TransferRecord? {
    let memory = memories[index]
    let start = memory.address(of: transfer.dram, mask: addressMask)
    let width = kind == .load ? transfer.width : transfer.columns
    guard let segment = layout.segment(containing: start),
      transfer.sram + width * height <= memory.depth
    else { return nil }
    let bytes = memory.dramElementBytes
    let end = start + ((transfer.rows - 1) * transfer.stride + transfer.columns) * bytes
    guard transfer.rows == 0 || end <= segment.addresses.upperBound else { return nil }
    var placed = TransferRecord()
    placed.memory = Int32(index)
    placed.slot = Int32(layout.slotOfMemory[index])
    placed.low = transfer.sram
    placed.high = transfer.sram + width * height
    placed.counted =
      transfer.rows * transfer.columns * (kind == .load ? memory.elementBytes : bytes)
    placed.copy = dk_transfer(
      dram: segment.offset + start - segment.address,
      sram: memory.slot.offset + transfer.sram * memory.slot.elementBytes,
      stamps: memory.slot.stamps + transfer.sram * 4, stride: transfer.stride * bytes,
      rows: UInt32(transfer.rows), columns: UInt32(transfer.columns), top: UInt32(transfer.top),
      bottom: UInt32(transfer.bottom), left: UInt32(transfer.left),
      right: UInt32(transfer.right), sram_bytes: UInt32(memory.slot.elementBytes),
      dram_bytes: UInt32(bytes), lanes: UInt32(memory.lanes),
      value_bytes: UInt32(memory.dramValueBytes))
    return placed
  }

  // MARK: Nests

  private mutating func fill(
    _ record: inout InstructionRecord, _ nest: Nest, _ vector: Vector?
  ) {
    guard nest.count > 0 else { return }
    record.steps = nest.count
    record.kind = vector != nil ? .alu : nest.isReset ? .clear : .gemm
    record.stepWork = vector != nil ? costs.alu : nest.isReset ? costs.clear : costs.gemm
    let depth = layout.slots[layout.slotOfMemory[roles.microOps]].depth
    record.isClipped = nest.end > depth
    record.detail = shape(nest, vector, record.kind, depth)
    guard let vector else { return }
    guard let operation = vector.operation else {
      record.isSuspect = true
      return
    }
    let overflow =
      vector.hasImmediate
      ? description.options.immediateShift : description.options.vectorShift
    record.vector = Int32(vectors.count)
    vectors.append(
      dk_vector(
        lanes: UInt32(memories[roles.sums].lanes),
        operation: RecordBuilder.operation(operation, vector, overflow),
        has_immediate: vector.hasImmediate ? 1 : 0,
        immediate: Int32(truncatingIfNeeded: vector.immediate),
        saturates: overflow == .saturate ? 1 : 0))
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
  ) -> Int32 {
    let readsSource: Bool
    if let vector {
      readsSource = !vector.hasImmediate || description.options.checksUnusedSource
    } else {
      readsSource = kind == .gemm
    }
    let key = ShapeKey(nest: nest, kind: kind, readsSource: readsSource)
    if let number = shapeNumbers[key] { return number }
    let number = Int32(shapes.count)
    let begin = min(nest.begin, depth)
    let loops = dk_nest(
      first: 0, count: 0, uop_count: UInt32(min(nest.end, depth) - begin),
      inner_count: UInt32(nest.inner), dst_outer: UInt32(nest.destinationOuter),
      dst_inner: UInt32(nest.destinationInner), src_outer: UInt32(nest.sourceOuter),
      src_inner: UInt32(nest.sourceInner), wgt_outer: UInt32(nest.weightOuter),
      wgt_inner: UInt32(nest.weightInner), tag: 0)
    let source = kind == .gemm ? roles.input : roles.sums
    let limits = (
      UInt64(memories[roles.sums].depth),
      readsSource ? UInt64(memories[source].depth) : .max,
      kind == .gemm ? UInt64(memories[roles.weight].depth) : .max
    )
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

  init(_ description: TargetDescription) {
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
  let row = 10

  /// Of an instruction besides its steps.
  let instruction = 60

  init(level: Int32, products: Int, lanes: Int) {
    let isPortable = level == Int32(DK_PORTABLE) || level == Int32(DK_EMULATED_VNNI)
    let rate = level == Int32(DK_VNNI) ? 128 : isPortable ? 6 : 64
    gemm = max(1, products / rate)
    alu = max(1, lanes / (isPortable ? 2 : 8))
    clear = max(1, lanes / 16)
  }
}
