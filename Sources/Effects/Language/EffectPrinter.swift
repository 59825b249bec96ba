public import ISA

/// Writes effects as they are read: what it writes is read as the same effect.
public struct EffectPrinter: Sendable {

  /// Of the frame, by the indices of variables.
  let names: [String]

  let state: [StatePart]

  /// The fields of what loops over cells give.
  let cellFields: [VariableID: [Field]]

  /// - Parameters:
  ///   - names: of the variables of a frame.
  ///   - cellFields: those of what loops over cells give.
  public init(
    _ names: [String], _ state: [StatePart], cellFields: [VariableID: [Field]] = [:]
  ) {
    self.names = names
    self.state = state
    self.cellFields = cellFields
  }

  /// Writes what belongs to `effect`.
  public init(_ effect: Effect, _ state: [StatePart]) {
    var fields: [VariableID: [Field]] = [:]
    for loop in effect.loops {
      if case .cells(let id, _, _) = loop.domain, state.indices.contains(id.index) {
        fields[loop.variable] = state[id.index].fields
      }
    }
    self.init(effect.variables.map(\.name), state, cellFields: fields)
  }

  /// `[n, 16]`
  public func text(of shape: [Scalar]) -> String {
    "[\(shape.map { text(of: $0) }.joined(separator: ", "))]"
  }

  public func text(of id: StateID) -> String {
    state.indices.contains(id.index) ? state[id.index].name : "state\(id.index)"
  }

  public func text(of id: VariableID) -> String {
    names.indices.contains(id.index) ? names[id.index] : "variable\(id.index)"
  }

  // MARK: - Single numbers

  public func text(of scalar: Scalar) -> String { text(scalar, atLeast: Precedence.choice) }

  /// - Parameter least: how tight what stands around binds.
  func text(_ scalar: Scalar, atLeast least: Int) -> String {
    switch scalar {
    case .constant(let number):
      grouped("\(number)", number < 0 ? Precedence.prefix : Precedence.postfix, least)
    case .variable(let id): text(of: id)
    case .cell(let id, let places):
      text(of: id)
        + (places.isEmpty
          ? "" : "[\(places.map { text(of: $0) }.joined(separator: ", "))]")
    case .bits(let number, let lsb, let width, let isSigned):
      bits(number, lsb: lsb, width: width, isSigned: isSigned)
    case .unary(let function, let operand): unary(function, operand, least)
    case .binary(let function, let a, let b): binary(function, a, b, least)
    case .choice(let condition, let a, let b):
      grouped(
        "\(text(a, atLeast: 1)) if \(text(condition, atLeast: 1)) else \(text(of: b))",
        Precedence.choice, least)
    }
  }

  private func bits(_ number: Scalar, lsb: Int, width: Int, isSigned: Bool) -> String {
    let operand = text(number, atLeast: Precedence.postfix)
    let field = fields(of: number).first {
      $0.lsb == lsb && $0.width == width && $0.isSigned == isSigned
    }
    return operand + (field.map { ".\($0.name)" } ?? "@\(lsb):\(isSigned ? "s" : "")\(width)")
  }

  private func fields(of number: Scalar) -> [Field] {
    switch number {
    case .variable(let id): cellFields[id] ?? []
    case .cell(let id, _): state.indices.contains(id.index) ? state[id.index].fields : []
    default: []
    }
  }

  private func unary(_ function: ScalarUnary, _ operand: Scalar, _ least: Int) -> String {
    switch function {
    case .not:
      return grouped("not \(text(operand, atLeast: Precedence.not))", Precedence.not, least)
    case .complement:
      return grouped("~\(text(operand, atLeast: Precedence.prefix))", Precedence.prefix, least)
    case .minus:
      // `-5` is a constant.
      if case .constant = operand {
        return grouped("-(\(text(of: operand)))", Precedence.prefix, least)
      }
      return grouped("-\(text(operand, atLeast: Precedence.prefix))", Precedence.prefix, least)
    }
  }

  private func binary(_ function: ScalarBinary, _ a: Scalar, _ b: Scalar, _ least: Int) -> String {
    if function == .minimum, case .binary(.maximum, let x, let bound) = a {
      return "clip(\(text(of: x)), \(text(of: bound)), \(text(of: b)))"
    }
    guard let infix = Infix(rawValue: function.rawValue) else {
      return "\(function.rawValue)(\(text(of: a)), \(text(of: b)))"
    }
    return grouped(
      "\(text(a, atLeast: infix.precedenceAtLeft)) \(infix.rawValue) "
        + text(b, atLeast: infix.precedence + 1), infix.precedence, least)
  }

  func grouped(_ text: String, _ precedence: Int, _ least: Int) -> String {
    precedence < least ? "(\(text))" : text
  }

  // MARK: - Windows

  public func text(of window: Window) -> String {
    guard !window.axes.isEmpty else { return text(of: window.state) }
    return "\(text(of: window.state))[\(window.axes.map(text).joined(separator: ", "))]"
  }

  private func text(_ axis: Window.Axis) -> String {
    switch axis {
    case .at(let place): text(of: place)
    case .range(let lower, let count): "\(text(of: lower)):\(text(of: upper(lower, count)))"
    }
  }

  private func upper(_ lower: Scalar, _ count: Scalar) -> Scalar {
    if lower == .constant(0) { return count }
    if case .constant(let start) = lower, case .constant(let count) = count {
      return .constant(start &+ count)
    }
    return lower + count
  }

  public func text(of window: HostWindow) -> String {
    let element = window.element.isEmpty ? "" : "\(window.element)"
    var arguments = ["\(window.type)\(element)", text(of: window.address)]
    arguments += window.extents.map { text(of: $0) }
    let strides = window.outerStrides.map { text(of: $0) }
    if strides.count == 1 { arguments.append("stride=\(strides[0])") }
    if strides.count > 1 { arguments.append("strides=(\(strides.joined(separator: ", ")))") }
    return "dram(\(arguments.joined(separator: ", ")))"
  }

}

extension Infix {

  /// How tight an operand before it has to bind: comparisons do not follow each other.
  var precedenceAtLeft: Int { isComparison ? precedence + 1 : precedence }

}
