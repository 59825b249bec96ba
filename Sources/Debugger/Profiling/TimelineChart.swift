import Simulation

/// What every unit did over time, one mark for some cycles.
struct TimelineChart {

  let trace: ExecutionTrace

  /// The cycles that are drawn.
  let cycles: Range<Int>

  /// - Units: cells for the cycles.
  let width: Int

  /// - Units: cycles.
  var cyclesPerCell: Int { max(1, (cycles.count + width - 1) / max(1, width)) }

  /// For each unit what it did most of the time of each mark.
  var rows: [TimelineAnswer.Unit] {
    trace.units.enumerated().map { unit, name in
      TimelineAnswer.Unit(name: name, uses: dominantUses(of: unit))
    }
  }

  private func dominantUses(of unit: Int) -> [TimelineAnswer.Use] {
    let uses = TimelineAnswer.Use.allCases
    let cells = (cycles.count + cyclesPerCell - 1) / cyclesPerCell
    var counts = [[Int]](repeating: [Int](repeating: 0, count: uses.count), count: cells)
    for span in trace.spans[unit] where span.end > cycles.lowerBound {
      if span.begin >= cycles.upperBound { break }
      var at = max(span.begin, cycles.lowerBound)
      let end = min(span.end, cycles.upperBound)
      let use = uses.firstIndex(of: TimelineAnswer.Use(span.use)) ?? uses.count - 1
      while at < end {
        let cell = (at - cycles.lowerBound) / cyclesPerCell
        let next = min(end, cycles.lowerBound + (cell + 1) * cyclesPerCell)
        counts[cell][use] += next - at
        at = next
      }
    }
    return counts.map { own in own.indices.max { own[$0] < own[$1] }.map { uses[$0] } ?? .idle }
  }

}
