import ISA

extension EffectPrinter {

  public func text(of value: Value) -> String { text(value, atLeast: Precedence.choice) }

  func text(_ value: Value, atLeast least: Int) -> String {
    switch value.node {
    case .scalar(let scalar): text(scalar, atLeast: least)
    case .real(let number): real(number, least)
    case .window(let window): text(of: window)
    case .host(let window): text(of: window)
    case .gather(let id, let index): "gather(\(text(of: id)), \(text(of: index)))"
    case .transpose(let value): "T(\(text(of: value)))"
    case .contract(let a, let b): infix(.contract, a, b, least)
    case .unary(let function, let value): unary(function, value, least)
    case .binary(let function, let a, let b): binary(function, a, b, least)
    case .choice(let condition, let a, let b):
      grouped(
        "\(text(a, atLeast: 1)) if \(text(condition, atLeast: 1)) else \(text(of: b))",
        Precedence.choice, least)
    case .cast(let type, let value): "cast(\(type), \(text(of: value)))"
    case .pad(let value, let padding, let number): pad(value, padding, number)
    case .reduce(let reduction, let value, let axis):
      "\(reduction.rawValue)(\(text(of: value)), \(axis))"
    }
  }

  private func real(_ number: Double, _ least: Int) -> String {
    grouped("\(number)", number.sign == .minus ? Precedence.prefix : Precedence.postfix, least)
  }

  private func unary(_ function: ValueUnary, _ operand: Value, _ least: Int) -> String {
    guard function == .minus else { return "\(function.rawValue)(\(text(of: operand)))" }
    // `-0.5` is a constant.
    if case .real = operand.node {
      return grouped("-(\(text(of: operand)))", Precedence.prefix, least)
    }
    return grouped("-\(text(operand, atLeast: Precedence.prefix))", Precedence.prefix, least)
  }

  private func binary(_ function: ValueBinary, _ a: Value, _ b: Value, _ least: Int) -> String {
    if function == .minimum, case .binary(.maximum, let x, let bound) = a.node {
      return clip(x, bound, b)
    }
    // Of single numbers, which are one where each of them is.
    if function == .minimum, case .scalar(.binary(.maximum, let x, let bound)) = a.node {
      return clip(Value(x), Value(bound), b)
    }
    guard let infix = Infix(rawValue: function.rawValue) else {
      return "\(function.rawValue)(\(text(of: a)), \(text(of: b)))"
    }
    return self.infix(infix, a, b, least)
  }

  private func clip(_ x: Value, _ lower: Value, _ upper: Value) -> String {
    "clip(\(text(of: x)), \(text(of: lower)), \(text(of: upper)))"
  }

  private func infix(_ infix: Infix, _ a: Value, _ b: Value, _ least: Int) -> String {
    grouped(
      "\(text(a, atLeast: infix.precedenceAtLeft)) \(infix.rawValue) "
        + text(b, atLeast: infix.precedence + 1), infix.precedence, least)
  }

  private func pad(_ value: Value, _ padding: [Value.Padding], _ number: Scalar) -> String {
    var arguments = [text(of: value)]
    arguments += padding.flatMap { [text(of: $0.before), text(of: $0.behind)] }
    if number != .constant(0) { arguments.append("value=\(text(of: number))") }
    return "pad(\(arguments.joined(separator: ", ")))"
  }

  // MARK: - Statements

  public func text(of action: Action) -> String {
    switch action {
    case .assign(let target, let value, let adds):
      "\(text(of: target)) \(adds ? "+=" : "=") \(text(of: value))"
    case .stop: "stop"
    case .queue(let verb, let queue, let count):
      "\(verb.rawValue)(\(queue), \(text(of: count)))"
    case .barrier(let units):
      units.isEmpty ? "barrier" : "barrier(\(units.joined(separator: ", ")))"
    }
  }

  public func text(of target: Action.Target) -> String {
    switch target {
    case .window(let window): text(of: window)
    case .host(let window): text(of: window)
    }
  }

  public func text(of loop: Effect.Loop) -> String {
    let name = text(of: loop.variable)
    switch loop.domain {
    case .numbers(let lower, let upper):
      return "\(name) in \(text(of: lower)):\(text(of: upper))"
    case .cells(let id, let lower, let upper):
      return "\(name) in \(text(of: id))[\(text(of: lower)):\(text(of: upper))]"
    }
  }

  public func text(of binding: Effect.Binding) -> String {
    "\(text(of: binding.variable)) = \(text(of: binding.value))"
  }

}
