import Support
import Tensors

/// Derives what an instruction touches: windows that are affine in loop variables become sets with a
/// step for each loop, other loops are gone through.
struct FootprintBuilder {

  let machine: MachineForm
  let loops: LoopFrame
  let cells: LoopFrame.Cells

  /// With the fields' numbers put in; nil where there is no loop to move windows.
  private let expansion: Expansion?

  private(set) var footprint = Footprint()

  /// What is written by the actions so far, and the parts on which places depended after that.
  private var written: Set<StateID> = []
  private var decided: Set<StateID> = []

  init(
    _ effect: Effect, _ machine: MachineForm, fields: [Int], cells: @escaping LoopFrame.Cells
  ) throws(FootprintFault) {
    self.machine = machine
    self.cells = cells
    loops = try LoopFrame(effect, fields: fields, cells)
    guard !effect.loops.isEmpty else {
      expansion = nil
      return
    }
    let looped = Set(effect.loops.map(\.variable))
    let bound = Set(effect.bindings.map(\.variable))
    var numbers: [VariableID: Int] = [:]
    for (index, number) in loops.frame.enumerated() {
      let id = VariableID(index)
      if !looped.contains(id), !bound.contains(id) { numbers[id] = number }
    }
    expansion = Expansion(of: effect, where: numbers)
  }

  mutating func build() throws(FootprintFault) {
    let effect = loops.effect
    for bound in loops.bounds {
      let axis = StridedSet.Axis(
        count: bound.count, step: machine.byteSteps(of: bound.part).first ?? 1)
      try insert(bound.part, start: bound.lower * axis.step, axes: [axis], isWrite: false)
      if loops.repeats { decided.insert(machine.root(of: bound.part)) }
    }
    for loop in effect.loops {
      switch loop.domain {
      case .numbers(let lower, let upper), .cells(_, let lower, let upper):
        try readCells(lower)
        try readCells(upper)
      }
    }
    guard !loops.isEmpty else { return }
    for binding in effect.bindings { try readCells(binding.value) }
    try chooseCases()
    if loops.repeats, let part = decided.intersection(written).min(by: { $0.index < $1.index }) {
      throw .dependsOnItself(part)
    }
    footprint.unite()
  }

  // MARK: - Cases

  /// Takes the case of each combination of the loop variables that conditions depend on.
  private mutating func chooseCases() throws(FootprintFault) {
    let effect = loops.effect
    let deciding = loopVariables(effect.cases.compactMap(\.condition))
    var chosen: [[VariableID: Int]: Int] = [:]
    var order: [[VariableID: Int]] = []
    var reads = CellReads()
    let (loops, cells) = (loops, cells)
    try loops.each(deciding, cells) { frame throws(FootprintFault) in
      let key = Dictionary(uniqueKeysWithValues: deciding.map { ($0, frame[$0.index]) })
      guard chosen[key] == nil else { return }
      chosen[key] = try firstCase(frame, &reads)
      order.append(key)
    }
    try insert(reads)
    // Where all steps take one case, its windows keep their loops.
    if Set(chosen.values).count == 1, let index = chosen.values.first {
      try take(effect.cases[index], at: [:])
    } else {
      for key in order { try take(effect.cases[chosen[key] ?? 0], at: key) }
    }
  }

  /// - Parameter reads: gets the cells that the conditions read up to the one that holds; those
  ///   behind it are not looked at.
  private func firstCase(
    _ frame: [Int], _ reads: inout CellReads
  ) throws(FootprintFault) -> Int {
    for (index, each) in loops.effect.cases.enumerated() {
      guard let condition = each.condition else { return index }
      if try reads.number(condition, frame, cells) != 0 { return index }
    }
    throw .noCase
  }

  /// The windows of a case where some of the loop variables have these numbers.
  private mutating func take(
    _ each: Effect.Case, at fixed: [VariableID: Int]
  ) throws(FootprintFault) {
    for action in each.actions {
      for scalar in action.scalars { try readCells(scalar, fixed) }
      guard case .assign(let target, let value, let adds) = action else { continue }
      for window in value.windows { try insert(window, isWrite: false, fixed) }
      for window in value.hostWindows { try insert(window, isWrite: false, fixed) }
      for part in value.gathered { try insertWhole(part) }
      for isWrite in adds ? [false, true] : [true] {
        switch target {
        case .window(let window): try insert(window, isWrite: isWrite, fixed)
        case .host(let window): try insert(window, isWrite: isWrite, fixed)
        }
      }
    }
  }

  // MARK: - Windows

  private mutating func insert(
    _ window: Window, isWrite: Bool, _ fixed: [VariableID: Int]
  ) throws(FootprintFault) {
    let steps = machine.byteSteps(of: window.state)
    let shape = machine[window.state].shape
    let spans = window.spans(shape)
    let plan = plan(
      starts: zip(spans.map { $0.lower }, steps), counts: spans.map { $0.count }, fixed)
    let (loops, cells) = (loops.fixing(fixed), cells)
    try loops.each(plan.through, cells) { frame throws(FootprintFault) in
      var start = 0
      var axes = plan.axes
      for (axis, span) in spans.enumerated() {
        let (lower, count) = (try number(span.lower, frame), try number(span.count, frame))
        try check(window.state, axis, lower, count, shape[axis], plan.reach[axis])
        start += lower * steps[axis]
        axes.append(StridedSet.Axis(count: count, step: steps[axis]))
      }
      try insert(window.state, start: start, axes: axes, isWrite: isWrite)
    }
  }

  private mutating func insert(
    _ window: HostWindow, isWrite: Bool, _ fixed: [VariableID: Int]
  ) throws(FootprintFault) {
    let plan = plan(
      starts: [(window.address, 1)], counts: window.extents + window.strides, fixed)
    let run = (window.element + [window.type.element.byteSize]).product
    let (loops, cells) = (loops.fixing(fixed), cells)
    try loops.each(plan.through, cells) { frame throws(FootprintFault) in
      var axes = plan.axes
      for (extent, stride) in zip(window.extents, window.strides) {
        let count = try number(extent, frame)
        if count < 0 { throw .negativeCount(count) }
        axes.append(StridedSet.Axis(count: count, step: try number(stride, frame)))
      }
      guard
        let bytes = StridedSet(start: try number(window.address, frame), run: run, axes: axes)
      else { throw .overflow }
      footprint.insert(Footprint.Access(.host, part: nil, bytes: bytes, isWrite: isWrite))
    }
  }

  private mutating func insertWhole(_ part: StateID) throws(FootprintFault) {
    let axes = zip(machine[part].shape, machine.byteSteps(of: part)).map {
      StridedSet.Axis(count: $0, step: $1)
    }
    try insert(part, start: 0, axes: axes, isWrite: false)
    footprint.gathers()
  }

  private mutating func insert(
    _ part: StateID, start: Int, axes: [StridedSet.Axis], isWrite: Bool
  ) throws(FootprintFault) {
    let run = machine[part].type.element.byteSize
    guard let bytes = StridedSet(start: start, run: run, axes: axes) else { throw .overflow }
    let root = machine.root(of: part)
    if isWrite, !bytes.isEmpty { written.insert(root) }
    footprint.insert(Footprint.Access(.part(root), part: part, bytes: bytes, isWrite: isWrite))
  }

  /// Whether all places of an axis are there, however the loops move them.
  private func check(
    _ part: StateID, _ axis: Int, _ lower: Int, _ count: Int, _ extent: Int,
    _ reach: ClosedRange<Int>
  ) throws(FootprintFault) {
    if count < 0 { throw .negativeCount(count) }
    let (first, under) = lower.addingReportingOverflow(reach.lowerBound)
    let (last, over) = lower.addingReportingOverflow(reach.upperBound)
    let (end, beyond) = last.addingReportingOverflow(count)
    if under || over || beyond || first < 0 || end > extent {
      throw .outside(part, axis: axis, lower: first, end: end)
    }
  }

}

extension FootprintBuilder {

  /// How the loops move a window.
  fileprivate struct Plan {

    /// Loop variables that are gone through.
    var through: [VariableID] = []

    /// A step for each of the others on which a start depends.
    var axes: [StridedSet.Axis] = []

    /// How far the others move each start.
    var reach: [ClosedRange<Int>]
  }

  /// Finds the loop variables in which each start is affine with a number as its coefficient.
  private func plan(
    starts: some Sequence<(Scalar, Int)>, counts: [Scalar], _ fixed: [VariableID: Int]
  ) -> Plan {
    guard let expansion else { return Plan(reach: starts.map { _ in 0 ... 0 }) }
    let starts = starts.map { (expansion[$0.0], $0.1) }
    let counted = Set(loopVariables(counts))
    var plan = Plan(reach: starts.map { _ in 0 ... 0 })
    for loop in loops.effect.loops where fixed[loop.variable] == nil {
      let id = loop.variable
      let factors = starts.map { $0.0.coefficient(of: id)?.constant }
      let isUsed = counted.contains(id) || starts.contains { $0.0.variables.contains(id) }
      guard isUsed else { continue }
      guard !counted.contains(id), case .numbers(_, let count)? = loops.domains[id],
        let moved = plan.moved(by: factors, count, starts.map(\.1))
      else {
        plan.through.append(id)
        continue
      }
      plan = moved
    }
    return plan
  }

  /// The loop variables on which any of the scalars depends, outermost first.
  private func loopVariables(_ scalars: [Scalar]) -> [VariableID] {
    guard let expansion else { return [] }
    let used = scalars.reduce(into: Set<VariableID>()) { $0.formUnion(expansion[$1].variables) }
    return loops.effect.loops.map(\.variable).filter(used.contains)
  }

  private func number(_ scalar: Scalar, _ frame: [Int]) throws(FootprintFault) -> Int {
    do throws(ScalarFault) { return try scalar.value(in: frame, cell: cells) } catch {
      throw .scalar(error)
    }
  }

  /// The cells that a scalar reads in any step where some of the loop variables have these numbers.
  private mutating func readCells(
    _ scalar: Scalar, _ fixed: [VariableID: Int] = [:]
  ) throws(FootprintFault) {
    guard scalar.readsState else { return }
    var reads = CellReads()
    let (loops, cells) = (loops.fixing(fixed), cells)
    try loops.each(loopVariables([scalar]), cells) { frame throws(FootprintFault) in
      _ = try reads.number(scalar, frame, cells)
    }
    try insert(reads)
  }

  private mutating func insert(_ reads: CellReads) throws(FootprintFault) {
    for (part, places) in reads.list {
      let start = zip(places, machine.byteSteps(of: part)).reduce(0) { $0 &+ $1.0 &* $1.1 }
      try insert(part, start: start, axes: [], isWrite: false)
      let root = machine.root(of: part)
      decided.insert(root)
      if written.contains(root) { throw .dependsOnItself(root) }
    }
  }

}

/// The cells that scalars have read, each once.
private struct CellReads {

  private(set) var list: [(part: StateID, places: [Int])] = []
  private var seen: Set<[Int]> = []

  /// What a scalar comes to.
  mutating func number(
    _ scalar: Scalar, _ frame: [Int], _ cells: LoopFrame.Cells
  ) throws(FootprintFault) -> Int {
    do throws(ScalarFault) {
      return try scalar.value(in: frame) { (part, places) throws(ScalarFault) in
        if seen.insert([part.index] + places).inserted { list.append((part, places)) }
        return try cells(part, places)
      }
    } catch { throw .scalar(error) }
  }

}

extension FootprintBuilder.Plan {

  /// With a loop of `count` steps, each of which moves the starts by `factors`; nil where it can not
  /// be said so.
  fileprivate func moved(by factors: [Int?], _ count: Int, _ steps: [Int]) -> Self? {
    var plan = self
    var (distance, overflows) = (0, false)
    for (axis, factor) in factors.enumerated() {
      guard let factor else { return nil }
      let (span, over) = factor.multipliedReportingOverflow(by: count - 1)
      let (bytes, wide) = factor.multipliedReportingOverflow(by: steps[axis])
      let (sum, far) = distance.addingReportingOverflow(bytes)
      distance = sum
      overflows = overflows || over || wide || far || abs(Double(span)) > 1e18
      if overflows { return nil }
      let reach = plan.reach[axis]
      let (low, under) = reach.lowerBound.addingReportingOverflow(min(span, 0))
      let (high, beyond) = reach.upperBound.addingReportingOverflow(max(span, 0))
      if under || beyond { return nil }
      plan.reach[axis] = low ... high
    }
    plan.axes.append(StridedSet.Axis(count: count, step: distance))
    return plan
  }

}

extension Window {

  /// Where it begins on each axis of its part and how many places it has there; whole axes too.
  func spans(_ shape: [Int]) -> [(lower: Scalar, count: Scalar)] {
    let given: [(Scalar, Scalar)] = zip(axes, shape).map { axis, _ in
      switch axis {
      case .at(let place): (place, 1)
      case .range(let lower, let count): (lower, count)
      }
    }
    return given + shape.dropFirst(given.count).map { (0, .constant($0)) }
  }

}

extension Footprint {

  /// What an instruction touches, from the numbers of its fields, without doing it.
  ///
  /// - Parameters:
  ///   - fields: the frame of the instruction; loop variables and names in it count for nothing.
  ///   - cell: one number of the state as it is before the instruction.
  /// - Cost: the number of windows, times the steps of those loops in which they are not affine.
  public init(
    of effect: Effect, in machine: MachineForm, fields: [Int],
    cell: @escaping (StateID, [Int]) throws(ScalarFault) -> Int
  ) throws(FootprintFault) {
    var builder = try FootprintBuilder(effect, machine, fields: fields, cells: cell)
    try builder.build()
    self = builder.footprint
  }

  /// What one step touches, from the numbers of the fields and of the loop variables.
  public init(
    ofStep frame: [Int], of effect: Effect, in machine: MachineForm,
    cell: @escaping (StateID, [Int]) throws(ScalarFault) -> Int
  ) throws(FootprintFault) {
    var step = effect
    step.loops = []
    try self.init(of: step, in: machine, fields: frame, cell: cell)
  }

}
