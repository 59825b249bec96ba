/// What occurs in an effect, without looking at what it means.
extension Effect {

  /// All scalars of loops, names, conditions and actions.
  public var scalars: [Scalar] {
    var scalars = loops.flatMap { loop in
      switch loop.domain {
      case .numbers(let lower, let upper), .cells(_, let lower, let upper): [lower, upper]
      }
    }
    scalars += bindings.map(\.value)
    for each in cases {
      scalars += each.condition.map { [$0] } ?? []
      scalars += each.actions.flatMap(\.scalars)
    }
    return scalars
  }

  /// The fields that nothing depends on.
  public var unusedFields: [VariableID] {
    let used = scalars.reduce(into: Set<VariableID>()) { $0.formUnion($1.variables) }
    return variables.indices.map(VariableID.init).filter {
      variables[$0.index].field != nil && !used.contains($0)
    }
  }

}

extension Action {

  /// The scalars that the action depends on.
  public var scalars: [Scalar] {
    switch self {
    case .assign(let target, let value, _): target.scalars + value.scalars
    case .stop, .barrier: []
    case .queue(_, _, let count): [count]
    }
  }

}

extension Action.Target {

  public var scalars: [Scalar] {
    switch self {
    case .window(let window): window.scalars
    case .host(let window): window.scalars
    }
  }

}

extension Window {

  public var scalars: [Scalar] {
    axes.flatMap { axis in
      switch axis {
      case .at(let place): [place]
      case .range(let lower, let count): [lower, count]
      }
    }
  }

}

extension HostWindow {

  public var scalars: [Scalar] { [address] + extents + strides }

}

extension Value {

  /// The values that this one is computed from.
  public var operands: [Value] {
    switch node {
    case .scalar, .real, .window, .host: []
    case .gather(_, let a), .transpose(let a), .unary(_, let a), .cast(_, let a), .pad(let a, _, _),
      .reduce(_, let a, axis: _):
      [a]
    case .contract(let a, let b), .binary(_, let a, let b): [a, b]
    case .choice(let a, let b, let c): [a, b, c]
    }
  }

  /// All scalars in windows, constants and pads; those of shapes follow from them.
  public var scalars: [Scalar] {
    let own: [Scalar] =
      switch node {
      case .scalar(let scalar): [scalar]
      case .window(let window): window.scalars
      case .host(let window): window.scalars
      case .pad(_, let sides, let filling): sides.flatMap { [$0.before, $0.behind] } + [filling]
      case .real, .gather, .transpose, .unary, .contract, .binary, .choice, .cast, .reduce: []
      }
    return own + operands.flatMap(\.scalars)
  }

  /// The windows of the state that are read.
  public var windows: [Window] {
    if case .window(let window) = node { return [window] }
    return operands.flatMap(\.windows)
  }

  /// The windows of the host's memory that are read.
  public var hostWindows: [HostWindow] {
    if case .host(let window) = node { return [window] }
    return operands.flatMap(\.hostWindows)
  }

  /// The parts that are read at places that are numbers themselves.
  public var gathered: [StateID] {
    if case .gather(let part, let index) = node { return [part] + index.gathered }
    return operands.flatMap(\.gathered)
  }

}
