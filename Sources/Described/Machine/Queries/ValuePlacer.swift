import Effects
import Simulation
import Tensors

/// Puts the numbers of a step into values.
struct ValuePlacer {

  let machine: DescribedMachine

  /// The frame of the step.
  let frame: [Int]

  private var form: MachineForm { machine.program.description.form }

  init(_ machine: DescribedMachine, frame: [Int]) {
    self.machine = machine
    self.frame = frame
  }

  func number(_ scalar: Scalar) throws(ScalarFault) -> Int { try machine.number(scalar, frame) }

  private func numbers(_ scalars: [Scalar]) throws(ScalarFault) -> [Int] {
    var numbers: [Int] = []
    for scalar in scalars { numbers.append(try number(scalar)) }
    return numbers
  }

  func value(_ value: Value) throws(ScalarFault) -> PlacedValue {
    PlacedValue(node: try node(value), extents: try numbers(value.shape))
  }

  private func node(_ value: Value) throws(ScalarFault) -> PlacedValue.Node {
    switch value.node {
    case .scalar(let scalar): return .constant(try number(scalar), try cells(scalar))
    case .real: return .constant(nil, [])
    case .window(let window): return .places(try places(window).places)
    case .host(let window): return .places(try places(window).places)
    case .gather(let part, let index):
      let whole = CellPlace(form[part].name, 0 ..< (form[part].shape.first ?? 1))
      return .gather(try self.value(index), form.cells(of: whole, part))
    case .transpose(let a): return .transpose(try self.value(a))
    case .contract(let a, let b): return .contract(try self.value(a), try self.value(b))
    case .unary(_, let a), .cast(_, let a): return .each([try self.value(a)])
    case .binary(_, let a, let b): return .each([try self.value(a), try self.value(b)])
    case .choice(let a, let b, let c):
      return .each([try self.value(a), try self.value(b), try self.value(c)])
    case .pad(let a, let padding, let number):
      return .pad(
        try self.value(a), before: try numbers(padding.map(\.before)),
        by: try self.number(number))
    case .reduce(_, let a, let axis): return .reduce(try self.value(a), axis: axis)
    }
  }

  /// The cells of the state that a scalar is computed from.
  private func cells(_ scalar: Scalar) throws(ScalarFault) -> Set<ByteCell> {
    switch scalar {
    case .constant, .variable: return []
    case .cell(let part, let places):
      let steps = form.byteSteps(of: part)
      let start = zip(try numbers(places), steps).reduce(0) { $0 + $1.0 * $1.1 }
      let size = form[part].type.element.byteSize
      let root = form.root(of: part)
      return Set((start ..< start + size).map { ByteCell(part: root, byte: $0) })
    case .bits(let a, _, _, _), .unary(_, let a): return try cells(a)
    case .binary(_, let a, let b): return try cells(a).union(try cells(b))
    case .choice(let a, let b, let c):
      return try cells(a).union(try cells(b)).union(try cells(c))
    }
  }

  // MARK: Windows

  func places(_ target: Action.Target) throws(ScalarFault) -> (
    places: PlacedValue.Places, extents: [Int]
  ) {
    switch target {
    case .window(let window): try places(window)
    case .host(let window): try places(window)
    }
  }

  private func places(_ window: Effects.Window) throws(ScalarFault) -> (
    places: PlacedValue.Places, extents: [Int]
  ) {
    let part = form[window.state]
    let steps = form.byteSteps(of: window.state)
    var (start, own, extents) = (0, [Int](), [Int]())
    for (axis, step) in zip(window.axes, steps) {
      switch axis {
      case .at(let place): start += try number(place) * step
      case .range(let lower, let count):
        start += try number(lower) * step
        own.append(step)
        extents.append(try number(count))
      }
    }
    own += steps.dropFirst(window.axes.count)
    extents += part.shape.dropFirst(window.axes.count)
    let places = PlacedValue.Places(
      part: form.root(of: window.state), start: start, steps: own,
      size: part.type.element.byteSize)
    return (places, extents)
  }

  private func places(_ window: HostWindow) throws(ScalarFault) -> (
    places: PlacedValue.Places, extents: [Int]
  ) {
    let size = window.type.element.byteSize
    var inner: [Int] = []
    var step = size
    for extent in window.element.reversed() {
      inner.append(step)
      step *= extent
    }
    let places = PlacedValue.Places(
      part: nil, start: try number(window.address),
      steps: try numbers(window.strides) + inner.reversed(), size: size)
    return (places, try numbers(window.extents) + window.element)
  }

}
