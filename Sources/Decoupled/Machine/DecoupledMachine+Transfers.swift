import CKernels
import Simulation
import TargetKit

extension DecoupledMachine {

  /// Does the steps of an instruction up to `end`.
  mutating func run(_ index: Int, to end: Int) {
    switch plan.instructions[index].operation {
    case .load(let transfer): load(index, transfer, to: end)
    case .store(let transfer): store(index, transfer, to: end)
    case .gemm(let nest): runSteps(of: index, nest, nil, to: end)
    case .alu(let nest, let vector): runSteps(of: index, nest, vector, to: end)
    case .finish, .undefined:
      clearAccess()
      state.work += end - state.step
      state.step = end
    }
  }

  /// Forgets what the instruction before touched in DRAM.
  mutating func clearAccess() {
    state.dramRead = nil
    state.dramWrite = nil
  }

  private mutating func load(_ index: Int, _ transfer: Transfer, to end: Int) {
    if state.step == 0 { clearAccess() }
    let steps = end - state.step
    if transfer.columns > 0, transfer.height > 0, let memory = transfer.memory {
      if state.step == 0 { announceLoad(index, transfer, memory) }
      for row in state.step ..< end { loadRow(row, index, transfer, memory) }
      state.work += steps * transfer.width
    }
    state.work += steps
    state.step = end
  }

  private mutating func announceLoad(_ index: Int, _ transfer: Transfer, _ memory: Int) {
    let elements = transfer.sram ..< transfer.sram + transfer.width * transfer.height
    let slot = plan.layout.slotOfMemory[memory]
    state.lastWrite[slot] = MachineState.Access(instruction: index, elements: elements)
    state.dramRead = dramRange(of: transfer, memory)
  }

  /// The bytes of DRAM from the first to the last of a transfer.
  func dramRange(of transfer: Transfer, _ memory: Int) -> Range<Int>? {
    guard transfer.rows > 0, transfer.columns > 0 else { return nil }
    let start = address(of: transfer, memory)
    let elements = (transfer.rows - 1) * transfer.stride + transfer.columns
    return start ..< start + elements * plan.memories[memory].dramElementBytes
  }

  private mutating func loadRow(_ row: Int, _ index: Int, _ transfer: Transfer, _ memory: Int) {
    let description = plan.memories[memory]
    let slot = description.slot
    let size = slot.elementBytes
    let first = transfer.sram + row * transfer.width
    let start = slot.offset + first * size
    let bytes = transfer.width * size
    announce(slot, first ..< first + transfer.width, by: index)
    let target = unsafe cells.base + start
    let line = row - transfer.top
    guard line >= 0, line < transfer.rows else {
      unsafe target.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
      return
    }
    let left = transfer.left * size
    let middle = transfer.columns * size
    unsafe target.initializeMemory(as: UInt8.self, repeating: 0, count: left)
    unsafe (target + left + middle).initializeMemory(
      as: UInt8.self, repeating: 0, count: bytes - left - middle)
    let address =
      address(of: transfer, memory) + line * transfer.stride * description.dramElementBytes
    guard let source = unsafe dram(at: address) else { return }
    if description.dramElementBytes == size {
      unsafe (target + left).copyMemory(from: source, byteCount: middle)
    } else {
      unsafe dk_widen(
        source.assumingMemoryBound(to: UInt8.self),
        (target + left).assumingMemoryBound(to: Int32.self), transfer.columns * description.lanes,
        UInt32(description.dramValueBytes))
    }
  }

  private mutating func store(_ index: Int, _ transfer: Transfer, to end: Int) {
    if state.step == 0 { clearAccess() }
    let steps = end - state.step
    if transfer.columns > 0, transfer.rows > 0, let memory = transfer.memory {
      if state.step == 0 {
        let elements = transfer.sram ..< transfer.sram + transfer.columns * transfer.rows
        let slot = plan.layout.slotOfMemory[memory]
        state.lastRead[slot] = MachineState.Access(instruction: index, elements: elements)
        state.dramWrite = dramRange(of: transfer, memory)
      }
      for row in state.step ..< end { storeRow(row, transfer, memory) }
      state.work += steps * transfer.columns
    }
    state.work += steps
    state.step = end
  }

  private mutating func storeRow(_ row: Int, _ transfer: Transfer, _ memory: Int) {
    let description = plan.memories[memory]
    let slot = description.slot
    let source =
      unsafe cells.base + slot.offset
      + (transfer.sram + row * transfer.columns) * slot.elementBytes
    let address =
      address(of: transfer, memory) + row * transfer.stride * description.dramElementBytes
    let bytes = transfer.columns * description.dramElementBytes
    guard let segment = plan.layout.segment(containing: address) else { return }
    let offset = segment.offset + address - segment.address
    cells.willWrite(offset ..< offset + bytes)
    let target = unsafe cells.base + offset
    if description.dramElementBytes == slot.elementBytes {
      unsafe target.copyMemory(from: source, byteCount: bytes)
    } else {
      unsafe dk_narrow(
        source.assumingMemoryBound(to: Int32.self), target.assumingMemoryBound(to: UInt8.self),
        transfer.columns * description.lanes, UInt32(description.dramValueBytes))
    }
  }

  /// Announces a write of elements and stamps them.
  private func announce(_ slot: MachineLayout.Slot, _ elements: Range<Int>, by index: Int) {
    let start = slot.offset + elements.lowerBound * slot.elementBytes
    cells.willWrite(start ..< start + elements.count * slot.elementBytes)
    let stamps = slot.stamps + elements.lowerBound * 4
    cells.willWrite(stamps ..< stamps + elements.count * 4)
    unsafe (cells.base + stamps).initializeMemory(
      as: UInt32.self, repeating: UInt32(index + 1), count: elements.count)
  }

  /// The byte at a physical address; `nil` if there is none.
  func dram(at address: Int) -> UnsafeMutableRawPointer? {
    guard let segment = plan.layout.segment(containing: address) else { return nil }
    return unsafe cells.base + segment.offset + address - segment.address
  }

}
