import Diagnostics
import Simulation
import Support
import TargetKit

/// Ways to a known point in time. Nobody is asked on the way.
extension Journey {

  /// A point in time as `goto` takes it.
  enum Destination: Sendable {
    case moment(Moment)

    /// Behind so many instructions of the sample, or at its end.
    case position(Int)

    /// Where the first instruction that a location names is next.
    case location(Location)
  }

  /// Goes to a destination.
  /// - Returns: what kept it from getting there: the user, or a fault or deadlock on the way.
  /// - Errors: there is no such point; it stands where it stood then.
  mutating func travel(to destination: Destination) throws(Diagnostic) -> StopReason? {
    let before = moment
    do throws(Diagnostic) {
      switch destination {
      case .moment(let moment):
        guard try seek(moment) else { throw .error("that was in a run that is over") }
        return interruption.isRequested ? interrupted : nil
      case .position(let count): return try go(behind: count)
      case .location(let location): return try go(to: location)
      }
    } catch {
      if let before { _ = try? seek(before) }
      throw error
    }
  }

  /// Goes to a moment that there has been.
  /// - Returns: whether there is such a moment.
  /// - Errors: the user interrupted it on the way to another sample; nothing has changed then.
  mutating func seek(_ moment: Moment) throws(Diagnostic) -> Bool {
    if moment.sample != sample {
      guard try enterSample(moment.sample) else { return false }
    }
    while !runs.indices.contains(moment.run) {
      guard try enterRunBehindLast() else { return false }
    }
    current = moment.run
    seekHere(moment.mark)
    return true
  }

  /// Lets the current device go to a mark. Nobody may hold the journey meanwhile, as a call does that
  /// takes the result: the device would be copied.
  @discardableResult
  private mutating func seekHere(_ mark: Mark) -> Stop {
    let interruption = interruption
    return runs[current].device.seek(to: mark, interruption: interruption)
  }

  private mutating func go(behind count: Int) throws(Diagnostic) -> StopReason? {
    var before = 0
    var index = 0
    while true {
      let length = runs[index].numbers.count
      if count - before <= length {
        current = index
        let stop = seekHere(Mark(instruction: count - before))
        return blocked(stop, at: count - before)
      }
      before += length
      index += 1
      if !runs.indices.contains(index), try !enterRunBehindLast() {
        return blocked(runs[current].device.stop, at: runs[current].end.instruction)
      }
    }
  }

  /// What kept a device from getting behind so many instructions.
  private func blocked(_ stop: Stop, at position: Int) -> StopReason? {
    switch stop {
    case .interrupted: interrupted
    case .fault, .deadlock: reason(of: stop)
    default: nil
    }
  }

  /// Goes to the instruction in the run where it stands if that has one, or else in the first that
  /// has.
  private mutating func go(to location: Location) throws(Diagnostic) -> StopReason? {
    if let number = try runs[current].instructions(at: location).smallest {
      return go(to: number)
    }
    var index = 0
    while true {
      if runs.indices.contains(index) {
        if let number = try runs[index].instructions(at: location).smallest {
          current = index
          return go(to: number)
        }
        index += 1
      } else if try !enterRunBehindLast() {
        if let reason = blocked(runs[current].device.stop, at: 0) { return reason }
        throw .error("`\(location)` is not in the program")
      }
    }
  }

  /// Goes to where an instruction of the current run is next.
  private mutating func go(to number: InstructionNumber) -> StopReason? {
    guard runs[current].device.nextInstruction != number else { return nil }
    if let position = runs[current].device.position(of: number) {
      let stop = seekHere(Mark(instruction: position))
      return blocked(stop, at: position)
    }
    return runForward(to: number)
  }

  /// Runs to where an instruction is next, over the ends of streams and races.
  private mutating func runForward(to number: InstructionNumber) -> StopReason? {
    let interruption = interruption
    seekHere(runs[current].device.newestMark)
    while runs[current].device.nextInstruction != number || runs[current].device.mark.step > 0 {
      let before = runs[current].device.mark
      let stop = runs[current].device.run(
        to: nil, until: [.instruction(number)], interruption: interruption)
      switch stop {
      case .condition: return nil
      case .streamEnd, .race: continue
      case .deadlock where runs[current].device.mark != before: continue
      default: return blocked(stop, at: 0) ?? reason(of: stop)
      }
    }
    return nil
  }

}
