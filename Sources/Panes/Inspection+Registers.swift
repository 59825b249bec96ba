import Canvas
import Debugger

extension Inspection {

  /// What registers hold and how much is under way, as many beside each other as there is room for.
  func registerLines(width: Int) -> [StyledText] {
    var lines: [StyledText] = []
    for item in outstanding + registers {
      if let last = lines.last, last.cellWidth + 2 + item.cellWidth <= width {
        lines[lines.count - 1] = last + StyledText("  ") + item
      } else {
        lines.append(item.truncated(to: width))
      }
    }
    return lines
  }

  private var outstanding: [StyledText] {
    counterViews.compactMap { counter in
      counter.limit.map { limit in
        StyledText("\(counter.name) ", .name)
          + StyledText("\(counter.value)/\(limit)", counter.value > 0 ? .changed : .number)
      }
    }
  }

  private var registers: [StyledText] {
    memories.filter(\.isRegister).map { register in
      let rows = rows(of: register.name, 0 ..< register.elementCount, as: .decimal)
      return rows.reduce(StyledText(register.name, .name)) { text, row in
        let numbers = " " + row.lanes.joined(separator: " ")
        return text + StyledText(numbers, row.isChanged ? .changed : .number)
      }
    }
  }

}
