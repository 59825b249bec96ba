import Effects
import Support
import Tensors

/// The bytes of a tensor in the order in which its numbers are gone through: where the first number
/// is, and axes with the innermost last.
struct Walk: Hashable, Sendable {

  /// - Units: bytes.
  var start: Int
  var axes: [Axis]

  struct Axis: Hashable, Sendable {
    var count: Int
    /// - Units: bytes.
    var step: Int
  }

  init(start: Int, _ axes: [(count: Int, step: Int)]) {
    self.start = start
    self.axes = axes.map { Axis(count: $0.count, step: $0.step) }
  }

  /// Without axes of one place; two that are one where `merging`.
  func simplified(merging: Bool = true) -> Walk {
    var walk = self
    walk.axes = []
    for axis in axes where axis.count != 1 {
      if merging, let last = walk.axes.last, last.step == axis.count &* axis.step {
        walk.axes[walk.axes.count - 1] = Axis(
          count: [last.count, axis.count].product, step: axis.step)
      } else {
        walk.axes.append(axis)
      }
    }
    return walk
  }

  /// The same `offset` bytes behind.
  func moved(by offset: Int) -> Walk {
    var walk = self
    walk.start = Saturated.sum(start, offset)
    return walk
  }

  /// How many numbers there are.
  var count: Int { axes.map(\.count).product }

  /// The bytes of numbers of `size` bytes; nil where they are too far away.
  func bytes(of size: Int) -> StridedSet? {
    StridedSet(
      start: start, run: size, axes: axes.map { StridedSet.Axis(count: $0.count, step: $0.step) })
  }

}

/// The same as an instruction says it, before its fields have numbers.
struct SymbolicWalk: Hashable, Sendable {

  var start: Polynomial
  var axes: [Axis]

  struct Axis: Hashable, Sendable {
    var count: Polynomial
    var step: Polynomial
  }

  /// Takes the loops around: each of them is an axis outside of those that there are.
  ///
  /// Nil where a loop moves the start by what is no number of the fields, or changes an extent.
  init?(start: Polynomial, axes: [Axis], around loops: [Way.Loop]) {
    var start = start
    var outer: [Axis] = []
    for loop in loops {
      guard let step = start.coefficient(of: loop.variable),
        let rest = start.without(loop.variable)
      else { return nil }
      outer.append(Axis(count: loop.count, step: step))
      start = rest + step * loop.lower
    }
    let variables = Set(loops.map(\.variable))
    let inner = (outer + axes).flatMap { [$0.count, $0.step] }
    guard inner.allSatisfy({ $0.variables.isDisjoint(with: variables) }) else { return nil }
    self.start = start
    self.axes = outer + axes
  }

  /// The walk where all fields and cells have numbers.
  func walk(_ value: (Polynomial) -> Int?) -> Walk? {
    guard let start = value(start) else { return nil }
    var axes: [(count: Int, step: Int)] = []
    for axis in self.axes {
      guard let count = value(axis.count), let step = value(axis.step), count >= 0 else {
        return nil
      }
      axes.append((count, step))
    }
    return Walk(start: start, axes)
  }

}

extension SymbolicWalk {

  /// A window of the state; the walk begins at the first byte of the part.
  init?(_ placement: Placement, in machine: MachineForm, around loops: [Way.Loop]) {
    let steps = machine.byteSteps(of: placement.part)
    var start = Polynomial()
    var axes: [Axis] = []
    for (axis, step) in zip(placement.axes, steps) {
      start += axis.start.polynomial * Polynomial(step)
      if axis.isKept { axes.append(Axis(count: axis.count, step: Polynomial(step))) }
    }
    self.init(start: start, axes: axes, around: loops)
  }

  /// A window of the host's memory.
  init?(_ host: HostPlacement, around loops: [Way.Loop]) {
    self.init(start: host.address.polynomial, axes: host.axes, around: loops)
  }

}

extension HostPlacement {

  /// Of its extents and then of one element.
  var axes: [SymbolicWalk.Axis] {
    var step = type.element.byteSize
    var inner: [SymbolicWalk.Axis] = []
    for extent in element.reversed() {
      inner.append(SymbolicWalk.Axis(count: Polynomial(extent), step: Polynomial(step)))
      step = [step, extent].product
    }
    let outer = zip(extents, strides).map { SymbolicWalk.Axis(count: $0, step: $1) }
    return outer + inner.reversed()
  }

  /// The numbers of a window of the host where they go, or come from, numbers of `counts`: where
  /// extents of 1 are used again for each of these. Nil where the shapes do not go together.
  func repeated(to counts: [Polynomial]) -> [SymbolicWalk.Axis]? {
    let own = axes
    guard own.count <= counts.count else { return nil }
    let missing = counts.count - own.count
    return counts.enumerated().map { index, count in
      let none = SymbolicWalk.Axis(count: count, step: Polynomial())
      guard index >= missing else { return none }
      let axis = own[index - missing]
      return axis.count.constant == 1 ? none : axis
    }
  }

}
