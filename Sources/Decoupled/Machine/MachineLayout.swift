import Simulation
import Support
import TargetKit

/// Where the memories and the image of DRAM lie in the cells of a machine.
struct MachineLayout: Sendable {

  /// A memory with cells of its own.
  struct Slot: Sendable {
    let name: String
    let offset: Int
    let depth: Int
    let elementBytes: Int

    /// Where the stamps are: for each element four bytes, the instruction that wrote it last
    /// counted from 1, or 0.
    let stamps: Int

    var bytes: Range<Int> { offset ..< offset + depth * elementBytes }
  }

  /// A run of DRAM.
  struct Segment: Sendable {
    let address: Int
    let count: Int
    let offset: Int

    var addresses: Range<Int> { address ..< address + count }
  }

  let slots: [Slot]
  let segments: [Segment]

  /// For each memory of the description, the slot with its cells.
  let slotOfMemory: [Int]

  /// Where the memories end, which come first, and the image of DRAM begins.
  /// - Units: bytes.
  let memoryBytes: Int

  /// Where each part begins that has a meaning to a program, and how many bytes it has.
  let architectural: [Range<Int>]

  /// - Units: bytes.
  let count: Int

  init(_ memories: [MemoryDescription], _ image: MemoryImage) {
    var end = 0
    func take(_ bytes: Int) -> Int {
      defer { end += (bytes + Page.size - 1) / Page.size * Page.size }
      return end
    }
    var slots: [Slot] = []
    var slotOfMemory: [Int] = []
    for memory in memories {
      if let slot = slots.firstIndex(where: { $0.name == memory.alias }) {
        slotOfMemory.append(slot)
        continue
      }
      slotOfMemory.append(slots.count)
      slots.append(
        Slot(
          name: memory.name, offset: take(memory.byteCount), depth: memory.depth,
          elementBytes: memory.elementBytes, stamps: take(memory.depth * 4)))
    }
    self.slots = slots
    memoryBytes = end
    self.slotOfMemory = slotOfMemory
    segments = MachineLayout.runs(of: image).map {
      Segment(address: $0.lowerBound, count: $0.count, offset: take($0.count))
    }
    architectural =
      slots.map(\.bytes) + segments.map { $0.offset ..< $0.offset + $0.count }
    count = end
  }

  /// The addresses of the segments, of which those that touch are one.
  private static func runs(of image: MemoryImage) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for segment in image.segments where !segment.bytes.isEmpty {
      if let last = runs.last, last.upperBound == segment.address {
        runs[runs.count - 1] = last.lowerBound ..< segment.addresses.upperBound
      } else {
        runs.append(segment.addresses)
      }
    }
    return runs
  }

  /// The segment that `address` is in.
  func segment(containing address: Int) -> Segment? {
    let index = segments.partitioningIndex { $0.address > address } - 1
    return index >= 0 && segments[index].addresses.contains(address) ? segments[index] : nil
  }

}
