import Simulation

/// What a trace can be written as.
public enum TraceFormat: String, Sendable, Hashable, CaseIterable {
  case perfetto, konata, vcd, csv

  /// The text of a trace, with what instructions are.
  func text(of trace: ExecutionTrace, instruction: (InstructionNumber) -> String) -> String {
    switch self {
    case .perfetto: ChromeTrace.text(of: trace, instruction: instruction)
    case .konata: KonataLog.text(of: trace, instruction: instruction)
    case .vcd: ValueChangeDump.text(of: trace, instruction: instruction)
    case .csv: SpanTable.text(of: trace, instruction: instruction)
    }
  }
}
