import Simulation
import Support
import Tensors

extension EffectRun {

  /// Computes the numbers of a node, of which the operands are there.
  mutating func compute(_ index: Int) throws(EffectFault.Reason) {
    let node = plan.nodes[index]
    if !node.operations.isEmpty { try evaluate(node.operations) }
    switch node.work {
    case .scalar(let slot): unsafe setNumber(index, node.type, frame[slot])
    case .real(let number): setReal(index, node.type, number)
    case .window(let window): try findWindow(index, plan.windows[window])
    case .host(let host, let isTarget):
      try readHost(index, plan.hosts[host], isTarget: isTarget)
    case .gather(let state, let places): try gather(index, state, places)
    case .transpose(let source): transpose(index, source)
    case .contract(let a, let b): try contract(index, a, b)
    case .unary(let function, let a):
      copyExtents(a, to: index)
      try makeRoom(index)
      apply(function, a, to: index)
    case .binary(let function, let a, let b):
      try join(index, a, b)
      try combine(function, a, b, to: index)
    case .choice(let condition, let a, let b): try choose(index, condition, a, b)
    case .convert(let source, let saturates):
      copyExtents(source, to: index)
      try makeRoom(index)
      convert(source, to: index, saturates: saturates)
    case .copy(let source):
      copyExtents(source, to: index)
      try makeRoom(index)
      copyNumbers(source, to: index)
    case .pad(let source, let padding, let number):
      try pad(index, source, padding, by: number)
    case .reduce(let reduction, let source, let axis):
      try reduce(reduction, source, axis, to: index)
    case .fit(let shape, let source): try fit(index, source, to: shape)
    }
  }

  /// One whole number, as a lane holds it.
  private mutating func setNumber(_ index: Int, _ type: ElementType, _ number: Int) {
    let place = unsafe workspace.pointee.take(8)
    unsafe numbers[index] = place
    if type == .int32 {
      unsafe place.storeBytes(of: Int32(truncatingIfNeeded: number), as: Int32.self)
    } else {
      unsafe place.storeBytes(of: number, as: Int.self)
    }
  }

  private mutating func setReal(_ index: Int, _ type: ElementType, _ number: Double) {
    let place = unsafe workspace.pointee.take(8)
    unsafe numbers[index] = place
    if type == .float32 {
      unsafe place.storeBytes(of: Float(number), as: Float.self)
    } else {
      unsafe place.storeBytes(of: number, as: Double.self)
    }
  }

  /// Finds where a window of the state is.
  private mutating func findWindow(
    _ index: Int, _ window: WindowPlan
  ) throws(EffectFault.Reason) {
    var offset = 0
    for place in window.axes {
      let axis = plan.axes[place]
      let lower = unsafe frame[axis.lower]
      var count = 1
      if let slot = axis.count {
        count = unsafe frame[slot]
        guard count >= 0 else { throw .negativeCount(count) }
        unsafe frame[axis.target] = count
      }
      guard lower >= 0, count <= axis.extent, lower <= axis.extent - count else {
        throw .outside(
          StateID(window.state), axis: place - window.axes.lowerBound, lower: lower, count: count,
          extent: axis.extent)
      }
      offset += lower * axis.stride
    }
    let part = plan.parts[window.state]
    unsafe numbers[index] = cells + (part.offset + offset * part.type.element.byteSize)
    if isObserved {
      if window.isRead { observe(window, isWrite: false) }
      if window.isWritten { observe(window, isWrite: true) }
    }
  }

  private func transpose(_ index: Int, _ source: Int) {
    let (node, other) = (plan.nodes[index], plan.nodes[source])
    let last = node.rank - 1
    for axis in 0 ..< node.rank {
      let from = axis < last - 1 ? axis : 2 * last - 1 - axis
      unsafe frame[node.extents + axis] = frame[other.extents + from]
      unsafe frame[node.strides + axis] = frame[other.strides + from]
    }
    unsafe numbers[index] = numbers[source]
  }

  /// Broadcasts two operands to the shape of a node.
  private mutating func join(_ index: Int, _ a: Int, _ b: Int) throws(EffectFault.Reason) {
    joinExtents(index, a, b)
    guard broadcast(a, 0, to: index), broadcast(b, 1, to: index) else {
      throw .shapes(shape(of: a), shape(of: b))
    }
    try makeRoom(index)
  }

  /// Gives the numbers of `source` the shape of another node, as an assignment takes them.
  private mutating func fit(
    _ index: Int, _ source: Int, to shape: Int
  ) throws(EffectFault.Reason) {
    copyExtents(shape, to: index)
    let node = plan.nodes[index]
    let there = try count(node.extents, node.rank)
    let given = try count(plan.nodes[source].extents, plan.nodes[source].rank)
    unsafe numbers[index] = numbers[source]
    if there == given {
      var stride = 1
      for axis in (0 ..< node.rank).reversed() {
        unsafe frame[node.strides + axis] = stride
        stride &*= unsafe frame[node.extents + axis]
      }
    } else if canBroadcast(source, to: index) {
      for axis in 0 ..< node.rank {
        unsafe frame[node.strides + axis] = frame[node.operand(0) + axis]
      }
    } else {
      throw .shapes(self.shape(of: source), self.shape(of: shape))
    }
  }

  /// As `broadcast`; axes of 1 in front of it do not count.
  func canBroadcast(_ source: Int, to index: Int) -> Bool {
    let (node, other) = (plan.nodes[index], plan.nodes[source])
    guard other.rank > node.rank else { return broadcast(source, 0, to: index) }
    let extra = other.rank - node.rank
    for axis in 0 ..< extra where unsafe frame[other.extents + axis] != 1 { return false }
    for axis in 0 ..< node.rank {
      let extent = unsafe frame[other.extents + axis + extra]
      guard unsafe extent == 1 || extent == frame[node.extents + axis] else { return false }
      unsafe frame[node.operand(0) + axis] = extent == 1 ? 0 : frame[other.strides + axis + extra]
    }
    return true
  }

  private mutating func choose(
    _ index: Int, _ condition: Int, _ a: Int, _ b: Int
  ) throws(EffectFault.Reason) {
    let node = plan.nodes[index]
    joinExtents(index, a, b)
    let known = plan.nodes[condition]
    for axis in 0 ..< known.rank {
      let place = node.extents + axis + node.rank - known.rank
      if unsafe frame[place] == 1 { unsafe frame[place] = frame[known.extents + axis] }
    }
    guard broadcast(a, 0, to: index), broadcast(b, 1, to: index),
      broadcast(condition, 2, to: index)
    else { throw .shapes(shape(of: a), shape(of: b)) }
    try makeRoom(index)
    switch node.type.byteSize {
    case 4: select(index, condition, a, b, UInt32.self)
    default: select(index, condition, a, b, UInt64.self)
    }
  }

  private func select<T>(_ index: Int, _ condition: Int, _ a: Int, _ b: Int, _: T.Type) {
    let node = plan.nodes[index]
    let x: UnsafeMutablePointer<T> = unsafe elements(a)
    let y: UnsafeMutablePointer<T> = unsafe elements(b)
    let truth: UnsafeMutablePointer<Int32> = unsafe elements(condition)
    let out: UnsafeMutablePointer<T> = unsafe elements(index)
    var runs = runs(node, node.operand(0), node.operand(1), node.operand(2))
    while runs.next() {
      let (start, step) = (runs.start, runs.step)
      for i in 0 ..< runs.count {
        unsafe out[runs.done + i] =
          truth[start.2 + i &* step.2] != 0
          ? x[start.0 + i &* step.0] : y[start.1 + i &* step.1]
      }
    }
  }

  private mutating func gather(
    _ index: Int, _ state: Int, _ places: Int
  ) throws(EffectFault.Reason) {
    let (node, names) = (plan.nodes[index], plan.nodes[places])
    let (part, shape) = (plan.parts[state], plan.shapes[state])
    for axis in 0 ..< node.rank {
      unsafe frame[node.extents + axis] =
        axis < names.rank ? frame[names.extents + axis] : shape[axis - names.rank + 1]
    }
    try makeRoom(index)
    let row = ([part.type.element.byteSize] + shape.dropFirst()).product
    let wanted: UnsafeMutablePointer<Int> = unsafe elements(places)
    let count = try count(names.extents, names.rank)
    for number in 0 ..< count {
      let place = unsafe wanted[number]
      guard place >= 0, place < part.depth else {
        throw .outside(StateID(state), axis: 0, lower: place, count: 1, extent: part.depth)
      }
      unsafe (numbers[index] + number * row).copyMemory(
        from: cells + (part.offset + place * row), byteCount: row)
      if isObserved {
        observe(
          StateID(state), [place ..< place + 1] + shape.dropFirst().map { 0 ..< $0 },
          isWrite: false)
      }
    }
  }

  private mutating func pad(
    _ index: Int, _ source: Int, _ padding: Range<Int>, by number: Int
  ) throws(EffectFault.Reason) {
    let node = plan.nodes[index]
    copyExtents(source, to: index)
    var start = 0
    for (axis, place) in padding.enumerated() {
      let plan = plan.paddings[place]
      let (before, behind) = unsafe (frame[plan.before], frame[plan.behind])
      guard before >= 0 else { throw .negativeCount(before) }
      guard behind >= 0 else { throw .negativeCount(behind) }
      let (extra, overflow) = before.addingReportingOverflow(behind)
      let (sum, overflows) = unsafe extra.addingReportingOverflow(frame[node.extents + axis])
      guard !overflow, !overflows else { throw .overflow }
      unsafe frame[node.extents + axis] = sum
    }
    try makeRoom(index)
    for (axis, place) in padding.enumerated() {
      start += unsafe frame[plan.paddings[place].before] &* frame[node.strides + axis]
    }
    switch node.type.byteSize {
    case 1: pad(index, source, number, start, UInt8.self)
    case 2: pad(index, source, number, start, UInt16.self)
    case 4: pad(index, source, number, start, UInt32.self)
    default: pad(index, source, number, start, UInt64.self)
    }
  }

  private func pad<T>(_ index: Int, _ source: Int, _ number: Int, _ start: Int, _: T.Type) {
    let (node, inner) = (plan.nodes[index], plan.nodes[source])
    let out: UnsafeMutablePointer<T> = unsafe elements(index)
    let x: UnsafeMutablePointer<T> = unsafe elements(source)
    let filling = unsafe elements(number, T.self)[0]
    let count = (0 ..< node.rank).reduce(1) { unsafe $0 &* frame[node.extents + $1] }
    unsafe out.update(repeating: filling, count: count)
    var runs = runs(inner, node.strides, inner.strides, inner.strides)
    while runs.next() {
      let (to, from) = unsafe (out + (start + runs.start.0), x + runs.start.1)
      for i in 0 ..< runs.count { unsafe to[i &* runs.step.0] = from[i &* runs.step.1] }
    }
  }

  /// Copies numbers of any distances one behind the other.
  func copyNumbers(_ source: Int, to index: Int) {
    switch plan.nodes[index].type.byteSize {
    case 1: map(source, to: index) { (number: UInt8) in number }
    case 2: map(source, to: index) { (number: UInt16) in number }
    case 4: map(source, to: index) { (number: UInt32) in number }
    default: map(source, to: index) { (number: UInt64) in number }
    }
  }

}
