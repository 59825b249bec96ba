import Diagnostics
import Effects
import Passes
import Tensors

/// Chooses how a machine does a kernel.
///
/// Steps are made when what reads them is: data that is only added goes straight to the sums that it
/// is added to.
///
/// - Errors: the first thing that no instruction does, with the step's node in its origin.
struct KernelPlanner {

  let machine: OperationMachine
  let kernel: Kernel
  let region: KernelRegion

  var plan: KernelPlan
  private var made: [Int: KernelPlan.Buffer] = [:]

  /// How many steps have still to read each.
  private var readers: [Int]

  init(_ kernel: Kernel, in region: KernelRegion, for machine: OperationMachine) {
    self.machine = machine
    self.kernel = kernel
    self.region = region
    plan = KernelPlan(tailOrigin: kernel.steps.last?.origin ?? kernel.origin)
    // The store reads the last one.
    readers = kernel.steps.indices.map {
      kernel.readCount($0) + ($0 == kernel.steps.count - 1 ? 1 : 0)
    }
  }

  /// - Errors: no instruction does something that it needs.
  static func plan(
    _ kernel: Kernel, in region: KernelRegion, for machine: OperationMachine
  ) throws(Diagnostic) -> KernelPlan {
    var planner = KernelPlanner(kernel, in: region, for: machine)
    let last = kernel.steps.count - 1
    guard last >= 0 else { throw .error("the composite computes nothing") }
    let base = try planner.takeTail(from: last)
    planner.plan.result = try planner.take(base)
    return planner.plan
  }

  // MARK: Buffers

  private mutating func allocate() -> KernelPlan.Buffer {
    plan.buffers += 1
    return plan.buffers - 1
  }

  private mutating func add(_ kind: KernelPlan.Kind, _ origin: Provenance) {
    plan.actions.append(KernelPlan.Action(kind: kind, origin: origin))
  }

  /// A buffer with the numbers of `step` that whoever asks may change.
  private mutating func take(_ step: Int) throws(Diagnostic) -> KernelPlan.Buffer {
    readers[step] -= 1
    if case .widen = kernel.steps[step].kind, readers[step] > 0 {
      // It is loaded again for the others.
      return try make(step)
    }
    let buffer = try buffer(of: step)
    guard readers[step] > 0 else { return buffer }
    let copy = allocate()
    let origin = kernel.steps[step].origin
    let zero: Operation.Number = machine.sums.element.isFloat ? .real(0) : .integer(0)
    add(.begin(copy, try beginning(zero)), origin)
    try check(.combine(.add, sumRow(0), sumRow(1)))
    add(.combine(.add, copy, buffer), origin)
    return copy
  }

  /// The buffer with the numbers of `step`, which nobody may change as long as somebody reads it.
  private mutating func buffer(of step: Int) throws(Diagnostic) -> KernelPlan.Buffer {
    if let buffer = made[step] { return buffer }
    let buffer = try make(step)
    made[step] = buffer
    return buffer
  }

  private mutating func make(_ index: Int) throws(Diagnostic) -> KernelPlan.Buffer {
    let step = kernel.steps[index]
    switch step.kind {
    case .product(let data, let weights, let window):
      let contraction = KernelPlan.Contraction(
        data: data, window: window, weights: .dense(weights))
      return try makeProduct(contraction, beginning: nil, step.origin)
    case .pool(let function, let data, let window):
      return try makePool(function, data, window, step.origin)
    case .widen(let value):
      let buffer = allocate()
      try bring(value, scale: 1, into: buffer, adds: false, step.origin)
      return buffer
    case .apply(let function, let target, let operand):
      return try makeApplication(function, target, operand, index)
    }
  }

  // MARK: Products

  /// - Parameter beginning: what is added to all sums; nil for nothing.
  private mutating func makeProduct(
    _ contraction: KernelPlan.Contraction, beginning: KernelPlan.Beginning?, _ origin: Provenance
  ) throws(Diagnostic) -> KernelPlan.Buffer {
    let buffer = allocate()
    let product = KernelPlan.Kind.contract(contraction, into: buffer, begins: beginning == nil)
    try check(multiplication(begins: false))
    if let beginning {
      add(.begin(buffer, beginning), origin)
    } else if !machine.can(multiplication(begins: true)) {
      let zero: Operation.Number = machine.sums.element.isFloat ? .real(0) : .integer(0)
      add(.begin(buffer, try self.beginning(zero)), origin)
      add(.contract(contraction, into: buffer, begins: false), origin)
      return buffer
    }
    add(product, origin)
    return buffer
  }

  private func multiplication(begins: Bool) -> Operation.Kind {
    .multiply(
      sums: sumRow(0), data: Rows(machine.data.id, 0),
      weights: Rows(machine.weights.id, 0, count: machine.blockPlaces), begins: begins)
  }

  func sumRow(_ place: Int) -> Rows { Rows(machine.sums.id, place) }

  /// A row of the value's numbers on the host.
  func hostRow(_ element: ElementType) -> HostRows {
    let size = machine.lanes * element.byteSize
    return HostRows(address: size * 64, stride: size, lanes: machine.lanes, element: element)
  }

  func check(_ kind: Operation.Kind) throws(Diagnostic) {
    guard let refusal = machine.refusal(kind) else { return }
    throw .error(refusal.message, because: refusal.place)
  }

  /// How a buffer begins with `number` everywhere.
  func beginning(_ number: Operation.Number) throws(Diagnostic) -> KernelPlan.Beginning {
    if let integer = number.integer ?? (number.isZero ? 0 : nil),
      machine.can(.fill(sumRow(0), integer))
    {
      return .number(.integer(integer))
    }
    try check(.spread(sumRow(0), address: machine.sumRowBytes * 64))
    return .row(.constant([number]))
  }

  /// How a buffer begins with what is added to it first, where sums are the same in any order.
  func beginning(_ operand: Kernel.Operand) -> KernelPlan.Beginning? {
    guard machine.sums.element.isInteger else { return nil }
    switch operand {
    case .number(let number): return try? beginning(number)
    case .channels(let numbers):
      let can = machine.can(.spread(sumRow(0), address: machine.sumRowBytes * 64))
      return can ? .row(.constant(numbers)) : nil
    case .elements, .value, .step: return nil
    }
  }

  // MARK: Data

  /// Brings data times `scale` into a buffer, or adds it to what is there.
  private mutating func bring(
    _ value: ValueID, scale: Int, into buffer: KernelPlan.Buffer, adds: Bool,
    _ origin: Provenance
  ) throws(Diagnostic) {
    let load = Operation.Kind.load(sumRow(0), hostRow(region[value].element), adds: adds)
    if scale == 1, machine.can(load) { return add(.load(value, buffer, adds: adds), origin) }
    if let contraction = diagonal(value, scale: scale) {
      if !adds, !machine.can(multiplication(begins: true)) {
        add(.begin(buffer, try beginning(.integer(0))), origin)
        return add(.contract(contraction, into: buffer, begins: false), origin)
      }
      return add(.contract(contraction, into: buffer, begins: !adds), origin)
    }
    try check(load)
    throw .error("no weights are \(scale), which data would be multiplied with")
  }

  /// Whether data times `scale` can be added to what is among the sums.
  private func canAdd(_ value: ValueID, scale: Int) -> Bool {
    let load = Operation.Kind.load(sumRow(0), hostRow(region[value].element), adds: true)
    return diagonal(value, scale: scale) != nil || scale == 1 && machine.can(load)
  }

  /// Products that give data times `scale`; nil where there are none.
  func diagonal(
    _ value: ValueID, scale: Int, _ window: TapWindow = TapWindow(kernel: [1, 1])
  ) -> KernelPlan.Contraction? {
    guard machine.sums.element.isInteger,
      machine.weights.element.integerRange?.contains(scale) == true,
      machine.can(multiplication(begins: false))
    else { return nil }
    return KernelPlan.Contraction(data: value, window: window, weights: .diagonal(scale))
  }

  /// The value that `step` is times a number that weights can be, if nobody else reads it.
  func scaledValue(_ step: Int) -> (value: ValueID, scale: Int, origin: Provenance)? {
    guard kernel.readCount(step) <= 1 else { return nil }
    switch kernel.steps[step].kind {
    case .widen(let value): return (value, 1, kernel.steps[step].origin)
    case .apply(let function, let target, .number(.integer(let number))):
      guard var found = scaledValue(target), let factor = factor(function, number) else {
        return nil
      }
      let (scale, overflow) = found.scale.multipliedReportingOverflow(by: factor)
      guard !overflow, diagonal(found.value, scale: scale) != nil else { return nil }
      found.scale = scale
      for node in kernel.steps[step].origin.nodes { found.origin = found.origin.adding(node) }
      return found
    default: return nil
    }
  }

  private func factor(_ function: ValueBinary, _ number: Int) -> Int? {
    switch function {
    case .multiply: number
    case .shiftLeft where 0 ..< 31 ~= number: 1 << number
    default: nil
    }
  }

  // MARK: Windows

  private mutating func makePool(
    _ function: ValueBinary, _ data: ValueID, _ window: TapWindow, _ origin: Provenance
  ) throws(Diagnostic) -> KernelPlan.Buffer {
    if function == .add, let contraction = diagonal(data, scale: 1, window) {
      return try makeProduct(contraction, beginning: nil, origin)
    }
    let least = region[data].element.integerRange?.lowerBound
    let start: Operation.Number =
      function == .add
      ? (machine.sums.element.isFloat ? .real(0) : .integer(0))
      : least.map { .integer($0) } ?? .real(-.infinity)
    let buffer = allocate()
    add(.begin(buffer, try beginning(start)), origin)
    try check(.combine(function, sumRow(0), sumRow(1)))
    if machine.can(.load(sumRow(0), hostRow(region[data].element), adds: false)) {
      add(.poolLoaded(function, data, window, buffer), origin)
      return buffer
    }
    guard let contraction = diagonal(data, scale: 1, window) else {
      try check(.load(sumRow(0), hostRow(region[data].element), adds: false))
      return buffer
    }
    add(.poolMultiplied(function, contraction, through: allocate(), buffer), origin)
    return buffer
  }

  // MARK: Functions

  private mutating func makeApplication(
    _ function: ValueBinary, _ target: Int, _ operand: Kernel.Operand, _ index: Int
  ) throws(Diagnostic) -> KernelPlan.Buffer {
    let origin = kernel.steps[index].origin
    if function == .add, readers[target] == 1, let buffer = try makeBiased(target, operand, origin)
    {
      readers[target] -= 1
      return buffer
    }
    if let found = scaledValue(index), found.scale != 1, case .number(let number) = operand,
      !machine.can(.load(sumRow(0), hostRow(region[found.value].element), adds: false))
        || !machine.can(.apply(function, sumRow(0), constant: number))
    {
      let buffer = allocate()
      try bring(found.value, scale: found.scale, into: buffer, adds: false, found.origin)
      return buffer
    }
    if function == .add, case .step(let other) = operand, scaledValue(target) != nil,
      scaledValue(other) == nil
    {
      // Data is added to what has to be computed.
      return try makeApplication(.add, other, .step(target), index)
    }
    let buffer = try take(target)
    switch operand {
    case .number(let number): try apply(function, buffer, number, origin)
    case .channels(let numbers):
      try check(.applyRow(function, sumRow(0), row: 1))
      add(.applyRow(function, buffer, .constant(numbers)), origin)
    case .value(let value):
      try check(.applyRow(function, sumRow(0), row: 1))
      try check(.load(sumRow(0), hostRow(region[value].element), adds: false))
      add(.applyRow(function, buffer, .value(value)), origin)
    case .elements(let tensor):
      let other = allocate()
      try check(.load(sumRow(0), hostRow(machine.sums.element), adds: false))
      try check(.combine(function, sumRow(0), sumRow(1)))
      add(.loadElements(tensor, other), origin)
      add(.combine(function, buffer, other), origin)
    case .step(let other):
      if function == .add, readers[other] == 1, let found = scaledValue(other),
        canAdd(found.value, scale: found.scale)
      {
        readers[other] -= 1
        try bring(found.value, scale: found.scale, into: buffer, adds: true, found.origin)
        return buffer
      }
      try check(.combine(function, sumRow(0), sumRow(1)))
      let second = try self.buffer(of: other)
      readers[other] -= 1
      add(.combine(function, buffer, second), origin)
    }
    return buffer
  }

  /// Products whose sums begin with what is added to them; nil where that is no way.
  private mutating func makeBiased(
    _ target: Int, _ operand: Kernel.Operand, _ origin: Provenance
  ) throws(Diagnostic) -> KernelPlan.Buffer? {
    let step = kernel.steps[target]
    guard canBegin(target, operand.number), let beginning = beginning(operand) else { return nil }
    if let found = scaledValue(target) {
      let buffer = allocate()
      add(.begin(buffer, beginning), origin)
      try bring(found.value, scale: found.scale, into: buffer, adds: true, found.origin)
      return buffer
    }
    let contraction: KernelPlan.Contraction
    switch step.kind {
    case .product(let data, let weights, let window):
      contraction = .init(data: data, window: window, weights: .dense(weights))
    case .pool(.add, let data, let window):
      guard let found = diagonal(data, scale: 1, window) else { return nil }
      contraction = found
    default: return nil
    }
    var both = step.origin
    for node in origin.nodes { both = both.adding(node) }
    return try makeProduct(contraction, beginning: beginning, both)
  }

  private mutating func apply(
    _ function: ValueBinary, _ buffer: KernelPlan.Buffer, _ number: Operation.Number,
    _ origin: Provenance
  ) throws(Diagnostic) {
    if machine.can(.apply(function, sumRow(0), constant: number)) {
      return add(.apply(function, buffer, number), origin)
    }
    if machine.can(.applyRow(function, sumRow(0), row: 1)) {
      return add(.applyRow(function, buffer, .constant([number])), origin)
    }
    try check(.apply(function, sumRow(0), constant: number))
  }

}
