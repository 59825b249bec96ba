import Support

/// Writes a trace as comma-separated values (RFC 4180): a line for each span of each unit.
public enum SpanTable {

  public static let columns = [
    "unit", "instruction", "text", "part", "use", "begin", "end", "cycles",
  ]

  /// - Parameter text: what instruction that number is.
  /// - Returns: the first part, where the work is to end.
  public static func text(
    of trace: ExecutionTrace, instruction text: (InstructionNumber) -> String
  ) -> String {
    var table = columns.joined(separator: ",") + "\r\n"
    var poll = Poll()
    for unit in trace.units.indices {
      for slice in trace.slices(of: unit) {
        if poll.isRequested(after: 1 << 8) { return table }
        let number = slice.instruction.map { trace.instructions[$0].number }
        let part = number == nil ? "" : slice.isBefore ? "wait" : "run"
        let fields = [
          trace.units[unit], number.map { String($0.value) } ?? "", number.map(text) ?? "", part,
          slice.span.use.name(queues: trace.queues), String(slice.span.begin),
          String(slice.span.end), String(slice.span.count),
        ]
        table += fields.map(field).joined(separator: ",") + "\r\n"
      }
    }
    return table
  }

  private static func field(_ text: String) -> String {
    let isPlain = !text.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

}
