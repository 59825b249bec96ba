import Effects
import Tensors

/// Runs effects as they read: slowly, one number after the other.
struct ReferenceMachine {

  let form: MachineForm

  /// The bytes of each part that is no view.
  var parts: [[UInt8]]

  /// The bytes of the host that there are.
  var host: [Int: UInt8]

  init(_ form: MachineForm, host: [(address: Int, bytes: [UInt8])]) {
    self.form = form
    parts = form.state.map { part in
      let count = part.shape.reduce(1, *) * part.type.element.byteSize
      return part.base == nil ? [UInt8](repeating: 0, count: count) : []
    }
    self.host = [:]
    for (address, bytes) in host {
      for (place, byte) in bytes.enumerated() { self.host[address + place] = byte }
    }
  }

  private func base(_ id: StateID) -> Int {
    var id = id
    while let next = form[id].base { id = next }
    return id.index
  }

  func tensor(_ id: StateID) -> Tensor? {
    let part = form[id]
    let size = part.shape.reduce(1, *) * part.type.element.byteSize
    return try? Tensor(part.type.element, part.shape, bytes: Array(parts[base(id)].prefix(size)))
  }

  mutating func put(_ id: StateID, _ tensor: Tensor, at places: [Int]) {
    let size = form[id].type.element.byteSize
    let bytes = tensor.bytes
    for (number, place) in places.enumerated() {
      for byte in 0 ..< size { parts[base(id)][place * size + byte] = bytes[number * size + byte] }
    }
  }

  /// Does all steps of an instruction.
  /// - Returns: how many were done.
  mutating func run(
    _ instruction: Int, _ fields: [Int]
  ) -> (steps: Int, fault: EffectFault.Reason?, events: [QueueEvent], isStopped: Bool) {
    let effect = form.instructions[instruction].effect
    var frame = [Int](repeating: 0, count: effect.variables.count)
    for (index, field) in fields.enumerated() { frame[index] = field }
    var done = (steps: 0, fault: EffectFault.Reason?.none, events: [QueueEvent](), isStopped: false)
    do {
      var ranges: [(Int, Int)] = []
      for loop in effect.loops {
        switch loop.domain {
        case .numbers(let lower, let upper), .cells(_, let lower, let upper):
          ranges.append((try number(lower, frame), try number(upper, frame)))
        }
      }
      var total = 1
      var overflows = false
      for (lower, upper) in ranges {
        if upper <= lower { return done }
        let (length, isLong) = upper.subtractingReportingOverflow(lower)
        let (product, overflow) = total.multipliedReportingOverflow(by: isLong ? .max : length)
        if overflow { overflows = true } else { total = product }
      }
      if overflows { throw EffectFault.Reason.overflow }
      for step in 0 ..< min(total, 3000) {
        let before = self
        let result = Result { try self.step(effect, step, ranges, &frame) }
        switch result {
        case .success(let outcome):
          done.steps += 1
          done.events += outcome.events
          if outcome.isStopped { done.isStopped = true }
        case .failure(let error):
          self = before
          throw error
        }
      }
    } catch {
      done.fault = error as? EffectFault.Reason
    }
    return done
  }

  private mutating func step(
    _ effect: Effect, _ step: Int, _ ranges: [(Int, Int)], _ frame: inout [Int]
  ) throws -> (events: [QueueEvent], isStopped: Bool) {
    var rest = step
    for (loop, (lower, upper)) in zip(effect.loops, ranges).reversed() {
      let index = lower + rest % (upper - lower)
      rest /= upper - lower
      frame[loop.variable.index] = index
    }
    for loop in effect.loops {
      guard case .cells(let id, _, _) = loop.domain else { continue }
      frame[loop.variable.index] = try cell(id, [frame[loop.variable.index]])
    }
    for binding in effect.bindings {
      frame[binding.variable.index] = try number(binding.value, frame)
    }
    var outcome = (events: [QueueEvent](), isStopped: false)
    for effectCase in effect.cases {
      if let condition = effectCase.condition, try number(condition, frame) == 0 { continue }
      for action in effectCase.actions {
        switch action {
        case .assign(let target, let value, let adds):
          try assign(target, value, adds: adds, frame)
        case .stop: outcome.isStopped = true
        case .queue(let verb, let queue, let count):
          outcome.events.append(.queue(verb, queue, try number(count, frame)))
        case .barrier(let units): outcome.events.append(.barrier(units))
        }
      }
      return outcome
    }
    throw EffectFault.Reason.noCase
  }

  // MARK: Scalars and windows

  func number(_ scalar: Scalar, _ frame: [Int]) throws -> Int {
    do {
      return try scalar.value(in: frame) { (id, places) throws(ScalarFault) in
        guard let cell = try? cell(id, places) else { throw .noCell(id, places) }
        return cell
      }
    } catch ScalarFault.noCell(let id, let places) {
      return try cell(id, places)
    } catch {
      throw EffectFault.Reason.divisionByZero
    }
  }

  private func cell(_ id: StateID, _ places: [Int]) throws -> Int {
    let part = form[id]
    var place = 0
    for (axis, (index, extent)) in zip(places, part.shape).enumerated() {
      guard 0 ..< extent ~= index else {
        throw EffectFault.Reason.outside(
          id, axis: axis, lower: index, count: 1, extent: extent)
      }
      place = place * extent + index
    }
    return tensor(id)?.ints[place] ?? 0
  }

  /// The places of a window, and its shape.
  func places(_ window: Effects.Window, _ frame: [Int]) throws -> (places: [Int], shape: [Int]) {
    let part = form[window.state]
    var ranges: [Range<Int>] = []
    var shape: [Int] = []
    var numbers: [(lower: Int, count: Int?)] = []
    for axis in window.axes {
      switch axis {
      case .at(let place): numbers.append((try number(place, frame), nil))
      case .range(let lower, let count):
        numbers.append((try number(lower, frame), try number(count, frame)))
      }
    }
    for extent in part.shape.dropFirst(numbers.count) { numbers.append((0, extent)) }
    for (axis, (lower, count)) in numbers.enumerated() {
      let extent = part.shape[axis]
      if let count, count < 0 { throw EffectFault.Reason.negativeCount(count) }
      guard lower >= 0, count ?? 1 <= extent, lower <= extent - (count ?? 1) else {
        throw EffectFault.Reason.outside(
          window.state, axis: axis, lower: lower, count: count ?? 1, extent: extent)
      }
      ranges.append(lower ..< lower + (count ?? 1))
      if let count { shape.append(count) }
    }
    var places = [0]
    for (range, extent) in zip(ranges, part.shape) {
      places = places.flatMap { place in range.map { place * extent + $0 } }
    }
    return (places, shape)
  }

  /// The address of each number of a window of the host, and its shape.
  func addresses(_ window: HostWindow, _ frame: [Int]) throws -> (places: [Int], shape: [Int]) {
    var places = [try number(window.address, frame)]
    var shape: [Int] = []
    var strides: [Int] = []
    for (extent, stride) in zip(window.extents, window.strides) {
      shape.append(try number(extent, frame))
      strides.append(try number(stride, frame))
    }
    if let count = shape.first(where: { $0 < 0 }) { throw EffectFault.Reason.negativeCount(count) }
    let size = window.type.element.byteSize
    guard try Self.count(shape + window.element) > 0 else { return ([], shape + window.element) }
    try checkReach(places[0], zip(shape, strides), (window.element + [size]).reduce(1, *))
    for (extent, stride) in zip(shape, strides) {
      places = places.flatMap { place in (0 ..< extent).map { place + $0 * stride } }
    }
    var inner = [0]
    for extent in window.element {
      inner = inner.flatMap { place in (0 ..< extent).map { place * extent + $0 } }
    }
    places = places.flatMap { place in inner.map { place + $0 * size } }
    for place in places {
      for byte in place ..< place + size where host[byte] == nil {
        throw EffectFault.Reason.noHostMemory(address: place, byteCount: size)
      }
    }
    return (places, shape + window.element)
  }

  /// How many numbers there are: as many as the engine takes at once, at most.
  @discardableResult
  static func count(_ shape: [Int]) throws -> Int {
    if shape.contains(0) { return 0 }
    var (count, overflows) = (1, false)
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      (count, overflows) = (product, overflows || overflow)
    }
    if overflows { count = .max }
    guard count <= 1 << 24 else { throw EffectFault.Reason.tooLarge(count: count, most: 1 << 24) }
    return count
  }

  /// Whether 64 bits hold the addresses of the first and of the last byte.
  private func checkReach(
    _ start: Int, _ axes: some Sequence<(Int, Int)>, _ byteCount: Int
  ) throws {
    var (least, most) = (start, start)
    for (extent, stride) in axes {
      let (reach, isFar) = stride.multipliedReportingOverflow(by: extent - 1)
      let (end, isBeyond) = (reach < 0 ? least : most).addingReportingOverflow(reach)
      if isFar || isBeyond { throw EffectFault.Reason.overflow }
      if reach < 0 { least = end } else { most = end }
    }
    if most.addingReportingOverflow(byteCount).overflow { throw EffectFault.Reason.overflow }
  }

}
