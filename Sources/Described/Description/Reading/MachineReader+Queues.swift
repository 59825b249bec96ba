import Effects
import ISA
import TargetKit

/// What effects say that instructions are ordered by has to fit `order`.
extension MachineReader {

  /// One that stands in the effect of an instruction.
  private struct Statement {
    var instruction: Instruction
    var verb: QueueVerb
    var queue: String
    var count: Scalar

    /// Where it stands.
    var node: SheetNode {
      instruction.entries["does"] ?? instruction.entries["cases"] ?? instruction.node
    }

    var name: String { instruction.format.name }
  }

  private var statements: [Statement] {
    instructions.flatMap { instruction in
      instruction.effect.cases.flatMap(\.actions).compactMap { action in
        guard case .queue(let verb, let queue, let count) = action else { return nil }
        return Statement(instruction: instruction, verb: verb, queue: queue, count: count)
      }
    }
  }

  mutating func checkStatements(_ order: OrderDescription, _ root: Entries) {
    for statement in statements { check(statement, order) }
    for instruction in instructions { checkBarrier(instruction, order) }
    guard let node = root["order"] else { return }
    switch order {
    case .waits(let queues):
      checkUse(of: queues, at: node)
      for statement in statements { checkCount(statement, queues) }
    case .barriers:
      let actions = instructions.flatMap { $0.effect.cases.flatMap(\.actions) }
      if !actions.contains(where: \.isBarrier) {
        warn(
          "no instruction is a barrier", at: node,
          hint: "let one do `barrier`, or write `order: none`")
      }
    case .counted(let buffers):
      for statement in statements { checkCount(statement, buffers) }
    case .inOrder, .interlocks, .tokens, .none: break
    }
  }

  // MARK: - Queues

  private mutating func check(_ statement: Statement, _ order: OrderDescription) {
    let (queue, isOfBuffer) = (statement.queue, statement.verb.isOfBuffer)
    let known: [String]? =
      switch order {
      case .waits(let queues): isOfBuffer ? nil : queues.map(\.name)
      case .counted(let buffers): isOfBuffer ? buffers.map(\.name) : nil
      case .inOrder, .interlocks, .tokens, .barriers, .none: nil
      }
    guard let known else {
      return sheet.error(
        "`\(statement.name)` does `\(statement.verb.rawValue)(\(queue), …)`, but `order` has no "
          + (isOfBuffer ? "buffers" : "counts"),
        at: statement.node,
        hint: isOfBuffer
          ? "write `order: {counted: {\(queue): 8}}`"
          : "write `order: {waits: {\(queue): 1}}`, with a unit called `\(queue)`")
    }
    // Where a buffer has a mistake itself, that has been said.
    guard !known.contains(queue), !unreadableQueues.contains(queue) else { return }
    sheet.error(
      "`order` has no \(isOfBuffer ? "buffer" : "queue") `\(queue)`", at: statement.node,
      hint: known.isEmpty
        ? nil : "the \(isOfBuffer ? "buffers" : "queues") are \(known.joined(separator: ", "))")
  }

  /// Says which queues nobody signals, and which nobody waits for.
  private mutating func checkUse(
    of queues: [OrderDescription.CountedQueue], at node: SheetNode
  ) {
    func names(_ verb: QueueVerb) -> Set<String> {
      Set(statements.filter { $0.verb == verb }.map(\.queue))
    }
    let (waited, signalled) = (names(.wait), names(.signal))
    for queue in queues where !signalled.contains(queue.name) {
      warn(
        "no instruction signals `\(queue.name)`", at: node, hint: "write `signal(\(queue.name), 1)`"
      )
    }
    for queue in queues where signalled.contains(queue.name) && !waited.contains(queue.name) {
      warn(
        "no instruction waits for `\(queue.name)`", at: node, hint: "write `wait(\(queue.name), 0)`"
      )
    }
  }

  private mutating func checkCount(
    _ statement: Statement, _ queues: [OrderDescription.CountedQueue]
  ) {
    guard case .constant(let count) = statement.count,
      let queue = queues.first(where: { $0.name == statement.queue })
    else { return }
    if statement.verb == .wait {
      guard count < 0 else { return }
      sheet.error(
        "`wait(\(queue.name), \(count))` of `\(statement.name)` never ends", at: statement.node,
        hint: "write a count of 0 or more, or a field")
    } else if count > queue.most {
      sheet.error(
        "`\(queue.name)` never has room for the \(count) that `\(statement.name)` signals",
        at: statement.node, hint: "at most \(queue.most) may be outstanding")
    } else if count < 1 {
      sayNothingDone(by: statement, count)
    }
  }

  private mutating func sayNothingDone(by statement: Statement, _ count: Int) {
    sheet.error(
      "`\(statement.verb.rawValue)(\(statement.queue), \(count))` of `\(statement.name)` does nothing",
      at: statement.node, hint: "write a count of 1 or more, or a field")
  }

  // MARK: - Barriers

  private mutating func checkBarrier(_ instruction: Instruction, _ order: OrderDescription) {
    let names = instruction.effect.cases.flatMap(\.actions).flatMap { action -> [String?] in
      guard case .barrier(let units) = action else { return [] }
      return units.isEmpty ? [nil] : units
    }
    guard !names.isEmpty else { return }
    let node = instruction.entries["does"] ?? instruction.entries["cases"] ?? instruction.node
    guard case .barriers = order else {
      return sheet.error(
        "`\(instruction.format.name)` is a barrier, but `order` has none", at: node,
        hint: "write `order: barriers`")
    }
    for case let name? in names { _ = unit(name, at: node) }
  }

  // MARK: - Buffers

  /// The units whose instructions say one of these to a buffer.
  func units(saying verbs: Set<QueueVerb>, to queue: String) -> [Int] {
    Set(instructions.flatMap { $0.units(saying: verbs, to: queue) }).sorted()
  }

  /// What is said to buffers has to follow from fields: it is known before anything runs.
  private mutating func checkCount(
    _ statement: Statement, _ buffers: [OrderDescription.Buffer]
  ) {
    let effect = statement.instruction.effect
    if !effect.loops.isEmpty {
      return sheet.error(
        "`\(statement.name)` has loops and does `\(statement.verb.rawValue)(\(statement.queue), …)`",
        at: statement.instruction.entries["for"] ?? statement.node,
        hint: "describe an instruction without loops for it")
    }
    let isFixed =
      effect.isOfFields(statement.count)
      && effect.cases.allSatisfy { $0.condition.map(effect.isOfFields) ?? true }
    if !isFixed {
      return sheet.error(
        "how much `\(statement.name)` says to `\(statement.queue)` depends on the state",
        at: statement.node, hint: "let its count and the conditions of cases depend on fields alone"
      )
    }
    guard case .constant(let count) = statement.count,
      let buffer = buffers.first(where: { $0.name == statement.queue })
    else { return }
    if count > buffer.depth {
      sheet.error(
        "`\(buffer.name)` never holds the \(count) that `\(statement.name)` needs",
        at: statement.node,
        hint: "it holds \(buffer.depth) at most")
    } else if count < 1 {
      sayNothingDone(by: statement, count)
    }
  }

}

extension MachineReader.Instruction {

  /// The units that run it where it says one of these to a buffer.
  fileprivate func units(saying verbs: Set<QueueVerb>, to queue: String) -> Set<Int> {
    func says(_ actions: [Action]) -> Bool {
      actions.contains { action in
        guard case .queue(let verb, queue, _) = action else { return false }
        return verbs.contains(verb)
      }
    }
    guard says(effect.cases.flatMap(\.actions)) else { return [] }
    guard units.count > 1 else { return Set(units.map(\.unit)) }
    let deciding = effect.deciding.union(units.deciding)
    let own = format.numbers(deciding: deciding).filter { says(effect.actions(where: $0) ?? []) }
    return Set(own.compactMap { units.unit(where: $0) })
  }

}

extension QueueVerb {

  /// Whether it is said to a buffer, and not to what counts outstanding work.
  var isOfBuffer: Bool {
    switch self {
    case .wait, .signal: false
    case .reserve, .push, .peek, .pop: true
    }
  }

}

extension Effect {

  /// Whether a number follows from fields alone.
  fileprivate func isOfFields(_ scalar: Scalar) -> Bool {
    let numbers = variables.prefix { $0.field != nil }.map { _ in 1 }
    do throws(ScalarFault) {
      _ = try scalar.value(in: numbers)
      return true
    } catch {
      return error == .divisionByZero
    }
  }

}
