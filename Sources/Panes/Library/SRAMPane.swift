public import Canvas
public import Debugger

/// How full the memories of the accelerator are, and what is being copied.
public struct SRAMPane: Pane {

  public static let title = "SRAM & DMA"
  public static let summary = "what the memories hold, and the copies to and from outer memory"

  private var selected = 0

  public init() {}

  public let hints = [ListCursor.hint, KeyHint("Enter", "show memory")]

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    let memories = session.arrays
    guard !memories.isEmpty else { return nil }
    let current = min(selected, memories.count - 1)
    switch key {
    case .up, .character("k"): selected = max(0, current - 1)
    case .down, .character("j"): selected = min(current + 1, memories.count - 1)
    case .enter: return .perform("x/8 \(memories[current].name)[0]")
    case .mouse(let mouse) where mouse.action == .press:
      selected = min(mouse.row, memories.count - 1)
    default: return nil
    }
    return .redraw
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    guard !session.memories.isEmpty else {
      surface.write(session.advice)
      return
    }
    let peek = surface.rows < 8 && surface.columns >= 72 ? 33 : 0
    let width = surface.columns - peek
    let arrays = session.arrays
    let label = min(9, arrays.reduce(4) { max($0, $1.name.count) }) + 1
    for (row, memory) in arrays.enumerated() {
      draw(memory, of: session, label: label, row: row, width: width, on: &surface)
    }
    if peek > 0 { drawPeek(session, column: width, on: &surface) }
    var row = arrays.count
    guard row + 1 < surface.rows else { return }
    surface.write(Self.legend, column: 0, row: row)
    row += 2
    for transfer in session.transfers {
      surface.write(StyledText("DMA  ") + transfer.line(barWidth: 14), column: 0, row: row)
      row += 1
    }
  }

  private static let legend: StyledText =
    "\("█", .running) written  ▓ partly  \("◆", .changed) by the last instruction"

  private func draw(
    _ memory: MemoryView, of session: any Inspection, label: Int, row: Int, width: Int,
    on surface: inout Surface
  ) {
    let name = StyledText(memory.name.uppercased(), .name).padded(to: label)
    let size = StyledText(memory.size.inBinaryUnits).padded(to: 8, .trailing)
    let events: [(String, Int?)] = [("r", memory.lastRead), ("w", memory.lastWrite)]
    let known = events.compactMap { what, number in number.map { "\(what)#\($0)" } }
    let percent = Int((memory.used * 100).rounded())
    let tail =
      StyledText("\(percent)%", .number).padded(to: 5, .trailing)
      + StyledText(" " + known.joined(separator: " "), .dim).padded(to: 16)
    let barWidth = max(0, min(40, width - label - 8 - 3 - tail.cellWidth))
    var bar = StyledText()
    for part in session.occupancy(of: memory.name, parts: barWidth) {
      let (mark, role) = part.mark
      bar.append(mark, role)
    }
    let line = name + size + StyledText(" ▐") + bar.padded(to: barWidth) + StyledText("▌") + tail
    surface.write(line.truncated(to: width), column: 0, row: row)
    if row == selected {
      surface.mark(Rect(column: 0, row: row, columns: 4, rows: 1), .selected, onlyPlain: true)
    }
  }

  /// A few elements of the memory that the last step changed, or of the last memory.
  private func drawPeek(_ session: any Inspection, column: Int, on surface: inout Surface) {
    let memories = session.arrays
    let newest = memories.max { ($0.lastWrite ?? -1) < ($1.lastWrite ?? -1) }
    guard let memory = newest ?? memories.last else { return }
    let title = "\(memory.name) \(memory.type) 1×\(memory.lanes)"
    surface.write(title, .name, column: column, row: 0)
    let first = min(memory.firstChanged ?? 0, max(0, memory.elementCount - surface.rows + 1))
    let rows = session.rows(
      of: memory.name, first ..< first + max(0, surface.rows - 1), as: .decimal)
    for (offset, element) in rows.enumerated() {
      let mark = StyledText(element.isChanged ? "*" : " ", .changed)
      let index = StyledText("\(element.index)", .dim).padded(to: 4, .trailing)
      let lanes = element.lanes.prefix(4).map {
        StyledText(" ")
          + StyledText($0.shortNumber(6), element.isChanged ? .changed : .plain)
          .padded(to: 6, .trailing)
      }
      surface.write(lanes.reduce(index + mark, +), column: column, row: offset + 1)
    }
  }

}

extension Occupancy {
  /// How a part is drawn; every kind has its own mark.
  fileprivate var mark: (String, Role) {
    switch self {
    case .neverWritten: (" ", .plain)
    case .partlyWritten: ("▓", .running)
    case .written: ("█", .running)
    case .changed: ("◆", .changed)
    }
  }
}

extension TransferView {

  /// `write #114 ████░░░  9/14 rows  queue 1/8`
  func line(barWidth: Int) -> StyledText {
    let queue = queueCapacity > 0 ? "  queue \(queued)/\(queueCapacity)" : ""
    let name = StyledText(direction).padded(to: 6)
    guard let instruction else {
      return name + StyledText("idle", .idle) + StyledText(queue, .dim)
    }
    let filled = totalRows > 0 ? min(barWidth, barWidth * doneRows / totalRows) : 0
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: barWidth - filled)
    return name + StyledText("#\(instruction) ", .number) + StyledText(bar, .running)
      + StyledText(" \(doneRows)/\(totalRows) rows") + StyledText(queue, .dim)
  }

}

extension Inspection {
  /// What is addressed, and what keeps numbers within a unit; registers are shown by their numbers.
  var arrays: [MemoryView] { memories.filter { !$0.isRegister } }
}

extension String {
  /// A number with as many digits behind the point as there is room for.
  fileprivate func shortNumber(_ width: Int) -> String {
    guard count > width, let point = firstIndex(of: "."), !contains("e"),
      distance(from: startIndex, to: point) < width
    else { return self }
    return String(prefix(width))
  }
}

extension Int {
  /// As `32 KiB` where that is exact, else in bytes.
  var inBinaryUnits: String {
    for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] {
      if self > 0 && self & ((1 << shift) - 1) == 0 { return "\(self >> shift) \(unit)" }
    }
    return "\(self) B"
  }
}
