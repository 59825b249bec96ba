/// A value as one thing that is computed with in steps, one after the other.
public struct Chain: Hashable, Sendable {

  public indirect enum Core: Hashable, Sendable {
    case number(Polynomial)
    case real(Double)
    case window(Placement)
    case host(HostPlacement)
    case gather(StateID, Chain)

    /// The matrix product of two; their steps are done before.
    case contract(Chain, Chain)
  }

  public var core: Core

  /// The first one is done first.
  public var steps: [Step] = []

  /// The extents of the core and of the result.
  public var coreShape: [Polynomial]
  public var shape: [Polynomial]

  public enum Step: Hashable, Sendable {
    case unary(ValueUnary)

    /// With another operand, which is the left one where `isReversed`.
    case binary(ValueBinary, Operand, isReversed: Bool)
    case cast(NumberType)
    case transpose
    case pad([Padding], by: Polynomial)
    case reduce(ValueReduction, axis: Int)
  }

  public enum Operand: Hashable, Sendable {

    /// A constant or an immediate.
    case number(Polynomial)
    case real(Double)

    /// Numbers of the state: one for each, or fewer that are used again, such as one by channel.
    case window(Placement, isRepeated: Bool)
    case host(HostPlacement, isRepeated: Bool)
  }

  public struct Padding: Hashable, Sendable {
    public var before: Polynomial
    public var behind: Polynomial
  }

  /// Nil for a value that is no chain: two computed values that are combined, or numbers that are
  /// chosen one by one.
  /// - Parameter first: the window that the chain is to begin with where it may.
  init?(_ value: Value, _ context: NormalContext, first: Placement? = nil) {
    let extents = value.shape.map { context.expansion[$0] }
    func inner(_ operand: Value) -> Chain? { Chain(operand, context, first: first) }
    switch value.node {
    case .unary(let function, let a):
      guard let chain = inner(a) else { return nil }
      self = chain.then(.unary(function), extents)
    case .cast(let type, let a):
      guard let chain = inner(a) else { return nil }
      self = chain.then(.cast(type), extents)
    case .transpose(let a):
      guard let chain = inner(a) else { return nil }
      self = chain.then(.transpose, extents)
    case .pad(let a, let sides, let filling):
      guard let chain = inner(a) else { return nil }
      let padding = sides.map {
        Padding(before: context.expansion[$0.before], behind: context.expansion[$0.behind])
      }
      self = chain.then(.pad(padding, by: context.expansion[filling]), extents)
    case .reduce(let reduction, let a, let axis):
      guard let chain = inner(a) else { return nil }
      self = chain.then(.reduce(reduction, axis: axis), extents)
    case .binary(let function, let a, let b):
      guard let chain = Chain(function, a, b, extents, context, first) else { return nil }
      self = chain
    case .choice: return nil
    case .scalar, .real, .window, .host, .gather, .contract:
      guard let core = Core(value, context) else { return nil }
      (self.core, coreShape, shape) = (core, extents, extents)
    }
  }

  /// The chain of one operand, with the other one as what is combined with it.
  private init?(
    _ function: ValueBinary, _ a: Value, _ b: Value, _ shape: [Polynomial],
    _ context: NormalContext, _ first: Placement?
  ) {
    let (left, right) = (Operand(a, shape, context), Operand(b, shape, context))
    let isRightFirst =
      switch (left, right) {
      case (nil, nil): false
      case (nil, _?): false
      case (_?, nil): true
      case (.number?, _?), (.real?, _?): true
      case (_?, .window(let placement, _)?): placement == first && left?.placement != first
      case (_?, _?): false
      }
    guard let operand = isRightFirst ? left : right,
      let chain = Chain(isRightFirst ? b : a, context, first: first)
    else { return nil }
    let isReversed = isRightFirst && !function.isCommutative
    self = chain.then(.binary(function, operand, isReversed: isReversed), shape)
  }

  func then(_ step: Step, _ shape: [Polynomial]) -> Chain {
    var chain = self
    chain.steps.append(step)
    chain.shape = shape
    return chain
  }

}

extension Chain.Core {

  fileprivate init?(_ value: Value, _ context: NormalContext) {
    switch value.node {
    case .scalar(let scalar): self = .number(context.expansion[scalar])
    case .real(let number): self = .real(number)
    case .window(let window): self = .window(Placement(window, context))
    case .host(let window): self = .host(HostPlacement(window, context))
    case .gather(let part, let index):
      guard let chain = Chain(index, context) else { return nil }
      self = .gather(part, chain)
    case .contract(let a, let b):
      guard let a = Chain(a, context), let b = Chain(b, context) else { return nil }
      self = .contract(a, b)
    case .transpose, .unary, .binary, .choice, .cast, .pad, .reduce: return nil
    }
  }

}

extension Chain.Operand {

  /// Nil for what is computed itself.
  fileprivate init?(_ value: Value, _ shape: [Polynomial], _ context: NormalContext) {
    let isRepeated = value.shape.map { context.expansion[$0] } != shape
    switch value.node {
    case .scalar(let scalar): self = .number(context.expansion[scalar])
    case .real(let number): self = .real(number)
    case .window(let window): self = .window(Placement(window, context), isRepeated: isRepeated)
    case .host(let window): self = .host(HostPlacement(window, context), isRepeated: isRepeated)
    case .gather, .transpose, .contract, .unary, .binary, .choice, .cast, .pad, .reduce: return nil
    }
  }

  fileprivate var placement: Placement? {
    if case .window(let placement, _) = self { placement } else { nil }
  }

}

extension ValueBinary {

  /// Whether the operands can change places.
  public var isCommutative: Bool {
    switch self {
    case .add, .multiply, .bitAnd, .bitOr, .bitXor, .minimum, .maximum, .equal, .notEqual: true
    case .subtract, .quotient, .shiftLeft, .shiftRight, .less, .lessOrEqual, .greater,
      .greaterOrEqual:
      false
    }
  }

}
