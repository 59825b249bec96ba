import Simulation
import Support
import Tensors

/// One instruction while it runs: its plan, its frame and the cells.
///
/// Whoever makes it holds the state alone, as long as it is there.
@safe struct EffectRun {

  let plan: EffectPlan
  let frame: UnsafeMutablePointer<Int>

  /// For each node where its numbers are.
  let numbers: UnsafeMutablePointer<UnsafeMutableRawPointer>
  let cells: UnsafeMutableRawPointer
  let dirty: UnsafeMutablePointer<UInt64>
  let workspace: UnsafeMutablePointer<Workspace>
  let segments: [StateLayout.Segment]

  /// What is read and written, if somebody asks.
  let isObserved: Bool
  var accesses: [EffectAccess] = []

  /// What steps said to queues, and whether one stops the machine.
  var events: [QueueEvent] = []
  var isStopped = false

  /// About how long it took, as far as the numbers tell.
  /// - Units: nanoseconds.
  var work = 0

  /// Where it is, for who explains a fault.
  private(set) var caseIndex: Int?
  private(set) var actionIndex: Int?

  /// - Before: the state has the layout that the plan was made for, and nobody else holds it.
  init(
    _ plan: EffectPlan, workspace: UnsafeMutablePointer<Workspace>, cells: UnsafeMutableRawPointer,
    dirty: UnsafeMutablePointer<UInt64>, segments: [StateLayout.Segment], isObserved: Bool
  ) {
    unsafe workspace.pointee.enter(plan)
    self.plan = plan
    unsafe frame = workspace.pointee.frame
    unsafe numbers = workspace.pointee.numbers
    unsafe self.workspace = workspace
    unsafe self.cells = cells
    unsafe self.dirty = dirty
    self.segments = segments
    self.isObserved = isObserved
  }

  /// - Units: numbers of a value; products of one action.
  static var mostNumbers: Int { 1 << 24 }
  static var mostProducts: Int { 1 << 33 }

  // MARK: Steps

  /// Makes the fields the first numbers of the frame.
  func enter(_ fields: [Int]) {
    for index in 0 ..< min(fields.count, plan.fieldCount) { unsafe frame[index] = fields[index] }
    for index in min(fields.count, plan.fieldCount) ..< plan.fieldCount { unsafe frame[index] = 0 }
  }

  /// Computes how many steps there are.
  mutating func countSteps() throws(EffectFault.Reason) -> Int {
    guard !plan.loops.isEmpty else { return 1 }
    try evaluate(plan.bounds)
    var steps = 1
    var overflows = false
    for loop in plan.loops {
      let (lower, upper) = unsafe (frame[loop.lower], frame[loop.upper])
      let (count, isTooLong) = upper.subtractingReportingOverflow(lower)
      unsafe frame[loop.count] = isTooLong && upper > lower ? .max : max(0, count)
      if upper <= lower { unsafe frame[loop.count] = 0 }
      let (product, overflow) = unsafe steps.multipliedReportingOverflow(by: frame[loop.count])
      if overflow { overflows = true } else { steps = product }
      if unsafe frame[loop.count] == 0 { return 0 }
    }
    if overflows { throw .overflow }
    return steps
  }

  /// A number of the frame.
  func number(_ slot: Slot) -> Int { unsafe frame[slot] }

  /// Gives a loop the bounds that it had when the instruction began.
  func setBounds(of loop: LoopPlan, _ lower: Int, _ count: Int) {
    unsafe frame[loop.lower] = lower
    unsafe frame[loop.count] = count
  }

  /// Goes to a step, which there is.
  func seek(to step: Int) {
    var rest = step
    for loop in plan.loops.reversed() {
      let count = unsafe frame[loop.count]
      unsafe frame[loop.index] = rest % count
      rest /= count
    }
  }

  /// Goes to the next step, or from the last to the first.
  @inline(__always)
  func next() {
    var place = plan.loops.count - 1
    while place >= 0 {
      let loop = plan.loops[place]
      unsafe frame[loop.index] += 1
      if unsafe frame[loop.index] < frame[loop.count] { return }
      unsafe frame[loop.index] = 0
      place -= 1
    }
  }

  /// Does the step where it is. One that fails changes nothing.
  mutating func step() throws(EffectFault.Reason) {
    let (events, accesses, isStopped) = (events.count, accesses.count, isStopped)
    work &+= 200
    do {
      try loadVariables()
      try evaluate(plan.bindings)
      let chosen = try choose()
      for index in plan.cases[chosen].actions {
        actionIndex = index - plan.cases[chosen].actions.lowerBound
        try perform(index)
      }
    } catch {
      unsafe workspace.pointee.undo(cells)
      unsafe workspace.pointee.free()
      self.events.removeLast(self.events.count - events)
      self.accesses.removeLast(self.accesses.count - accesses)
      self.isStopped = isStopped
      throw error
    }
    caseIndex = nil
    actionIndex = nil
    unsafe workspace.pointee.forgetKept()
  }

  @inline(__always)
  private mutating func loadVariables() throws(EffectFault.Reason) {
    for place in plan.loops.indices {
      let loop = plan.loops[place]
      let index = unsafe frame[loop.lower] &+ frame[loop.index]
      guard let state = loop.state else {
        unsafe frame[loop.variable] = index
        continue
      }
      let part = plan.parts[state]
      guard index >= 0, index < part.depth else {
        throw .outside(StateID(state), axis: 0, lower: index, count: 1, extent: part.depth)
      }
      unsafe frame[loop.variable] = number(at: index, of: part)
      if isObserved { observe(StateID(state), [index ..< index + 1], isWrite: false) }
    }
  }

  @inline(__always)
  private mutating func choose() throws(EffectFault.Reason) -> Int {
    for index in plan.cases.indices {
      let next = plan.cases[index]
      try evaluate(next.operations)
      if let condition = next.condition, unsafe frame[condition] == 0 { continue }
      caseIndex = index
      return index
    }
    throw .noCase
  }

  private mutating func perform(_ index: Int) throws(EffectFault.Reason) {
    let action = plan.actions[index]
    if let sums = action.sums, !isObserved, try multiplyInPlace(sums) { return }
    try evaluate(action.operations)
    for node in action.nodes { try compute(node) }
    switch action.work {
    case .assign(let value, let target, let adds):
      try write(value, to: target, adds: adds, keeps: action.keeps)
      unsafe workspace.pointee.free()
    case .stop: isStopped = true
    case .queue(let verb, let queue, let slot):
      events.append(.queue(verb, plan.queues[queue], unsafe frame[slot]))
    case .barrier(let place): events.append(.barrier(plan.barriers[place]))
    }
  }

  // MARK: Scalars

  @inline(__always)
  mutating func evaluate(_ range: Range<Int>) throws(EffectFault.Reason) {
    var place = range.lowerBound
    while place < range.upperBound {
      let operation = plan.operations[place]
      place += 1
      switch operation.code {
      case .binary(.add): unsafe frame[operation.target] = frame[operation.a] &+ frame[operation.b]
      case .binary(.multiply):
        unsafe frame[operation.target] = frame[operation.a] &* frame[operation.b]
      case .binary(let function):
        guard let result = unsafe function.result(frame[operation.a], frame[operation.b]) else {
          throw .divisionByZero
        }
        unsafe frame[operation.target] = result
      case .unary(let function):
        unsafe frame[operation.target] = function.result(frame[operation.a])
      case .bits(let isSigned):
        unsafe frame[operation.target] = Scalar.bits(
          of: frame[operation.a], lsb: operation.c, width: operation.b, isSigned: isSigned)
      case .copy: unsafe frame[operation.target] = frame[operation.a]
      case .jump: place = operation.b
      case .jumpIfZero: if unsafe frame[operation.a] == 0 { place = operation.b }
      case .place: try addPlace(operation)
      case .load: load(operation)
      }
    }
  }

  private func addPlace(_ operation: ScalarOperation) throws(EffectFault.Reason) {
    let place = plan.places[operation.b]
    let index = unsafe frame[operation.a]
    guard index >= 0, index < place.extent else {
      throw .outside(
        StateID(place.state), axis: place.axis, lower: index, count: 1, extent: place.extent)
    }
    let before = unsafe place.isFirst ? 0 : frame[operation.target]
    unsafe frame[operation.target] = before + index * place.stride
  }

  private mutating func load(_ operation: ScalarOperation) {
    let part = plan.parts[operation.b]
    let place = unsafe frame[operation.a]
    unsafe frame[operation.target] = number(at: place, of: part)
    if isObserved { observeCell(operation.b, place) }
  }

  /// A whole number of a part: of 64 bits without a sign, the sign is the highest.
  @inline(__always)
  func number(at place: Int, of part: PartPlan) -> Int {
    let start = unsafe cells + part.offset
    return switch part.type.element {
    case .int4, .int8:
      Int(unsafe start.load(fromByteOffset: place, as: Int8.self))
    case .bool, .uint4, .uint8:
      Int(unsafe start.load(fromByteOffset: place, as: UInt8.self))
    case .int16: Int(unsafe start.load(fromByteOffset: 2 * place, as: Int16.self))
    case .uint16: Int(unsafe start.load(fromByteOffset: 2 * place, as: UInt16.self))
    case .int32: Int(unsafe start.load(fromByteOffset: 4 * place, as: Int32.self))
    case .uint32: Int(unsafe start.load(fromByteOffset: 4 * place, as: UInt32.self))
    default: unsafe start.load(fromByteOffset: 8 * place, as: Int.self)
    }
  }

  // MARK: Pages

  /// Says that bytes of the cells are about to change.
  @inline(__always)
  func mark(_ offset: Int, _ count: Int) {
    guard count > 0 else { return }
    let (first, last) = (offset >> 12, (offset + count - 1) >> 12)
    for page in first ... last { unsafe dirty[page >> 6] |= 1 << UInt64(page & 63) }
  }

}

/// What a step says that others are ordered by.
public enum QueueEvent: Hashable, Sendable {

  case queue(QueueVerb, String, Int)

  /// It goes on when what comes before it has ended on these units, or on all where none is named.
  case barrier([String])
}
