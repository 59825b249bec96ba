import Support

/// Writes a trace as a value change dump (VCD, IEEE 1364), which waveform viewers read: what each unit
/// does and runs, how many tokens are in each queue, and when the ports are busy. A nanosecond there
/// is a cycle here.
public enum ValueChangeDump {

  /// A signal: its name, its scope, how many bits it has, and its values from cycles on.
  private struct Signal {
    var scope: String
    var name: String
    var width: Int
    var changes: [(cycle: Int, value: Int?)]
  }

  /// - Parameter text: what instruction that number is; it stands in comments.
  /// - Returns: nothing of use, where the work is to end.
  public static func text(
    of trace: ExecutionTrace, instruction text: (InstructionNumber) -> String
  ) -> String {
    let signals =
      trace.units.indices.flatMap { unit($0, trace) }
      + trace.queues.indices.map { queue($0, trace) } + [port(false, trace), port(true, trace)]
    return header(trace, signals, text) + changes(trace, signals)
  }

  // MARK: Signals

  private static func unit(_ unit: Int, _ trace: ExecutionTrace) -> [Signal] {
    var numbers: [(cycle: Int, value: Int?)] = [(0, nil)]
    for instruction in trace.instructions where instruction.unit == unit {
      numbers.append((instruction.begin, instruction.number.value))
      numbers.append((instruction.end, nil))
    }
    let uses = trace.spans[unit].map { (cycle: $0.begin, value: Optional($0.use.index)) }
    let name = trace.units[unit]
    return [
      Signal(scope: name, name: "use", width: 8, changes: uses),
      Signal(scope: name, name: "instruction", width: 32, changes: numbers),
    ]
  }

  private static func queue(_ queue: Int, _ trace: ExecutionTrace) -> Signal {
    let levels = trace.levels(of: queue).map { (cycle: $0.cycle, value: Optional($0.level)) }
    return Signal(
      scope: "tokens", name: trace.queues[queue], width: 32, changes: [(0, 0)] + levels)
  }

  private static func port(_ isWrite: Bool, _ trace: ExecutionTrace) -> Signal {
    var changes: [(cycle: Int, value: Int?)] = [(0, 0)]
    for burst in trace.bursts where burst.isWrite == isWrite {
      changes.append((burst.data, 1))
      changes.append((burst.end, 0))
    }
    return Signal(scope: "ports", name: isWrite ? "write" : "read", width: 1, changes: changes)
  }

  // MARK: Text

  private static func header(
    _ trace: ExecutionTrace, _ signals: [Signal], _ text: (InstructionNumber) -> String
  ) -> String {
    func comment(_ lines: [String]) -> String {
      "$comment\n" + lines.map { $0.replacing("$", with: "") + "\n" }.joined() + "$end\n"
    }
    let uses = (0 ..< CycleUse.count(queues: trace.queues.count)).map {
      "use \($0) \(CycleUse(index: $0).name(queues: trace.queues))"
    }
    let numbers = trace.instructions.map(\.number).sortedWhileWanted(by: <)
    let instructions = Slices(numbers.count, size: 1 << 9).flatMap { part in
      numbers[part].map { "instruction \($0.value) \(text($0))" }
    }
    var header = comment(uses) + comment(instructions) + "$timescale 1 ns $end\n"
    var scope = ""
    for (index, signal) in signals.enumerated() {
      if signal.scope != scope {
        header += (scope.isEmpty ? "" : "$upscope $end\n") + "$scope module \(signal.scope) $end\n"
        scope = signal.scope
      }
      header += "$var wire \(signal.width) \(code(index)) \(signal.name) $end\n"
    }
    return header + "$upscope $end\n$enddefinitions $end\n"
  }

  private static func changes(_ trace: ExecutionTrace, _ signals: [Signal]) -> String {
    var all: [(cycle: Int, signal: Int, value: Int?)] = []
    var poll = Poll()
    for (index, signal) in signals.enumerated() {
      for change in signal.changes {
        if poll.isRequested(after: 4) { return "" }
        if let last = all.last, last.signal == index, last.cycle == change.cycle {
          all.removeLast()
        }
        all.append((change.cycle, index, change.value))
      }
    }
    all = all.sortedWhileWanted { ($0.cycle, $0.signal) < ($1.cycle, $1.signal) }
    var text = ""
    var cycle = -1
    for change in all {
      if poll.isRequested(after: 32) { return text }
      if change.cycle != cycle {
        text += "#\(change.cycle)\n"
        cycle = change.cycle
      }
      let digits = change.value.map { String($0, radix: 2) } ?? "x"
      let isWide = signals[change.signal].width > 1
      text += (isWide ? "b\(digits) " : digits) + code(change.signal) + "\n"
    }
    return text + (trace.cycles > cycle ? "#\(trace.cycles)\n" : "")
  }

  /// The characters by which a signal is called: printable ones, the lowest first.
  private static func code(_ index: Int) -> String {
    var rest = index
    var code = ""
    repeat {
      code.unicodeScalars.append(Unicode.Scalar(UInt8(33 + rest % 94)))
      rest = rest / 94 - 1
    } while rest >= 0
    return code
  }

}
