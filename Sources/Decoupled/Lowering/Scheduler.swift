import Diagnostics
import TargetKit

/// Chooses the schedule of a kernel: the cheapest of those whose tiles fit, twice if possible.
struct Scheduler: Sendable {

  let problem: TileProblem

  /// Sizes that the user asked for.
  let fixed: [Schedule.Axis: Int]

  /// - Errors: not even the smallest tile fits the memories.
  /// - Cost: O(product of the numbers of sizes that divide an axis differently).
  func best() throws(Diagnostic) -> Schedule {
    var best: (cost: Double, schedule: Schedule)?
    for order in [[Schedule.Axis.n, .o, .y, .x, .c], [.n, .y, .x, .o, .c]] {
      let start = Schedule(
        order: order, extents: problem.extents, sizes: PerAxis(repeating: 1))
      search(start, Schedule.Axis.allCases[...], &best)
    }
    guard let best else { throw doesNotFit() }
    return best.schedule
  }

  /// Tries every size of `axes`; axes without a size yet count as 1, so that what can't fit is
  /// dropped early.
  private func search(
    _ schedule: Schedule, _ axes: ArraySlice<Schedule.Axis>,
    _ best: inout (cost: Double, schedule: Schedule)?
  ) {
    guard problem.room(schedule) > 0 else { return }
    guard let axis = axes.first else {
      let cost = problem.cost(schedule)
      if cost < best?.cost ?? .infinity { best = (cost, schedule) }
      return
    }
    for size in sizes(axis) {
      var next = schedule
      next.sizes[axis] = size
      search(next, axes.dropFirst(), &best)
    }
  }

  /// For each number of trips the smallest size that needs no more.
  private func sizes(_ axis: Schedule.Axis) -> [Int] {
    let extent = problem.extents[axis]
    if let size = fixed[axis] { return [max(1, min(size, extent))] }
    if axis == .n, extent > 1, problem.extents[.y] * problem.extents[.x] > 1 {
      return [1]
    }
    var sizes: [Int] = []
    var trips = 1
    while trips <= extent {
      let size = (extent + trips - 1) / trips
      if sizes.last != size { sizes.append(size) }
      // The next number of trips that makes the size smaller.
      trips = size == 1 ? extent + 1 : (extent + size - 2) / (size - 1)
    }
    return sizes
  }

  private func doesNotFit() -> Diagnostic {
    var least = Schedule(
      order: [], extents: problem.extents, sizes: PerAxis(repeating: 1))
    for (axis, size) in fixed { least.sizes[axis] = min(size, problem.extents[axis]) }
    let need = problem.footprint(least)
    let accelerator = problem.accelerator
    let rows = [
      (accelerator.input, need.input), (accelerator.weight, need.weight),
      (accelerator.accumulator, need.accumulator),
    ]
    let lacking = rows.filter { $0.1 > $0.0.depth }.map {
      "\($0.1) elements of `\($0.0.name)`, which has \($0.0.depth)"
    }
    return .error("the smallest tile of it takes \(lacking.joined(separator: ", and "))")
  }

}
