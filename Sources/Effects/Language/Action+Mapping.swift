extension Action {

  /// This with `change` of each number that is computed.
  func mapped(_ change: (Scalar) -> Scalar) -> Action {
    switch self {
    case .assign(let target, let value, let adds):
      return .assign(target.mapped(change), value.mapped(change), adds: adds)
    case .stop, .barrier: return self
    case .queue(let verb, let queue, let count): return .queue(verb, queue, change(count))
    }
  }

}

extension Action.Target {

  fileprivate func mapped(_ change: (Scalar) -> Scalar) -> Action.Target {
    switch self {
    case .window(let window): .window(window.mapped(change))
    case .host(let window): .host(window.mapped(change))
    }
  }

}

extension Window {

  fileprivate func mapped(_ change: (Scalar) -> Scalar) -> Window {
    Window(
      state,
      axes.map { axis in
        switch axis {
        case .at(let place): .at(change(place))
        case .range(let lower, let count): .range(lower: change(lower), count: change(count))
        }
      })
  }

}

extension HostWindow {

  fileprivate func mapped(_ change: (Scalar) -> Scalar) -> HostWindow {
    HostWindow(
      type, element: element, address: change(address), extents: extents.map(change),
      outerStrides: outerStrides.map(change))
  }

  /// The strides up to the last that is not that of elements without gaps.
  /// - Units: bytes.
  var outerStrides: [Scalar] {
    let dense = Self.denseStrides(type, element: element, extents: extents)
    let gapless = zip(strides.reversed(), dense.reversed()).prefix { $0 == $1 }.count
    return Array(strides.dropLast(gapless))
  }

}

extension Value {

  fileprivate func mapped(_ change: (Scalar) -> Scalar) -> Value {
    func of(_ value: Value) -> Value { value.mapped(change) }
    let node: Node =
      switch self.node {
      case .scalar(let scalar): .scalar(change(scalar))
      case .real(let number): .real(number)
      case .window(let window): .window(window.mapped(change))
      case .host(let window): .host(window.mapped(change))
      case .gather(let id, let index): .gather(id, of(index))
      case .transpose(let value): .transpose(of(value))
      case .contract(let a, let b): .contract(of(a), of(b))
      case .unary(let function, let value): .unary(function, of(value))
      case .binary(let function, let a, let b): .binary(function, of(a), of(b))
      case .choice(let condition, let a, let b): .choice(of(condition), of(a), of(b))
      case .cast(let type, let value): .cast(type, of(value))
      case .pad(let value, let padding, let number):
        .pad(
          of(value),
          padding.map { Padding(before: change($0.before), behind: change($0.behind)) },
          by: change(number))
      case .reduce(let reduction, let value, let axis): .reduce(reduction, of(value), axis: axis)
      }
    return Value(node, shape: shape.map(change), kind: kind)
  }

}
