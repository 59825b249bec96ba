import Canvas
import Debugger
import Diagnostics
import Support

/// What `info` can show.
enum InfoTable: String, CaseIterable, Sendable {
  case units, tokens, queues, sram, dma, insns, ops, passes, breakpoints, watch, checkpoints
  case counters, stop, target, inputs, outputs, copies, storage, hazards, schedule, history

  /// - Errors: nothing is there to be shown.
  func reply(_ session: Session, _ words: [String]) throws(Diagnostic) -> Reply {
    switch self {
    case .units, .queues: units(session)
    case .tokens: tokens(session)
    case .sram: memories(session)
    case .dma: transfers(session)
    case .insns: try instructions(session, words)
    case .ops: operators(session)
    case .passes: passes(session)
    case .breakpoints, .watch: stops(session)
    case .checkpoints: marks(session)
    case .counters: counters(session)
    case .stop: stop(session)
    case .target: target(session)
    case .inputs: lines("inputs", session.inputs.lines + session.inputs.calibrationLines)
    case .outputs: lines("outputs", session.outputLines)
    case .copies: try copies(session)
    case .storage: try storage(session)
    case .hazards: QueryCommands.reply(try session.lint().result)
    case .schedule: lines("schedule", ["\(session.scheduleText), clock \(session.clockText)"])
    case .history: lines("history", session.historyLines)
    }
  }

  /// A table, the same for programs, and what to say where it is empty.
  private func reply(_ table: Table, _ rows: [JSON], empty: String) -> Reply {
    Reply(
      rows.isEmpty ? [StyledText(empty, .dim)] : table.lines(),
      .object([.init(rawValue, .list(rows))]))
  }

  private func lines(_ name: String, _ lines: [String]) -> Reply {
    Reply(
      lines.isEmpty ? [StyledText("none", .dim)] : lines.map { StyledText($0) },
      .object([.init(name, JSON(lines))]))
  }

  private func units(_ session: Session) -> Reply {
    var table = Table("unit", "state", "instruction", "waits for", "queued")
    let rows = session.units.map { unit -> JSON in
      let role: Role =
        switch unit.state {
        case .running: .running
        case .waiting: .waiting
        default: .idle
        }
      table.append([
        StyledText(unit.name, .name), StyledText(unit.state.rawValue, role),
        StyledText(unit.instruction.map { "#\($0)" } ?? "-"), StyledText(unit.detail),
        StyledText(
          unit.queueCapacity > 0 ? "\(unit.queued)/\(unit.queueCapacity)" : "\(unit.queued)"),
      ])
      return [
        "name": .text(unit.name), "state": .text(unit.state.rawValue),
        "insn": JSON(unit.instruction), "detail": .text(unit.detail),
        "queued": .integer(unit.queued), "capacity": .integer(unit.queueCapacity),
      ]
    }
    return reply(table, rows, empty: "nothing runs")
  }

  private func tokens(_ session: Session) -> Reply {
    var table = Table(
      "queue", "from", "to", "tokens", "last push", "last pop", "next push", "next pop")
    let rows = session.tokenQueues.map { queue -> JSON in
      let capacity = queue.capacity.map { "/\($0)" } ?? ""
      let numbers = [queue.lastPush, queue.lastPop, queue.nextPush, queue.nextPop]
      table.append(
        [
          StyledText(queue.name, .name), StyledText(queue.producer), StyledText(queue.consumer),
          StyledText("\(queue.count)\(capacity)"),
        ] + numbers.map { StyledText($0.map { "#\($0)" } ?? "-") })
      return [
        "name": .text(queue.name), "from": .text(queue.producer), "to": .text(queue.consumer),
        "tokens": .integer(queue.count), "capacity": JSON(queue.capacity),
        "lastPush": JSON(numbers[0]), "lastPop": JSON(numbers[1]), "nextPush": JSON(numbers[2]),
        "nextPop": JSON(numbers[3]),
      ]
    }
    return reply(table, rows, empty: "nothing runs")
  }

  private func memories(_ session: Session) -> Reply {
    var table = Table("memory", "elements", "type", "bytes", "written", "last write", "last read")
    let rows = session.memories.map { memory -> JSON in
      let percent = Int((memory.used * 100).rounded())
      table.append([
        StyledText(memory.name, .name), "\(memory.elementCount) × \(memory.lanes)",
        StyledText(memory.type), "\(memory.size)", "\(percent) %",
        StyledText(memory.lastWrite.map { "#\($0)" } ?? "-"),
        StyledText(memory.lastRead.map { "#\($0)" } ?? "-"),
      ])
      return [
        "name": .text(memory.name), "elements": .integer(memory.elementCount),
        "lanes": .integer(memory.lanes), "type": .text(memory.type),
        "bytes": .integer(memory.size), "used": .real(memory.used),
        "lastWrite": JSON(memory.lastWrite), "lastRead": JSON(memory.lastRead),
      ]
    }
    return reply(table, rows, empty: "nothing runs")
  }

  private func transfers(_ session: Session) -> Reply {
    var table = Table("direction", "instruction", "address", "rows", "waiting")
    let rows = session.transfers.map { transfer -> JSON in
      table.append([
        StyledText(transfer.direction), StyledText(transfer.instruction.map { "#\($0)" } ?? "-"),
        StyledText("0x" + String(transfer.address, radix: 16)),
        "\(transfer.doneRows)/\(transfer.totalRows)", "\(transfer.queued)",
      ])
      return [
        "direction": .text(transfer.direction), "insn": JSON(transfer.instruction),
        "address": .integer(transfer.address), "doneRows": .integer(transfer.doneRows),
        "rows": .integer(transfer.totalRows), "waiting": .integer(transfer.queued),
      ]
    }
    return reply(table, rows, empty: "no transfer runs or waits")
  }

  private func counters(_ session: Session) -> Reply {
    var table = Table([.init("counter"), .init("value", .trailing), .init("unit")])
    let rows = session.counterViews.map { counter -> JSON in
      table.append([
        StyledText(counter.name, .name), "\(counter.value)", StyledText(counter.unit),
      ])
      return [
        "name": .text(counter.name), "value": .integer(counter.value), "unit": .text(counter.unit),
      ]
    }
    return reply(table, rows, empty: "nothing runs")
  }

  private func stops(_ session: Session) -> Reply {
    var table = Table("number", "where", "hits", "enabled")
    let rows = session.stops.map { stop -> JSON in
      table.append([
        "\(stop.number, .number)", StyledText(stop.summary), "\(stop.hits)",
        StyledText(stop.isEnabled ? "yes" : "no"),
      ])
      return [
        "number": .integer(stop.number), "where": .text(stop.summary),
        "hits": .integer(stop.hits), "enabled": .flag(stop.isEnabled),
      ]
    }
    return reply(table, rows, empty: "there are no breakpoints")
  }

  private func marks(_ session: Session) -> Reply {
    var table = Table("mark", "where")
    let rows = session.markLines.map { mark -> JSON in
      table.append([StyledText(mark.name, .name), StyledText(mark.position)])
      return ["name": .text(mark.name), "where": .text(mark.position)]
    }
    return reply(table, rows, empty: "there are no checkpoints")
  }

  private func operators(_ session: Session) -> Reply {
    var table = Table([.init("operator"), .init("count", .trailing), .init("where")])
    let rows = session.operatorCounts.map { row -> JSON in
      table.append([StyledText(row.name, .name), "\(row.count)", StyledText(row.place)])
      return [
        "operator": .text(row.name), "count": .integer(row.count), "where": .text(row.place),
      ]
    }
    return reply(table, rows, empty: "no model is loaded")
  }

  private func stop(_ session: Session) -> Reply {
    guard let report = session.lastReport else {
      return Reply(StyledText("nothing has stopped yet", .dim), ["stop": .null])
    }
    return Reply(report.lines, ["stop": report.json])
  }

  private func passes(_ session: Session) -> Reply {
    var session = session
    _ = try? session.passViews()
    return PassCommands.pipelineReply(session)
  }

  private func target(_ session: Session) -> Reply {
    var session = session
    let views = session.targets.selected.compactMap { try? session.targetView($0) }
    return Reply(views.flatMap(\.lines), ["target": .list(views.map(\.json))])
  }

}

extension InfoTable {

  /// `FIRST COUNT`, or all.
  private func instructions(_ session: Session, _ words: [String]) throws(Diagnostic) -> Reply {
    var numbers: [Int] = []
    for word in words {
      let digits = word.hasPrefix("#") ? String(word.dropFirst()) : word
      numbers.append(try parseNumber(digits, as: "an instruction"))
    }
    let first = max(0, numbers.first ?? 0)
    let count = numbers.count > 1 ? max(0, min(numbers[1], 1 << 20)) : numbers.isEmpty ? 1 << 20 : 1
    return InfoTable.table(session, session.instructions(first ..< first + count))
  }

  /// The instructions around `number`.
  static func instructionList(
    _ session: Session, around number: Int?
  ) throws(Diagnostic) -> Reply {
    guard let center = number ?? session.nextInstruction else {
      throw .error("nothing runs", hints: ["`run` runs the program, `stream load DIR` loads one"])
    }
    let first = max(0, center - 5)
    return table(session, session.instructions(first ..< first + 11))
  }

  static func table(_ session: Session, _ views: [InstructionView]) -> Reply {
    let next = session.nextInstruction
    var table = Table([
      .init(""), .init("#", .trailing), .init("unit"), .init("instruction"), .init("pops"),
      .init("pushes"), .init("from"),
    ])
    for view in views {
      let mark =
        (view.hasBreakpoint ? "B" : " ") + (view.number == next ? "=>" : view.isDone ? " ." : "  ")
      table.append([
        StyledText(mark, view.number == next ? .current : .breakpoint),
        "\(view.number, .number)", StyledText(view.unit),
        StyledText("\(view.operation) \(view.operands)"),
        StyledText(view.pops.joined(separator: ",")),
        StyledText(view.pushes.joined(separator: ",")),
        StyledText(view.origin, .dim),
      ])
    }
    let rows = views.map { view -> JSON in
      [
        "insn": .integer(view.number), "unit": .text(view.unit),
        "text": .text("\(view.operation) \(view.operands)"), "pops": JSON(view.pops),
        "pushes": JSON(view.pushes), "from": .text(view.origin), "done": .flag(view.isDone),
      ]
    }
    return Reply(
      views.isEmpty ? [StyledText("there are no instructions", .dim)] : table.lines(),
      ["instructions": .list(rows)])
  }

}
