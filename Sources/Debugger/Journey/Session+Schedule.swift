public import Diagnostics
import Simulation
import Support
import TargetKit

/// Which unit goes on where several could.
public enum RunOrder: Sendable, Hashable {

  /// Instructions in their order, wherever tokens let them.
  case fifo

  /// Units as far ahead as tokens allow.
  case worstFirst

  /// The same order for the same seed.
  case random(seed: UInt64)

  /// The order that a file has.
  case replay(file: String)
}

/// An order that was written.
public struct SavedSchedule: Sendable, Hashable {
  public var path: String
  public var instructionCount: Int
}

extension Session {

  /// Says which unit goes on where several could; what runs begins again.
  /// - Errors: the file of the order is none; nothing has then changed.
  public mutating func setSchedule(_ order: RunOrder) throws(Diagnostic) {
    pace.schedule = try policy(order)
    try beginAgain()
    if pace.clock.timing != nil {
      report(
        .note("the cycle clock decides the order: `timing functional` leaves it to `schedule`"))
    }
  }

  private func policy(_ order: RunOrder) throws(Diagnostic) -> SchedulePolicy {
    switch order {
    case .fifo: .fifo
    case .worstFirst: .worstFirst
    case .random(let seed): .random(seed: seed)
    case .replay(let file): .replay(try self.order(inFile: file))
    }
  }

  /// Numbers of instructions, as `schedule save` writes them: one a line.
  private func order(inFile path: String) throws(Diagnostic) -> [InstructionNumber] {
    var order: [InstructionNumber] = []
    for (index, line) in try readText(path).lines.enumerated() {
      let text = line.trimmingBlanks
      if text.isEmpty { continue }
      guard let number = Int(text.hasPrefix("#") ? String(text.dropFirst()) : text), number >= 0
      else {
        throw .error(
          "`\(text)` is no instruction", at: Place(file: path, line: index + 1, column: 1),
          hints: ["a line has the number of one instruction, in the order in which they ran"])
      }
      order.append(InstructionNumber(number))
    }
    return order
  }

  /// Writes the order in which instructions have run so far, for `schedule replay`.
  /// - Errors: nothing runs, or the file can't be written.
  public func saveSchedule(_ path: String) throws(Diagnostic) -> SavedSchedule {
    let order = try requireRun().device.order
    try write(Array(order.map { "\($0.value)\n" }.joined().utf8), to: path)
    return SavedSchedule(path: path, instructionCount: order.count)
  }

  /// The order that runs keep, as `schedule` takes it.
  public var scheduleText: String {
    switch pace.schedule {
    case .fifo: "fifo"
    case .random(let seed): "random \(seed)"
    case .worstFirst: "worst-first"
    case .replay(let order): "replay of \(order.count) instructions"
    }
  }

}
