import Support

/// Gives values storages: one that is free again is taken before a new one.
///
/// Of the free storages the smallest with enough room is taken; if none has enough, the largest
/// grows.
/// - Cost: O(values · storages).
/// - Source: apache/tvm 0.8, `src/relay/backend/graph_plan_memory.cc`, `StorageAllocator::Request`.
struct StorageAllocator: Sendable {

  private(set) var storages: [MemoryPlan.Storage] = []

  /// For each storage the last step in which what stands in it is read.
  private var ends: [Int] = []

  private let alignment: Int
  private let reuses: Bool

  init(alignment: Int, reuses: Bool) {
    self.alignment = alignment
    self.reuses = reuses
  }

  /// Gives each of `values` that has a size its storage, those that are shared first.
  ///
  /// - Parameter replacing: for values that may stand in the place of another one, that one.
  mutating func place(_ values: inout [MemoryPlan.Value], replacing: [Int: Int] = [:]) {
    let order = values.indices.sorted {
      (values[$0].isShared ? 0 : 1, values[$0].life.lowerBound, $0)
        < (values[$1].isShared ? 0 : 1, values[$1].life.lowerBound, $1)
    }
    for index in order {
      guard let size = values[index].byteCount else { continue }
      let storage: Int
      if reuses, let old = replacing[index], let place = values[old].storage,
        storages[place].values.last == old
      {
        storage = place
        values[index].replaced = old
        ends[place] = values[index].life.upperBound
      } else {
        storage = self.storage(for: values[index], rounded(size))
      }
      storages[storage].values.append(index)
      values[index].storage = storage
    }
    var offset = 0
    for index in storages.indices {
      storages[index].offset = offset
      offset += storages[index].byteCount
    }
  }

  private mutating func storage(for value: MemoryPlan.Value, _ size: Int) -> Int {
    let isCallers = value.role == .input || value.role == .constant
    if !isCallers, reuses, let best = freeStorage(for: value, size) {
      storages[best].byteCount = max(storages[best].byteCount, size)
      ends[best] = value.life.upperBound
      return best
    }
    storages.append(
      MemoryPlan.Storage(
        byteCount: size, values: [], isCallers: isCallers, isShared: value.isShared))
    ends.append(value.life.upperBound)
    return storages.count - 1
  }

  /// Of those that are free the first of the smallest with enough room, or else of the largest.
  private func freeStorage(for value: MemoryPlan.Value, _ size: Int) -> Int? {
    var smallest: Int?
    var largest: Int?
    for place in storages.indices where ends[place] < value.life.lowerBound {
      guard !storages[place].isCallers, storages[place].isShared == value.isShared else { continue }
      let room = storages[place].byteCount
      if room >= size, smallest.map({ room < storages[$0].byteCount }) ?? true { smallest = place }
      if largest.map({ room > storages[$0].byteCount }) ?? true { largest = place }
    }
    return smallest ?? largest
  }

  private func rounded(_ size: Int) -> Int { (size + alignment - 1) / alignment * alignment }

}
