import Simulation

/// Who is told what a clock counts.
protocol ClockRecorder {
  mutating func span(_ span: UseCode.Span, of unit: Int)
  mutating func began(instruction: Int, unit: Int, cycle: Int)
  mutating func finished(instruction: Int, unit: Int, cycle: Int)
  mutating func token(queue: Int, instruction: Int, cycle: Int, isPush: Bool)
  mutating func burst(
    unit: Int, memory: Int?, instruction: Int?, _ request: ReadRequest, isWrite: Bool, begin: Int,
    data: Int, end: Int)
  mutating func streamEnded(
    stream: Int, begin: Int, end: Int, finish: Int?, instructions: Range<Int>)
}

/// Nobody.
struct NoRecorder: ClockRecorder {
  func span(_ span: UseCode.Span, of unit: Int) {}
  func began(instruction: Int, unit: Int, cycle: Int) {}
  func finished(instruction: Int, unit: Int, cycle: Int) {}
  func token(queue: Int, instruction: Int, cycle: Int, isPush: Bool) {}
  func burst(
    unit: Int, memory: Int?, instruction: Int?, _ request: ReadRequest, isWrite: Bool, begin: Int,
    data: Int, end: Int
  ) {}
  func streamEnded(
    stream: Int, begin: Int, end: Int, finish: Int?, instructions: Range<Int>
  ) {}
}

extension CycleClock {

  /// Counts the cycles of a unit up to `end`, as they were planned, and the rest as what is open.
  mutating func count<R: ClockRecorder>(_ unit: Int, until end: Int, _ recorder: inout R) {
    while let span = units[unit].take(until: end) { count(unit, span, &recorder) }
  }

  /// As `count`, of fetch.
  mutating func countFetch<R: ClockRecorder>(until end: Int, _ recorder: inout R) {
    guard plan.hasFetch else { return }
    while let span = fetch.clock.take(until: end) { count(units.count, span, &recorder) }
  }

  private mutating func count<R: ClockRecorder>(
    _ unit: Int, _ span: UseCode.Span, _ recorder: inout R
  ) {
    totals[unit][span.use.index] += span.end - span.begin
    recorder.span(span, of: unit)
  }

  /// For each unit, and for fetch, how many cycles had each use up to `cycle`, which is not before
  /// the last event and not behind the next one.
  func totals(at cycle: Int) -> [[Int]] {
    var totals = totals
    for unit in totals.indices {
      var clock = unit < units.count ? units[unit] : fetch.clock
      while let span = clock.take(until: cycle) {
        totals[unit][span.use.index] += span.end - span.begin
      }
    }
    return totals
  }

  /// What a unit does with a cycle, from the last event to the next one.
  func use(of unit: Int, at cycle: Int) -> CycleUse {
    let clock = unit < units.count ? units[unit] : fetch.clock
    return (clock.planned.first { cycle < $0.end }?.use ?? clock.open).use
  }

  /// The instruction that a unit is inside of, since when, and how many of its steps are done.
  func progress(of unit: Int, at cycle: Int) -> (instruction: Int, began: Int, steps: Int)? {
    guard units[unit].mode != .waiting, let index = units[unit].instruction else { return nil }
    let start = units[unit].began + plan.numbers.units[unit].start
    let operation = plan.machine.instructions.operation(at: index)
    let steps: Int
    if let nest = plan.numbers.units[unit].nest(operation) {
      steps = max(0, min(nest.count, (cycle - start - nest.start) / nest.interval))
    } else {
      steps = rows(of: units[unit], from: start, at: cycle)
    }
    return (index, units[unit].began, steps)
  }

  /// How many rows of a transfer are done at a cycle, with those of padding.
  private func rows(of clock: UnitClock, from start: Int, at cycle: Int) -> Int {
    guard let shape = clock.shape else { return 0 }
    if shape.transfer.isStore { return clock.cursor.row }
    var coming = 0
    var begin = clock.since
    for span in clock.planned {
      if span.use == .moving { coming += max(0, span.end - max(begin, cycle)) }
      begin = span.end
    }
    let data = shape.rows(afterBeats: max(0, clock.cursor.beatCount - coming))
    if data > 0 || shape.above == 0 { return data == 0 ? 0 : shape.transfer.top + data }
    return max(0, min(shape.transfer.top, (cycle - start) * shape.transfer.top / shape.above))
  }

}

extension UnitClock {

  /// Takes the first cycles that are not counted: what is planned up to `end`, then what is open.
  mutating func take(until end: Int) -> UseCode.Span? {
    guard since < end else { return nil }
    let begin = since
    while let span = planned.first {
      if span.end <= end { planned.removeFirst() }
      guard span.end > begin else { continue }
      since = min(span.end, end)
      return UseCode.Span(use: span.use, begin: begin, end: since)
    }
    since = end
    return UseCode.Span(use: open, begin: begin, end: end)
  }

}
