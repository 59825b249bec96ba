import Tensors

extension EffectRun {

  /// Writes the numbers of node `value`, which lie one behind the other, where node `target` is: in
  /// the order of rows if there are as many, otherwise broadcast to its shape.
  mutating func write(
    _ value: Int, to target: Int, adds: Bool, keeps: Bool
  ) throws(EffectFault.Reason) {
    let (node, source) = (plan.nodes[target], plan.nodes[value])
    let there = try count(node.extents, node.rank)
    let given = try count(source.extents, source.rank)
    if there == given {
      if case .host(let host, _) = node.work {
        if there > 0 { writeHost(value, target, plan.hosts[host], keeps: keeps) }
        return
      }
      var stride = 1
      for axis in (0 ..< node.rank).reversed() {
        unsafe frame[node.operand(0) + axis] = stride
        stride &*= unsafe frame[node.extents + axis]
      }
    } else {
      guard canBroadcast(value, to: target) else {
        throw .shapes(shape(of: value), shape(of: target))
      }
      if case .host(let host, _) = node.work {
        guard there > 0 else { return }
        let dense = unsafe try spread(value, over: target)
        unsafe numbers[value] = dense
        writeHost(value, target, plan.hosts[host], keeps: keeps)
        return
      }
    }
    guard there > 0 else { return }
    prepare(target, keeps: keeps)
    if adds { add(value, to: target) } else { set(value, to: target) }
  }

  /// The numbers of a node broadcast to the shape of another, one behind the other.
  private func spread(
    _ value: Int, over target: Int
  ) throws(EffectFault.Reason) -> UnsafeMutableRawPointer {
    let node = plan.nodes[target]
    let size = node.type.byteSize
    let count = try count(node.extents, node.rank)
    let out = unsafe workspace.pointee.take(count * size)
    let strides = node.operand(0)
    var runs = runs(node, strides, strides, strides)
    while runs.next() {
      for i in 0 ..< runs.count {
        unsafe (out + (runs.done + i) * size).copyMemory(
          from: numbers[value] + (runs.start.0 + i * runs.step.0) * size, byteCount: size)
      }
    }
    return unsafe out
  }

  /// Says which pages change, and keeps what is overwritten if that may have to be undone.
  private func prepare(_ target: Int, keeps: Bool) {
    let node = plan.nodes[target]
    let size = node.type.byteSize
    let start = unsafe numbers[target] - cells
    var runs = runs(node, node.strides, node.strides, node.strides)
    while runs.next() {
      let offset = start + runs.start.0 * size
      let bytes = ((runs.count - 1) * runs.step.0 + 1) * size
      mark(offset, bytes)
      if keeps { unsafe workspace.pointee.keep(cells, offset, bytes) }
    }
  }

  private func set(_ value: Int, to target: Int) {
    switch plan.nodes[target].type.byteSize {
    case 1: set(value, to: target, UInt8.self)
    case 2: set(value, to: target, UInt16.self)
    case 4: set(value, to: target, UInt32.self)
    default: set(value, to: target, UInt64.self)
    }
  }

  private func set<T>(_ value: Int, to target: Int, _: T.Type) {
    let node = plan.nodes[target]
    let out: UnsafeMutablePointer<T> = unsafe elements(target)
    let x: UnsafeMutablePointer<T> = unsafe elements(value)
    var runs = runs(node, node.strides, node.operand(0), node.operand(0))
    while runs.next() {
      let (to, from) = unsafe (out + runs.start.0, x + runs.start.1)
      let (count, steps) = (runs.count, runs.step)
      switch (steps.0, steps.1) {
      case (1, 1): unsafe to.update(from: from, count: count)
      case (1, 0): unsafe to.update(repeating: from[0], count: count)
      default: for i in 0 ..< count { unsafe to[i &* steps.0] = from[i &* steps.1] }
      }
    }
  }

  /// Adds to cells that are of a lane.
  private func add(_ value: Int, to target: Int) {
    switch plan.nodes[target].type {
    case .int32: add(value, to: target, Int32.self)
    case .int64: add(value, to: target, Int64.self)
    case .float32: add(value, to: target, Float.self)
    default: add(value, to: target, Double.self)
    }
  }

  private func add<T: Lane>(_ value: Int, to target: Int, _: T.Type) {
    let node = plan.nodes[target]
    let out: UnsafeMutablePointer<T> = unsafe elements(target)
    let x: UnsafeMutablePointer<T> = unsafe elements(value)
    var runs = runs(node, node.strides, node.operand(0), node.operand(0))
    while runs.next() {
      let (to, from) = unsafe (out + runs.start.0, x + runs.start.1)
      let (count, steps) = (runs.count, runs.step)
      if steps.0 == 1, steps.1 == 1 {
        for i in 0 ..< count { unsafe to[i] = T.sum(to[i], from[i]) }
      } else {
        for i in 0 ..< count {
          unsafe to[i &* steps.0] = T.sum(to[i &* steps.0], from[i &* steps.1])
        }
      }
    }
  }

}
