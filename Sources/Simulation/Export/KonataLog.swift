import Support

/// Writes a trace as the log that the pipeline viewer Konata reads (Kanata 0004): a line for each
/// instruction, a stage for each use of it, and what it waited for.
public enum KonataLog {

  /// - Parameter text: what instruction that number is.
  /// - Returns: nothing of use, where the work is to end.
  public static func text(
    of trace: ExecutionTrace, instruction text: (InstructionNumber) -> String
  ) -> String {
    let starts = trace.instructions.map {
      trace.waits(of: $0).first { $0.use != .idle }?.begin ?? $0.begin
    }
    let order = trace.instructions.indices.sortedWhileWanted { (starts[$0], $0) < (starts[$1], $1) }
    var identifiers: [InstructionNumber: Int] = [:]
    var commands: [Command] = []
    var poll = Poll()
    for (identifier, place) in order.enumerated() {
      if poll.isRequested(after: 1 << 8) { break }
      let instruction = trace.instructions[place]
      identifiers[instruction.number] = identifier
      commands += lines(trace, instruction, identifier, starts[place], text)
    }
    for path in trace.tokenPaths() {
      if poll.isRequested(after: 16) { break }
      guard let consumer = identifiers[path.pop.instruction],
        let producer = identifiers[path.push.instruction]
      else { continue }
      commands.append(Command(path.pop.cycle, 3, "W\t\(consumer)\t\(producer)\t0"))
    }
    return log(commands)
  }

  /// A line of the log, with its cycle and its place among the lines of the cycle.
  private struct Command {
    let cycle: Int
    let rank: Int
    let text: String
    init(_ cycle: Int, _ rank: Int, _ text: String) {
      self.cycle = cycle
      self.rank = rank
      self.text = text
    }
  }

  private static func lines(
    _ trace: ExecutionTrace, _ instruction: ExecutionTrace.Instruction, _ identifier: Int,
    _ start: Int, _ text: (InstructionNumber) -> String
  ) -> [Command] {
    let label = text(instruction.number).split(whereSeparator: { $0.isNewline || $0 == "\t" })
      .joined(separator: " ")
    var commands = [
      Command(start, 1, "I\t\(identifier)\t\(instruction.number.value)\t\(instruction.unit)"),
      Command(start, 2, "L\t\(identifier)\t0\t\(instruction.number.value) \(label)"),
    ]
    let spans =
      trace.waits(of: instruction).filter { $0.use != .idle } + trace.uses(of: instruction)
    for span in spans {
      let stage = stage(span.use, trace.queues)
      commands.append(Command(span.begin, 2, "S\t\(identifier)\t0\t\(stage)"))
      commands.append(Command(span.end, 0, "E\t\(identifier)\t0\t\(stage)"))
    }
    commands.append(
      Command(instruction.end, 3, "R\t\(identifier)\t\(identifier)\t0"))
    return commands
  }

  /// Short names of uses.
  public static func stage(_ use: CycleUse, _ queues: [String]) -> String {
    switch use {
    case .computing: "Cm"
    case .moving: "Mv"
    case .latency: "Dr"
    case .port: "Pt"
    case .instruction: "Fe"
    case .overhead: "Ov"
    case .dispatching: "Di"
    case .queueFull: "Qf"
    case .idle: "Id"
    case .token(let queue): "<" + queues[queue]
    case .room(let queue): ">" + queues[queue]
    }
  }

  private static func log(_ commands: [Command]) -> String {
    let order = commands.indices.sortedWhileWanted {
      (commands[$0].cycle, commands[$0].rank, $0) < (commands[$1].cycle, commands[$1].rank, $1)
    }
    var text = "Kanata\t0004\nC=\t0\n"
    var cycle = 0
    var poll = Poll()
    for index in order {
      if poll.isRequested(after: 8) { break }
      let command = commands[index]
      if command.cycle > cycle {
        text += "C\t\(command.cycle - cycle)\n"
        cycle = command.cycle
      }
      text += command.text + "\n"
    }
    return text
  }

}
