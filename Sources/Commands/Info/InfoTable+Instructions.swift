import Canvas
import Debugger
import Diagnostics
import Support

extension InfoTable {

  /// How many instructions an answer has at most.
  private static let limit = 1 << 20

  /// How many of them are looked up at once.
  private static let piece = 1 << 10

  static let insns = InfoTable(
    name: "insns", summary: "instructions, from FIRST on, COUNT of them", takesWords: true,
    answer: instructionRows
  ) { session, words throws(Diagnostic) in
    var numbers: [Int] = []
    for word in words {
      let digits = word.hasPrefix("#") ? String(word.dropFirst()) : word
      let purpose = WordPurpose(command: "info", name: "number of instructions")
      numbers.append(try Word<Int>.number(0 ... .max).read(digits, purpose))
    }
    guard numbers.count <= 2 else {
      throw .error("`info insns` takes a first instruction and a count")
    }
    let first = numbers.first ?? 0
    let count = numbers.count > 1 ? numbers[1] : numbers.isEmpty ? .max : 1
    let (end, overflow) = first.addingReportingOverflow(min(count, limit))
    guard !overflow else { throw .error("there is no instruction #\(first)") }
    var rows: [InstructionRow] = []
    for start in stride(from: first, to: end, by: piece) {
      try session.interruption.check()
      let more = session.instructionRows(start ..< min(end, start + piece))
      if more.isEmpty { break }
      rows += more
    }
    var reply = table(session, rows)
    try session.interruption.check()
    if count > limit, end < .max, !session.instructions(end ..< end + 1).isEmpty {
      reply.cut(next: "info insns \(end) \(limit)")
    }
    return reply
  }

  /// The instructions around `number`, or around the next one; the last ones where all have run.
  static func instructionList(
    _ session: Session, around number: Int?
  ) throws(Diagnostic) -> Reply {
    let count = session.headline.instructionCount
    let center = number ?? session.nextInstruction
    guard center != nil || count > 0 else {
      throw .error("nothing runs", hints: ["`run` runs the program, `stream load DIR` loads one"])
    }
    let first = max(0, center.map { $0 - 5 } ?? count - 11)
    return table(session, session.instructionRows(first ..< first + 11))
  }

  static func table(_ session: Session, _ rows: [InstructionRow]) -> Reply {
    let next = session.nextInstruction
    let columns = InfoColumns(columns: instructionColumns(next: next))
    return Reply(
      rows.isEmpty
        ? [StyledText("there are no instructions", .dim)] : columns.table(of: rows).lines(),
      ["instructions": .list(columns.data(of: rows))])
  }

  /// The form of what `list` and `info insns` answer.
  static let instructionRows: Schema = Schema.object([
    .init(
      name: "instructions",
      schema: .list(
        .named("INSTRUCTION", InfoColumns(columns: instructionColumns(next: nil)).schema)),
      isOptional: false)
  ]).cuttable

  private static func instructionColumns(next: Int?) -> [InfoColumn<InstructionRow>] {
    [
      .shown("") { row in
        let view = row.view
        let place = view.number == next ? "=>" : view.isDone ? " ." : "  "
        return StyledText(
          (view.hasBreakpoint ? "B" : " ") + place, view.number == next ? .current : .breakpoint)
      },
      .number("#", as: "insn", .number, alignment: .trailing) { $0.view.number },
      .text("unit", as: "unit") { $0.view.unit },
      .text("instruction", as: "text") { "\($0.view.operation) \($0.view.operands)" },
      .texts("pops", as: "pops") { $0.view.pops },
      .texts("pushes", as: "pushes") { $0.view.pushes },
      .text("from", as: "from", .dim) { $0.view.origin },
      .data("done", .flag) { .flag($0.view.isDone) },
      .data("format", .text) { .text($0.format) },
      .data("operation", .text) { .text($0.view.operation) },
      .data("operands", .text) { .text($0.view.operands) },
      .data("fields", .map(.integer)) { row in
        .object(row.fields.map { .init($0.name, .integer($0.value)) })
      },
      .data("assembly", .text) { .text($0.assembly) },
    ]
  }

}
