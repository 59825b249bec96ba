import ISA
import TargetKit
import Tensors

/// What a machine runs, decoded, and where everything lies: all that never changes while it runs.
final class MachinePlan: Sendable {

  let description: TargetDescription
  let workload: Workload
  let options: RunOptions
  let layout: MachineLayout
  let words: [Word]
  let instructions: [DecodedInstruction]

  /// What the inner loops need of each memory of the description.
  let memories: [PlannedMemory]

  /// For each unit the instructions that it runs, in order.
  let unitInstructions: [[Int32]]

  /// For each stream the first instruction behind it.
  let streamEnds: [Int]

  /// - Units: instructions in the queue of each unit; `Int.max` for any number.
  let queueDepths: [Int]

  /// - Units: tokens; `Int.max` for any number.
  let tokenDepths: [Int]

  /// The units that push and pop each token queue.
  let tokenFrom: [Int]
  let tokenTo: [Int]

  /// The indices of the memories of each role in the description.
  let microOps, input, weight, sums: Int

  /// The bits of a physical address.
  let addressMask: Int

  /// Whether streams end with an instruction that says so.
  let hasFinish: Bool

  /// What was worked out about the streams.
  let analysis = AnalysisCache()

  init(
    _ description: TargetDescription, _ workload: Workload, _ options: RunOptions = RunOptions()
  ) {
    self.description = description
    self.workload = workload
    self.options = options
    let layout = MachineLayout(description.memories, workload.image)
    self.layout = layout
    addressMask = (1 << description.host.addressWidth) - 1
    words = workload.streams.flatMap(\.words)
    memories = description.memories.enumerated().map { index, memory in
      PlannedMemory(memory, slot: layout.slots[layout.slotOfMemory[index]])
    }
    let decoder = InstructionDecoder(description)
    let instructions = words.map { decoder.decode($0) }
    self.instructions = instructions
    var lists = description.units.map { _ in [Int32]() }
    for (index, instruction) in instructions.enumerated() {
      lists[instruction.unit].append(Int32(index))
    }
    unitInstructions = lists
    var end = 0
    streamEnds = workload.streams.map { stream in
      end += stream.words.count
      return end
    }
    queueDepths = description.units.map { $0.queueDepth ?? .max }
    tokenDepths = description.tokens.map { $0.depth ?? .max }
    func unit(_ name: String) -> Int { description.units.firstIndex { $0.name == name } ?? 0 }
    tokenFrom = description.tokens.map { unit($0.from) }
    tokenTo = description.tokens.map { unit($0.to) }
    func memory(_ role: MemoryRole) -> Int {
      description.memories.firstIndex { $0.role == role } ?? 0
    }
    microOps = memory(.microOps)
    input = memory(.input)
    weight = memory(.weight)
    sums = memory(.accumulator)
    hasFinish = description.instruction(.finish) != nil
  }

  func slot(of memory: Int) -> MachineLayout.Slot { layout.slots[layout.slotOfMemory[memory]] }

  /// The stream that an instruction is in.
  func stream(of instruction: Int) -> Int {
    streamEnds.firstIndex { instruction < $0 } ?? max(0, streamEnds.count - 1)
  }

  /// How many steps an instruction has; one that does nothing has one.
  func stepCount(of instruction: Int) -> Int {
    switch instructions[instruction].operation {
    case .load(let transfer): transfer.columns == 0 ? 1 : max(1, transfer.height)
    case .store(let transfer): transfer.columns == 0 ? 1 : max(1, transfer.rows)
    case .gemm(let nest), .alu(let nest, _): max(1, nest.count)
    case .finish, .undefined: 1
    }
  }

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
  let slot: MachineLayout.Slot

  init(_ memory: MemoryDescription, slot: MachineLayout.Slot) {
    name = memory.name
    depth = memory.depth
    lanes = memory.lanes
    elementBytes = memory.elementBytes
    dramElementBytes = memory.dramElementBytes
    dramValueBytes = memory.dramElement.byteSize
    self.slot = slot
  }
}
