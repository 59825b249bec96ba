import Effects

/// What fields have to be for a walk of an instruction to be one that is asked for.
extension SymbolicWalk {

  /// The lists of demands with which the axes are those of `wanted`; the start is not among them.
  ///
  /// Each axis is one place, or what is left of an axis that is asked for, or a part of it where
  /// the machine fixes how many places it has.
  func demands(
    axesOf wanted: Walk, repeats: Bool = false, steps: Demand.Subject
  ) -> [[Demand]] {
    var spellings: [Walk] = []
    for spelling in [wanted.simplified(merging: false), wanted.simplified()]
    where !spellings.contains(spelling) {
      spellings.append(spelling)
    }
    var all: [[Demand]] = []
    for spelling in spellings {
      let match = Match(axes: axes.reversed(), repeats: repeats, steps: steps)
      for demands in match.found(0, Array(spelling.axes.reversed())) where !all.contains(demands) {
        all.append(demands)
      }
    }
    return all
  }

  /// With the start among them, counted from a slot.
  func demands(
    for wanted: Walk, repeats: Bool = false, from slot: Int? = nil, start: Demand.Subject,
    steps: Demand.Subject
  ) -> [[Demand]] {
    demands(axesOf: wanted, repeats: repeats, steps: steps).map {
      $0 + [Demand(self.start, is: wanted.start, start, from: slot)]
    }.possible
  }

}

extension Placement {

  /// That all places are there, on each axis whose places do not depend on loops.
  func bounds(in machine: MachineForm) -> [Demand] {
    zip(axes, machine[part].shape).flatMap { axis, extent -> [Demand] in
      guard axis.start.steps.isEmpty else { return [] }
      let start = axis.start.polynomial
      return [
        Demand(start, in: 0 ... Saturated.limit, .place(part)),
        Demand(start + axis.count, in: 0 ... extent, .place(part)),
      ].filter { $0.truth != true }
    }
  }

}

/// Goes through the axes of both, innermost first.
private struct Match {

  let axes: [SymbolicWalk.Axis]

  /// Whether an axis may go through the same numbers again and again.
  let repeats: Bool
  let steps: Demand.Subject

  /// - Parameter wanted: what is left, innermost first.
  func found(_ index: Int, _ wanted: [Walk.Axis]) -> [[Demand]] {
    guard index < axes.count else { return wanted.isEmpty ? [[]] : [] }
    let axis = axes[index]
    var found: [[Demand]] = []
    func add(_ demands: [Demand], _ rest: [Walk.Axis]) {
      guard !demands.contains(where: { $0.truth == false }) else { return }
      let open = demands.filter { $0.truth == nil }
      found += self.found(index + 1, rest).map { open + $0 }
    }
    if let next = wanted.first {
      let step = Demand(axis.step, is: next.step, steps)
      add([Demand(axis.count, is: next.count, .count), step], Array(wanted.dropFirst()))
      if let count = axis.count.constant, count > 1, count < next.count,
        next.count.isMultiple(of: count)
      {
        let left = Walk.Axis(count: next.count / count, step: next.step &* count)
        add([step], [left] + wanted.dropFirst())
      }
    }
    add([Demand(axis.count, is: 1, .count)], wanted)
    if repeats {
      add(
        [
          Demand(axis.step, is: 0, steps), Demand(axis.count, in: 2 ... Saturated.limit, .count),
        ], wanted)
    }
    return found
  }

}
