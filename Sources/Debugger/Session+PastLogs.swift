public import Diagnostics
import Simulation
import Support
import TargetKit

extension Session {

  /// What a log of `expression` at `place` would have said if it had been set before the start, up to
  /// the furthest point that was reached.
  /// - Parameter format: the text with `%d`; where it is empty, the expression and its value.
  /// - Errors: one of the texts is none, or nothing runs.
  /// - Cost: that of running once more.
  public func pastLog(
    _ expressions: [String], at place: String, format: String = ""
  ) throws(Diagnostic) -> PastLogAnswer {
    try requireExecution()
    let (spot, condition) = place.splitAtIf
    let location = try Location(parsing: spot)
    try check(location)
    var entry = StopList.Entry(number: 0, kind: .log, location: location)
    for text in expressions { entry.arguments.append(try Expression(parsing: text)) }
    entry.format =
      format.isEmpty ? expressions.map { "\($0) = %d" }.joined(separator: ", ") : format
    if let condition { entry.condition = try Expression(parsing: condition) }
    var past = self
    past.stopList = StopList()
    _ = past.stopList.insert(entry)
    var hits: [(instruction: Int?, text: String)] = []
    for index in execution?.runs.indices ?? 0 ..< 0 {
      hits += try past.hits(of: entry, inRun: index)
    }
    return PastLogAnswer(
      location: "\(location)",
      hits: hits.map {
        PastLogAnswer.Hit(instruction: $0.instruction.map { InstructionNumber($0) }, text: $0.text)
      })
  }

  /// Runs one device from its start to where it has come, and logs on the way.
  private mutating func hits(
    of entry: StopList.Entry, inRun index: Int
  ) throws(Diagnostic) -> [(Int?, String)] {
    guard let newest = execution?.runs[index].device.newestMark else { return [] }
    execution?.current = index
    execution?.runs[index].device.seek(to: Mark(), interruption: interruption)
    let conditions =
      try conditions().map(\.condition) + [.position(newest.instruction)]
    var hits: [(Int?, String)] = []
    func isPast(_ mark: Mark?) -> Bool { mark.map { $0 >= newest } ?? true }
    if let stop = startCondition(conditions.dropLast()), stop, !isPast(execution?.run?.device.mark)
    {
      try log(entry, &hits)
    }
    while !isPast(execution?.run?.device.mark) {
      let before = execution?.run?.device.mark
      let stop = execution?.runs[index].device.run(until: conditions, interruption: interruption)
      switch stop {
      case .condition(let hit)? where hit < conditions.count - 1: try log(entry, &hits)
      case .interrupted?: throw .interrupted
      case .streamEnd?, .condition?, .race?: continue
      case .deadlock? where execution?.run?.device.mark != before: continue
      default: return hits
      }
    }
    return hits
  }

  /// Whether the place where a run starts is one that is logged: a run asks only behind its first
  /// instruction.
  private func startCondition(_ conditions: ArraySlice<StopCondition>) -> Bool? {
    guard let run = execution?.run, let next = run.device.nextInstruction else { return nil }
    let format = run.device.instruction(next)?.format
    return conditions.contains { condition in
      switch condition {
      case .instruction(let index): index == next
      case .format(let name): name == format
      default: false
      }
    }
  }

  private func log(
    _ entry: StopList.Entry, _ hits: inout [(Int?, String)]
  ) throws(Diagnostic) {
    if let condition = entry.condition, try evaluate(condition) == 0 { return }
    hits.append((nextInstruction, try formatted(entry)))
  }

}
