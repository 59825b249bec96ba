import Tensors

/// Loops over all numbers of a node, as runs of numbers at equal distances.
extension EffectRun {

  /// The extents of a node.
  func shape(of index: Int) -> [Int] {
    let node = plan.nodes[index]
    return (0 ..< node.rank).map { unsafe frame[node.extents + $0] }
  }

  /// How many numbers a node has; negative extents and too many are faults.
  @inline(__always)
  func count(_ extents: Slot, _ rank: Int) throws(EffectFault.Reason) -> Int {
    var count = 1
    for axis in 0 ..< rank {
      let extent = unsafe frame[extents + axis]
      guard extent >= 0 else { throw .negativeCount(extent) }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { return try countAgain(extents, rank) }
      count = product
    }
    guard count <= EffectRun.mostNumbers else {
      throw .tooLarge(count: count, most: EffectRun.mostNumbers)
    }
    return count
  }

  /// The same where a product overflows, though an extent may be 0.
  private func countAgain(_ extents: Slot, _ rank: Int) throws(EffectFault.Reason) -> Int {
    for axis in 0 ..< rank where unsafe frame[extents + axis] < 0 {
      throw .negativeCount(unsafe frame[extents + axis])
    }
    for axis in 0 ..< rank where unsafe frame[extents + axis] == 0 { return 0 }
    throw .tooLarge(count: .max, most: EffectRun.mostNumbers)
  }

  /// Makes room for the numbers of a node whose extents are in the frame, one behind the other.
  /// - Returns: how many there are.
  @inline(__always)
  @discardableResult
  mutating func makeRoom(_ index: Int) throws(EffectFault.Reason) -> Int {
    let node = plan.nodes[index]
    let count = try count(node.extents, node.rank)
    var stride = 1
    for axis in (0 ..< node.rank).reversed() {
      unsafe frame[node.strides + axis] = stride
      stride &*= unsafe frame[node.extents + axis]
    }
    unsafe numbers[index] = workspace.pointee.take(count &* node.type.byteSize)
    work &+= count
    return count
  }

  /// Gives a node the extents of another one.
  @inline(__always)
  func copyExtents(_ source: Int, to target: Int) {
    let (from, to) = (plan.nodes[source], plan.nodes[target])
    for axis in 0 ..< from.rank {
      unsafe frame[to.extents + axis] = frame[from.extents + axis]
    }
  }

  /// Writes down how far the numbers of `operand` lie apart along each axis of a node, whose shape
  /// theirs is broadcast to; false if it can not be.
  @inline(__always)
  func broadcast(_ operand: Int, _ number: Int, to index: Int) -> Bool {
    let (node, other) = (plan.nodes[index], plan.nodes[operand])
    let strides = node.operand(number)
    let extra = node.rank - other.rank
    for axis in 0 ..< node.rank {
      guard axis >= extra else {
        unsafe frame[strides + axis] = 0
        continue
      }
      let extent = unsafe frame[other.extents + axis - extra]
      if unsafe extent == frame[node.extents + axis] {
        unsafe frame[strides + axis] = frame[other.strides + axis - extra]
      } else if extent == 1 {
        unsafe frame[strides + axis] = 0
      } else {
        return false
      }
    }
    return true
  }

  /// Gives a node the extents that two others are broadcast to, as far as there are any.
  @inline(__always)
  func joinExtents(_ index: Int, _ a: Int, _ b: Int) {
    let (node, x, y) = (plan.nodes[index], plan.nodes[a], plan.nodes[b])
    for axis in 0 ..< node.rank {
      let (i, j) = (axis - (node.rank - x.rank), axis - (node.rank - y.rank))
      let left = unsafe i >= 0 ? frame[x.extents + i] : 1
      let right = unsafe j >= 0 ? frame[y.extents + j] : 1
      unsafe frame[node.extents + axis] = left == 1 ? right : left
    }
  }

  /// The runs of numbers of a node at equal distances, by the distances of up to three operands along
  /// its axes. Axes along which all of them go on in the same way are one run.
  func runs(_ node: NodePlan, _ s0: Slot, _ s1: Slot, _ s2: Slot) -> NumberRuns {
    unsafe NumberRuns(
      frame + node.extents, frame + node.counters, frame + s0, frame + s1, frame + s2, node.rank)
  }

  /// The numbers of a node as elements of `T`.
  @inline(__always)
  func elements<T>(_ index: Int, _: T.Type = T.self) -> UnsafeMutablePointer<T> {
    unsafe numbers[index].assumingMemoryBound(to: T.self)
  }

  // MARK: Functions of each number

  /// Makes of each number of `source` one of node `index`, whose extents are the same.
  @inline(__always)
  func map<S, T>(_ source: Int, to index: Int, _ function: (S) -> T) {
    let strides = plan.nodes[source].strides
    let x: UnsafeMutablePointer<S> = unsafe elements(source)
    let out: UnsafeMutablePointer<T> = unsafe elements(index)
    var runs = runs(plan.nodes[index], strides, strides, strides)
    while runs.next() {
      let (from, to) = unsafe (x + runs.start.0, out + runs.done)
      if runs.step.0 == 1 {
        for i in 0 ..< runs.count { unsafe to[i] = function(from[i]) }
      } else {
        let step = runs.step.0
        for i in 0 ..< runs.count { unsafe to[i] = function(from[i &* step]) }
      }
    }
  }

  /// Makes of each two numbers one of node `index`, to which both are broadcast.
  @inline(__always)
  func combine<S, T>(_ a: Int, _ b: Int, to index: Int, _ function: (S, S) -> T) {
    let node = plan.nodes[index]
    let x: UnsafeMutablePointer<S> = unsafe elements(a)
    let y: UnsafeMutablePointer<S> = unsafe elements(b)
    let out: UnsafeMutablePointer<T> = unsafe elements(index)
    var runs = runs(node, node.operand(0), node.operand(1), node.operand(1))
    while runs.next() {
      let (p, q, to) = unsafe (x + runs.start.0, y + runs.start.1, out + runs.done)
      let (count, step) = (runs.count, runs.step)
      if step.0 == 1, step.1 == 0 {
        let right = unsafe q[0]
        for i in 0 ..< count { unsafe to[i] = function(p[i], right) }
      } else if step.0 == 1, step.1 == 1 {
        for i in 0 ..< count { unsafe to[i] = function(p[i], q[i]) }
      } else {
        for i in 0 ..< count { unsafe to[i] = function(p[i &* step.0], q[i &* step.1]) }
      }
    }
  }

}
