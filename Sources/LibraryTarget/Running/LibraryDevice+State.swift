import Diagnostics
import Simulation
import Support
import TargetKit
import Tensors

/// What stands in the machine: a unit that calls, and a memory for each tensor.
extension LibraryDevice {

  var units: [UnitState] {
    [
      UnitState(
        name: Self.unit, letter: "H", activity: nextInstruction == nil ? .done : .ready,
        next: nextInstruction, last: lastInstruction,
        queued: program.steps.count - machine.finished, queueDepth: nil)
    ]
  }

  var memories: [MemoryState] { program.slots.indices.map { memory($0) } }

  private func memory(_ index: Int) -> MemoryState {
    let slot = program.slots[index]
    let done = program.steps[..<machine.finished]
    let isThere = machine.values[index] != nil
    return MemoryState(
      name: slot.name, element: "\(slot.element)", shape: Array(slot.shape.dropFirst()),
      depth: slot.depth, elementBytes: slot.depth == 0 ? 0 : slot.byteCount / slot.depth,
      alias: nil, written: isThere ? slot.depth : 0,
      lastWrite: access(index, done.lastIndex { $0.result == index }),
      lastRead: access(index, done.lastIndex { $0.reads.contains(index) }))
  }

  private func access(_ slot: Int, _ step: Int?) -> MemoryState.Access? {
    step.map {
      MemoryState.Access(instruction: number($0), ranges: [0 ..< program.slots[slot].depth])
    }
  }

  func occupancy(of memory: String, parts count: Int) -> [Int] {
    guard count > 0, let index = slot(memory), machine.values[index] != nil else {
      return Array(repeating: 0, count: max(0, count))
    }
    let depth = program.slots[index].depth
    return (0 ..< count).map { (($0 + 1) * depth) / count - $0 * depth / count }
  }

  private func slot(_ name: String) -> Int? { program.slots.firstIndex { $0.name == name } }

  func read(_ memory: String, elements: Range<Int>) throws(Diagnostic) -> Tensor {
    guard let index = slot(memory) else {
      throw .error(
        "there is no tensor `\(memory)` in the region",
        hints: ["`info sram` lists them"])
    }
    let slot = program.slots[index]
    guard elements.lowerBound >= 0, elements.upperBound <= slot.depth else {
      throw .error("`\(memory)` is \(slot.typeText)")
    }
    let tensor = try tensor(index)
    let shape = [elements.count] + slot.shape.dropFirst()
    let width = slot.depth == 0 ? 0 : slot.byteCount / slot.depth
    do throws(TensorError) {
      return try tensor.withBytes { bytes throws(TensorError) in
        try Tensor(
          slot.element, shape,
          bytes: bytes.extracting(elements.lowerBound * width ..< elements.upperBound * width))
      }
    } catch {
      throw .error("`\(memory)` can not be read: \(error)")
    }
  }

  func readDRAM(at address: Int, count: Int) throws(Diagnostic) -> [UInt8] { throw noDRAM }

  func writeDRAM(at address: Int, _ bytes: [UInt8]) throws(Diagnostic) { throw noDRAM }

  private var noDRAM: Diagnostic {
    .error(
      "functions of `\(target.name)` are handed pointers into the memory of this program",
      hints: ["`info sram` lists the tensors of the region"])
  }

  var stateSummary: JSON {
    ["position": .integer(machine.finished), "hash": .text("\(stateHash)")]
  }

  func savedState() -> [SavedFile] {
    let tensors = program.slots.indices.compactMap { index in
      machine.values[index].map { SavedFile("\(program.slots[index].name).bin", $0.bytes) }
    }
    return tensors + [SavedFile("state.json", Array("\(stateSummary)\n".utf8))]
  }

  func explanation() -> [Reason] {
    switch stop {
    case .start: [Reason(.start, "Nothing has been called yet.")]
    case .end: [Reason(.end, "Every call has been made.")]
    case .fault(let fault): [Reason(.fault, fault.message.punctuated)]
    default: nextInstruction.map { [Reason(.next, "The next is \($0).")] } ?? []
    }
  }

  func explanation(ofUnit unit: String) -> [Reason] { explanation() }

}

extension CallSlot {
  /// How many elements its outermost axis has; 1 for a number alone.
  fileprivate var depth: Int { shape.first ?? 1 }
}
