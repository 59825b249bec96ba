import GraphIR
import Support

extension LawSubject {

  /// The first value of the memory plan that has no room, or that another one overwrites.
  /// - Cost: O(values · log values).
  var crowdedStorage: Finding? {
    guard let plan = program.memoryPlan else { return nil }
    var end = 0
    for (index, storage) in plan.storages.enumerated() {
      if storage.offset < end || storage.offset % plan.alignment != 0 {
        return Finding(nil, "storage \(index) begins at \(storage.offset)")
      }
      end = storage.offset + storage.byteCount
      let values = storage.values.map { plan.values[$0] }
        .sorted { $0.life.lowerBound < $1.life.lowerBound }
      if let large = values.first(where: { $0.byteCount ?? 0 > storage.byteCount }) {
        return Finding(large.node, "storage \(index) has no room for \(describe(large.node))")
      }
      for (first, second) in zip(values, values.dropFirst())
      where first.life.upperBound >= second.life.lowerBound && !plan.replaces(first, by: second) {
        return Finding(
          second.node,
          "storage \(index) holds \(describe(first.node)) when \(describe(second.node)) is made")
      }
    }
    return nil
  }

}
