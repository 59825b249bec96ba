public import Canvas
public import Debugger

/// The instructions of the stream, around the one that the next step runs.
public struct ProgramPane: Pane {

  public static let title = "PROGRAM"
  public static let summary = "the instruction stream: B breakpoint, ! hazard, ▶ next"

  private var cursor = ListCursor()

  public init() {}

  public func heading(_ session: any Inspection) -> String {
    session.headline.instructionCount > 0 && !session.tokenQueues.isEmpty
      ? "◂ takes ▸ gives a token" : ""
  }

  public let hints = [
    ListCursor.hint, KeyHint("b", "break"), KeyHint("t", "run to cursor"),
    KeyHint("Enter", "explain"),
  ]

  public mutating func follow() { cursor.follow() }

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    let headline = session.headline
    let count = headline.instructionCount
    guard count > 0 else { return nil }
    let place = session.nextInstruction ?? headline.position
    let line = cursor.line(of: count, following: place)
    switch key {
    case .character("b"):
      let stop = session.stops.first { $0.instruction == line }
      return .perform(stop.map { "delete \($0.number)" } ?? "break #\(line)")
    case .character("t"): return .perform("until #\(line)")
    case .enter: return .perform("explain #\(line)")
    default:
      let isMine = cursor.handle(key, count: count, following: place, rows: size.rows)
      return isMine ? .redraw : nil
    }
  }

  public mutating func search(_ text: String, forward: Bool, in session: any Inspection) -> Bool {
    let count = session.headline.instructionCount
    let order = cursor.searchOrder(of: count, following: session.nextInstruction, forward: forward)
    let found = order.first { number in
      session.instructions(number ..< number + 1).contains { $0.searchText.contains(text) }
    }
    if let found { cursor.choose(found) }
    return found != nil
  }

  public func selection(_ session: any Inspection) -> String? {
    let place = session.nextInstruction ?? session.headline.position
    let line = cursor.line(of: session.headline.instructionCount, following: place)
    return session.instructions(line ..< line + 1).first.map {
      "#\($0.number) \($0.operation) \($0.operands)"
    }
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    let headline = session.headline
    let count = headline.instructionCount
    let next = session.nextInstruction
    let place = next ?? headline.position
    let top = cursor.top(of: count, following: place, rows: surface.rows)
    let views = session.instructions(top ..< top + surface.rows)
    let columns = Columns(views, width: surface.columns, session)
    for (row, view) in views.enumerated() {
      surface.write(columns.line(view, isNext: view.number == next), column: 0, row: row)
      if view.number == cursor.chosen {
        surface.mark(
          Rect(column: 0, row: row, columns: surface.columns, rows: 1), .selected, onlyPlain: true)
      }
    }
    if count == 0 { surface.write(session.advice) }
  }

}

extension InstructionView {

  fileprivate var searchText: String { "#\(number) \(unit) \(operation) \(operands) \(origin)" }

  /// The operands with less around them: no stride where rows lie one behind the other, one sign
  /// for what is several characters in a listing, and numbers without zeros before them.
  fileprivate var shortOperands: String {
    var words = operands.split(separator: " ")
    for index in words.indices.dropFirst().dropLast().reversed()
    where words[index] == "stride" && words[index - 1] == words[index + 1] {
      words.removeSubrange(index ... index + 1)
    }
    let text = words.joined(separator: " ").replacing(" <- ", with: "←")
      .replacing(" x ", with: "×").replacing(" loop ", with: " ").replacing(" +", with: "+")
    let parts = text.split(separator: "0x", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(String(parts.first ?? "")) { shown, part in
      let zeros = part.prefix { $0 == "0" }.count
      let isZero = !(part.dropFirst(zeros).first?.isHexDigit ?? false)
      return shown + "0x" + part.dropFirst(isZero ? zeros - 1 : zeros)
    }
  }

}

/// How the parts of an instruction share a line.
private struct Columns {

  private let width: Int
  private let number: Int
  private let operation: Int
  /// - Invariant: 0 where nothing is known of time, or there is no room for it.
  private let cycles: Int
  private let origin: Int
  private var isShort = false
  /// The letters of the units that push into a queue and pop from it.
  private let ends: [String: (from: String, to: String)]

  init(_ views: [InstructionView], width: Int, _ session: any Inspection) {
    self.width = width
    number = max(4, String(views.last?.number ?? 0).count)
    operation = views.reduce(5) { max($0, $1.operation.cellWidth) } + 1
    let letters = Dictionary(session.units.map { ($0.name, $0.letter.lowercased()) }) { $1 }
    ends = session.tokenQueues.reduce(into: [:]) { ends, queue in
      ends[queue.name] = (
        letters[queue.producer] ?? queue.producer, letters[queue.consumer] ?? queue.consumer
      )
    }
    let isWide = width >= 70
    cycles = isWide ? views.reduce(0) { max($0, $1.cycles.map { "\($0)".count + 2 } ?? 0) } : 0
    let longest = views.reduce(0) { max($0, $1.origin.cellWidth) }
    origin = isWide ? min(longest, width / 4) : 0
    isShort = views.contains { view in
      room(beside: tail(view)) < view.operands.cellWidth
    }
  }

  func line(_ view: InstructionView, isNext: Bool) -> StyledText {
    var line = StyledText()
    let mark = view.hasHazard ? "!" : view.hasBreakpoint ? "B" : " "
    line.append(mark, view.hasHazard ? .hazard : .breakpoint)
    line.append(isNext ? "▶" : " ", .current)
    let role: Role = isNext ? .current : view.isDone ? .dim : .plain
    line += StyledText("\(view.number)", role).padded(to: number, .trailing)
    line.append(" \(view.letter.uppercased()) ", role)
    line += StyledText(view.operation, role).padded(to: operation)
    let tail = tail(view)
    return line
      + StyledText(isShort ? view.shortOperands : view.operands, role)
      .padded(to: room(beside: tail)) + tail
  }

  /// How many cells are left for operands: marks, number, unit and operation come before them.
  private func room(beside tail: StyledText) -> Int {
    max(0, width - 2 - number - 3 - operation - tail.cellWidth)
  }

  /// Tokens taken and given, then what it costs and belongs to where there is room.
  private func tail(_ view: InstructionView) -> StyledText {
    let pops = view.pops.map { "◂" + (ends[$0]?.from ?? $0) }.joined()
    let pushes = view.pushes.map { "▸" + (ends[$0]?.to ?? $0) }.joined()
    guard width >= 70 else {
      return StyledText(pops.isEmpty && pushes.isEmpty ? "" : " " + pops + pushes, .name)
    }
    var tail = StyledText("  ") + StyledText(pops, .name).padded(to: 5)
    tail += StyledText(pushes, .name).padded(to: 4)
    tail += StyledText(view.cycles.map { "\($0)" } ?? "", .number).padded(to: cycles, .trailing)
    return tail + StyledText(origin > 0 ? "  " : "")
      + StyledText(view.origin, .dim).padded(to: origin)
  }

}
