public import Diagnostics
public import ISA

extension Effect {

  /// What the texts of an instruction with `fields` on a machine with `state` say.
  /// - Errors: all mistakes, the first with the others as its notes; see `reading`.
  public init(
    parsing text: EffectText, fields: [Field] = [], state: [StatePart]
  ) throws(Diagnostic) {
    var diagnostics = DiagnosticSet()
    let effect = Effect.reading(text, fields: fields, state: state, into: &diagnostics)
    try diagnostics.throwOnError()
    guard let effect else { throw .error("the instruction does nothing") }
    self = effect
  }

  /// What the texts of an instruction say; nil where there is a mistake.
  /// - Parameter diagnostics: gets the first mistake of each statement, loop and name, with its place
  ///   in the text, what was expected and what was found.
  public static func reading(
    _ text: EffectText, fields: [Field], state: [StatePart], into diagnostics: inout DiagnosticSet
  ) -> Effect? {
    var reader = EffectReader(fields: fields, state: state)
    let effect = reader.effect(text)
    for diagnostic in reader.diagnostics.elements { diagnostics.insert(diagnostic) }
    return reader.diagnostics.containsError ? nil : effect
  }

}

/// Reads one text after the other, and goes on after a mistake.
private struct EffectReader {

  private(set) var diagnostics = DiagnosticSet()
  private var scope: EffectScope

  init(fields: [Field], state: [StatePart]) {
    scope = EffectScope(state: state)
    for field in fields {
      trying { reader throws(Diagnostic) in
        _ = try reader.scope.declare(field.name, field: field, at: Place(file: "fields"))
      }
    }
  }

  /// Does `work`, and keeps its error.
  private mutating func trying<Result>(
    _ work: (inout EffectReader) throws(Diagnostic) -> Result
  ) -> Result? {
    do { return try work(&self) } catch {
      diagnostics.insert(error)
      return nil
    }
  }

  private mutating func keep(_ warnings: [Diagnostic]) {
    for warning in warnings { diagnostics.insert(warning) }
  }

  mutating func effect(_ text: EffectText) -> Effect {
    let loops = text.loops.map { self.loops($0) } ?? []
    let bindings = text.names.map { self.bindings($0) } ?? []
    if text.cases.isEmpty {
      diagnostics.insert(
        .error(
          "the instruction does nothing", hints: ["`does: \"stop\"` ends a program"]))
    }
    let cases = text.cases.map { instructionCase($0) }
    return Effect(variables: scope.variables, loops: loops, bindings: bindings, cases: cases)
  }

  // MARK: - Loops

  private mutating func loops(_ source: SourceText) -> [Effect.Loop] {
    let clauses = trying { _ throws(Diagnostic) in
      var parser = try EffectParser(source)
      return try parser.loops()
    }
    var names: [String: String] = [:]
    var loops: [Effect.Loop] = []
    for clause in clauses ?? [] {
      let domain = trying { reader throws(Diagnostic) in
        try reader.domain(clause, source, withheld: names)
      }
      var cells: [Field]?
      if case .cells(let id, _, _)? = domain { cells = scope[id].fields }
      let place = source.place(at: clause.place.lowerBound)
      let id = trying { reader throws(Diagnostic) in
        try reader.scope.declare(clause.name, cells: cells, at: place)
      }
      names[clause.name] = "how often a loop runs does not depend on the loop `\(clause.name)`"
      if let id, let domain { loops.append(Effect.Loop(id, domain)) }
    }
    return loops
  }

  private mutating func domain(
    _ clause: LoopClause, _ source: SourceText, withheld: [String: String]
  ) throws(Diagnostic) -> Effect.Domain {
    var checker = EffectChecker(scope, source)
    checker.withheld = withheld
    let domain: Effect.Domain
    switch clause.domain {
    case .numbers(let lower, let upper):
      domain = .numbers(
        lower: try checker.scalar(lower, as: "the first number of a loop"),
        upper: try checker.scalar(upper, as: "the number behind the last of a loop"))
    case .cells(let expression): domain = try cells(expression, &checker)
    }
    keep(checker.warnings)
    return domain
  }

  private func cells(
    _ expression: Expression, _ checker: inout EffectChecker
  ) throws(Diagnostic) -> Effect.Domain {
    let name: String
    let bounds: Expression.Subscript?
    switch expression.node {
    case .name(let whole): (name, bounds) = (whole, nil)
    case .index(let whole, let subscripts):
      guard case .name(let part) = whole.node, subscripts.count == 1 else { fallthrough }
      (name, bounds) = (part, subscripts[0])
    default:
      throw .error(
        "a loop goes over numbers or over cells", at: checker.place(of: expression),
        hints: ["write `i in 0:n`, or `u in uop[begin:end]`"])
    }
    if case .variable? = scope[name], bounds == nil {
      throw .error(
        "a loop goes from a number on before another", at: checker.place(of: expression),
        hints: ["write `0:\(name)`"])
    }
    let id = try checker.part(name, expression)
    guard scope[id].shape.count == 1, Value.Kind(scope[id].type.element) == .integer else {
      throw .error(
        "`\(name)` is no row of whole numbers to go through", at: checker.place(of: expression),
        hints: ["it has to have one axis and an integer type"])
    }
    return try cells(id, bounds, &checker)
  }

  private func cells(
    _ id: StateID, _ bounds: Expression.Subscript?, _ checker: inout EffectChecker
  ) throws(Diagnostic) -> Effect.Domain {
    let part = scope[id]
    var (lower, upper) = (Scalar.constant(0), Scalar.constant(part.shape[0]))
    var offset = 0
    switch bounds {
    case nil: break
    case .at(let place)?:
      throw .error(
        "a loop goes over a range of cells", at: checker.place(of: place),
        hints: ["write `\(part.name)[a:b]`"])
    case .range(let first, let last, let place)?:
      offset = place.lowerBound
      if let first { lower = try checker.scalar(first, as: "the first place") }
      if let last { upper = try checker.scalar(last, as: "the place behind the last") }
    }
    try checker.checkBound(lower, part.shape[0], of: part, at: offset)
    try checker.checkBound(upper, part.shape[0], of: part, at: offset)
    return .cells(id, lower: lower, upper: upper)
  }

  // MARK: - Names

  private mutating func bindings(_ source: SourceText) -> [Effect.Binding] {
    let clauses = trying { _ throws(Diagnostic) in
      var parser = try EffectParser(source)
      return try parser.lets()
    }
    return (clauses ?? []).compactMap { clause in
      trying { reader throws(Diagnostic) in try reader.binding(clause, source) } ?? nil
    }
  }

  private mutating func binding(
    _ clause: LetClause, _ source: SourceText
  ) throws(Diagnostic) -> Effect.Binding? {
    var checker = EffectChecker(scope, source)
    let place = source.place(at: clause.place.lowerBound)
    let what = "what `\(clause.name)` stands for"
    var value: Scalar = 0
    var upper: Scalar?
    var error: Diagnostic?
    do {
      value = try checker.scalar(clause.value, as: what)
      if let expression = clause.upper { upper = try checker.scalar(expression, as: what) }
    } catch let mistake {
      // What follows may use the name nevertheless.
      error = mistake
      upper = clause.upper == nil ? nil : 0
    }
    keep(checker.warnings)
    if let upper {
      try scope.declare(clause.name, lower: value, upper: upper, at: place)
      if let error { throw error }
      return nil
    }
    let id = try scope.declare(clause.name, at: place)
    if let error { throw error }
    return Effect.Binding(id, value)
  }

  // MARK: - Cases

  private mutating func instructionCase(_ text: EffectText.Case) -> Effect.Case {
    let condition = text.when.flatMap { source in
      trying { reader throws(Diagnostic) in
        var parser = try EffectParser(source)
        let condition = try parser.condition()
        var checker = EffectChecker(reader.scope, source)
        let scalar = try checker.scalar(condition, as: "a condition")
        reader.keep(checker.warnings)
        return scalar
      }
    }
    let statements = trying { _ throws(Diagnostic) in
      var parser = try EffectParser(text.does)
      return try parser.statements()
    }
    let actions = (statements ?? []).compactMap { statement in
      trying { reader throws(Diagnostic) in
        var checker = EffectChecker(reader.scope, text.does)
        let action = try checker.action(statement)
        reader.keep(checker.warnings)
        return action
      }
    }
    return Effect.Case(condition: condition, actions)
  }

}
