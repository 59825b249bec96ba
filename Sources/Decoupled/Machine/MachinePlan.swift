import CKernels
import Effects
import ISA
import Simulation
import Support
import TargetKit
import Tensors

/// What a machine runs, decoded, and where everything lies: all that never changes while it runs.
@safe final class MachinePlan: Sendable {

  let description: DecoupledDescription
  let workload: Workload
  let options: RunOptions

  /// What the cycle clock counts by; nil for the functional clock.
  let timing: TimingDescription?

  /// Whether a clock says when instructions begin and end.
  let isClocked: Bool
  let layout: MachineLayout

  /// Where the work was to end, there may be more words than instructions.
  let words: [Word]
  let instructions: InstructionList

  /// The vector instructions of the processor that kernels may use, as `dk_level` has them.
  let level: Int32

  /// For each instruction what running it needs, and what the records refer to.
  let records: Table<InstructionRecord>
  let transfers: Table<dk_transfer>
  let vectors: Table<dk_vector>

  /// The shapes that records refer to, before anything was found out about them.
  let shapes: [ShapeRecord]
  let costs: StepCosts

  /// How a micro-op is encoded.
  let encoding: dk_encoding

  /// What the inner loops need of each memory of the description.
  let memories: [PlannedMemory]

  /// For each unit the instructions that it runs, in order.
  let unitInstructions: [[Int32]]

  /// The same without a check of bounds, with a number behind them that no instruction has; and
  /// where they are.
  let lists: [Table<Int32>]
  let listStarts: Table<UnsafePointer<Int32>?>

  /// For each token queue the instructions that push into it and that pop from it, in order: the
  /// n-th token of a run is pushed by the n-th of them.
  let pushers: [[Int32]]
  let poppers: [[Int32]]

  /// For each stream the first instruction behind it.
  let streamEnds: [Int]

  /// - Units: instructions in the queue of each unit; `Int.max` for any number.
  let queueDepths: [Int]

  /// - Units: tokens; `Int.max` for any number.
  let tokenDepths: [Int]

  /// - Units: tokens in each queue before the first instruction.
  let initialTokens: [Int]

  /// Depths without a check of bounds.
  let queueDepthTable: Table<Int>
  let tokenDepthTable: Table<Int>

  /// Whether any queue of a unit has an end.
  let hasQueueDepths: Bool

  /// The units that push and pop each token queue.
  let tokenFrom: [Int]
  let tokenTo: [Int]

  let roles: MemoryRoles
  var microOps: Int { roles.microOps }
  var input: Int { roles.input }
  var weight: Int { roles.weight }
  var sums: Int { roles.sums }

  let product: ProductSizes

  /// Their numbers among the memories with cells of their own.
  let sumsNumber, microOpsNumber, inputNumber, weightNumber: Int

  /// Where results stand that are stored, if they have cells of their own.
  let results: ResultPlace?

  /// The bits of a physical address.
  let addressMask: Int

  /// Whether streams end with an instruction that says so.
  let hasFinish: Bool

  /// What was worked out about the streams.
  let analysis = AnalysisCache()

  /// Where the work is to end, a plan of the first instructions alone: whoever makes one asks the
  /// interruption then.
  init(
    _ description: DecoupledDescription, _ workload: Workload, _ options: RunOptions = RunOptions(),
    timing: TimingDescription? = nil, level: Int32 = dk_level()
  ) {
    self.description = description
    self.workload = workload
    self.options = options
    self.timing = timing
    isClocked = timing != nil
    let layout = MachineLayout(description.memories, workload.image)
    self.layout = layout
    addressMask = description.host.addressLimit - 1
    memories = description.memories.enumerated().map { index, memory in
      PlannedMemory(memory, slot: layout.slots[layout.slotOfMemory[index]])
    }
    queueDepths = description.units.map { $0.queueDepth ?? .max }
    tokenDepths = description.tokens.map { $0.depth ?? .max }
    initialTokens = description.tokens.map { workload.initialTokens[$0.name] ?? 0 }
    func unit(_ name: String) -> Int { description.units.firstIndex { $0.name == name } ?? 0 }
    tokenFrom = description.tokens.map { unit($0.from) }
    tokenTo = description.tokens.map { unit($0.to) }
    hasFinish = description.instruction(.finish) != nil
    roles = MemoryRoles(description)
    self.level = level
    costs = StepCosts(
      level: level, products: memories[roles.weight].lanes * memories[roles.input].rows,
      lanes: memories[roles.sums].lanes)
    var builder = RecordBuilder(
      description, layout, memories, roles, addressMask: addressMask, costs: costs,
      count: workload.instructionCount)
    let program = PlannedProgram(workload, description, &builder)
    let planned = builder.finish()
    words = program.words
    instructions = InstructionList(program.words, planned, description)
    unitInstructions = program.unitInstructions
    pushers = program.pushers
    poppers = program.poppers
    var end = 0
    streamEnds = workload.streams.map { stream in
      end += stream.instructionCount
      return min(end, program.count)
    }
    records = planned.records
    transfers = planned.transfers
    vectors = planned.plannedVectors
    shapes = planned.shapes
    self.lists = unitInstructions.map { Table($0 + [.max]) }
    unsafe listStarts = Table(self.lists.map { unsafe UnsafePointer($0.start) })
    queueDepthTable = Table(queueDepths)
    tokenDepthTable = Table(tokenDepths)
    hasQueueDepths = queueDepths.contains { $0 < .max }
    product = ProductSizes(description, roles, memories)
    sumsNumber = layout.slotOfMemory[roles.sums]
    microOpsNumber = layout.slotOfMemory[roles.microOps]
    inputNumber = layout.slotOfMemory[roles.input]
    weightNumber = layout.slotOfMemory[roles.weight]
    results = Self.results(description, layout, roles)
    encoding = MachinePlan.encoding(description)
  }

  deinit {
    records.free()
    transfers.free()
    vectors.free()
    queueDepthTable.free()
    tokenDepthTable.free()
    unsafe listStarts.free()
    for list in lists { list.free() }
  }

  private static func results(
    _ description: DecoupledDescription, _ layout: MachineLayout, _ roles: MemoryRoles
  ) -> ResultPlace? {
    roles.results.map { index in
      let number = layout.slotOfMemory[index]
      return ResultPlace(
        number: number, slot: layout.slots[number],
        valueBytes: UInt32(description.memories[index].element.byteSize))
    }
  }

  private static func encoding(_ description: DecoupledDescription) -> dk_encoding {
    let fields = description.instructionSet.microOp.fields
    func field(_ index: Int) -> dk_field {
      let field = fields[index]
      return dk_field(
        lsb: UInt32(field.lsb), mask: field.width == 64 ? .max : (1 << UInt64(field.width)) - 1)
    }
    let micro = description.microOp
    let memory = description.memories.first { $0.role == .microOps }
    return dk_encoding(
      width: UInt32(memory?.elementBytes ?? 4),
      fields: (field(micro.destination), field(micro.source), field(micro.weight)))
  }

  /// The kernels that can run here: plain ones, those of this processor, and those of another that
  /// are computed otherwise, for tests.
  static var levels: [Int32] { [Int32(DK_PORTABLE), dk_level(), Int32(DK_EMULATED_VNNI)] }

  func slot(of memory: Int) -> MachineLayout.Slot { layout.slots[layout.slotOfMemory[memory]] }

  /// The physical address of the first byte of a transfer.
  func address(of transfer: Transfer, _ memory: Int) -> Int {
    memories[memory].address(of: transfer.dram, mask: addressMask)
  }

  /// The number of the instruction at an index.
  func number(_ index: Int) -> InstructionNumber { workload.first.advanced(by: index) }

  /// The number of the instruction at an index, if that is one.
  func number(ofAny index: Int?) -> InstructionNumber? { index.map { number($0) } }

  /// The index of the instruction with a number; nil if it is not among these.
  func index(of number: InstructionNumber) -> Int? {
    let index = workload.first.distance(to: number)
    return instructions.indices.contains(index) ? index : nil
  }

  /// The indices of those of the instructions that there are.
  func indices(_ numbers: Range<InstructionNumber>) -> Range<Int> {
    let own = numbers.clamped(to: workload.numbers)
    return workload.first.distance(to: own.lowerBound)
      ..< workload.first.distance(to: own.upperBound)
  }

  /// The stream that an instruction is in.
  func stream(of instruction: Int) -> Int {
    streamEnds.firstIndex { instruction < $0 } ?? max(0, streamEnds.count - 1)
  }

  /// Whether running it is so much work that there will be checkpoints on the way.
  /// - Cost: O(instructions), up to where that is certain.
  var isLong: Bool {
    var rest = 1_000_000
    return instructions.indices.contains { index in
      let record = records[index]
      guard record.steps < rest else { return true }
      rest -= costs.instruction + record.steps * Int(record.step_work)
      return rest <= 0
    }
  }

  /// How many steps an instruction has; one that does nothing has one.
  func stepCount(of instruction: Int) -> Int { records[instruction].steps }

}

/// A memory that gets the low bytes of every sum that is computed.
struct ResultPlace: Sendable {
  let number: Int
  let slot: MachineLayout.Slot
  let valueBytes: UInt32
}

/// A memory of the description, with its sizes worked out.
struct PlannedMemory: Sendable {
  let name: String
  let depth: Int
  let lanes: Int
  let elementBytes: Int
  let dramElementBytes: Int

  /// - Units: bytes of one value in DRAM.
  let dramValueBytes: Int

  /// The rows of an element that is a matrix.
  let rows: Int
  let slot: MachineLayout.Slot

  init(_ memory: MemoryDescription, slot: MachineLayout.Slot) {
    name = memory.name
    depth = memory.depth
    lanes = memory.lanes
    elementBytes = memory.elementBytes
    dramElementBytes = memory.dramElementBytes
    dramValueBytes = memory.dramElement.byteSize
    rows = memory.shape.first ?? 1
    self.slot = slot
  }

  /// The physical address of an element of DRAM. The product of its number and the size of an
  /// element on the chip wraps.
  func address(of element: Int, mask: Int) -> Int {
    let wrapped = (element &* elementBytes) & mask
    return wrapped / max(1, elementBytes / dramElementBytes)
  }
}
