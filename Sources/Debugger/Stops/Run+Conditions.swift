import Diagnostics
import GraphIR
import Simulation
import Support
import TargetKit

/// What locations and entries mean in one run.
extension Journey.Run {

  /// The conditions at which an entry is to be asked; none where it is for something else.
  /// - Errors: its location means nothing.
  func conditions(of entry: Stops.Entry) throws(Diagnostic) -> [StopCondition] {
    try conditions(at: entry.location, for: entry.kind.use)
  }

  /// The conditions that stand for a location.
  /// - Errors: it means nothing.
  /// - Cost: O(instructions) the first time for a location that has to be looked for.
  func conditions(
    at location: Location, for use: LocationUse
  ) throws(Diagnostic) -> [StopCondition] {
    switch location {
    case .instruction(let number): return numbers.contains(number) ? [.instruction(number)] : []
    case .pass: return []
    case .tokens(let queue, .any): return [.push(queue), .pop(queue)]
    case .tokens(let queue, .push): return [.push(queue)]
    case .tokens(let queue, .pop): return [.pop(queue)]
    case .tokens(let queue, .level(let level)): return [.level(queue: queue, level)]
    case .memory(let name, let range): return accesses(name, range, use)
    case .operation(let name) where device.formats.contains(name): return [.format(name)]
    case .unit, .operation, .node, .pattern:
      return try known.conditions(at: location) { () throws(Diagnostic) in
        let found = try instructions(at: location)
        return found.isEmpty ? [] : [.instructions(found)]
      }
    }
  }

  /// What touches cells. A place among cells is what writes them.
  private func accesses(
    _ memory: String, _ range: Range<Int>, _ use: LocationUse
  ) -> [StopCondition] {
    let isDRAM = memory == CellPlace.dram
    let write: StopCondition = isDRAM ? .writeDRAM(range) : .write(memory: memory, range)
    let read: StopCondition = isDRAM ? .readDRAM(range) : .read(memory: memory, range)
    return switch use {
    case .place, .access(writes: true, reads: false): [write]
    case .access(writes: false, reads: _): [read]
    case .access: [write, read]
    }
  }

  /// The instructions that a location names.
  /// - Errors: it means nothing.
  func instructions(at location: Location) throws(Diagnostic) -> NumberSet {
    switch location {
    case .instruction(let number):
      var found = NumberSet(of: numbers)
      if numbers.contains(number) { found.insert(number) }
      return found
    case .unit(let unit, let place):
      var count = -1
      return NumberSet(of: numbers) { number in
        guard device.unit(of: number) == unit else { return false }
        count += 1
        return count == place
      }
    case .operation(let name):
      if device.formats.contains(name) { return device.instructions(ofFormat: name) }
      return NumberSet(of: numbers) { text($0).lowercased().contains(name) }
    case .pattern(let pattern): return NumberSet(of: numbers) { pattern.matches(text($0)) }
    case .node(let name): return try beginnings(ofNode: name)
    case .pass, .tokens, .memory: return NumberSet(of: numbers)
    }
  }

  private func text(_ number: InstructionNumber) -> String {
    device.instruction(number)?.text ?? ""
  }

  /// Where the instructions begin that were made from what `name` names: of those that follow each
  /// other, the first.
  private func beginnings(ofNode name: String) throws(Diagnostic) -> NumberSet {
    guard let module else { throw .error("it is not known what this stream was made from") }
    var descent = Descent(from: Set(try module.nodes(named: name)), in: module)
    var found = NumberSet(of: numbers)
    var number = numbers.lowerBound
    var isBefore = false
    for stream in device.workload.streams {
      for index in 0 ..< stream.instructionCount {
        let isOne = stream.origin(of: index).contains { descent.contains($0) }
        if isOne, !isBefore { found.insert(number) }
        isBefore = isOne
        number = number.advanced(by: 1)
      }
    }
    return found
  }

  /// What the instruction at this boundary did that a condition waited for; nil for places.
  func access(_ condition: StopCondition, isBackward: Bool) -> WatchedAccess? {
    guard condition.isEvent,
      let number = isBackward ? device.nextInstruction : device.lastInstruction
    else { return nil }
    switch condition {
    case .write(let memory, let range):
      return WatchedAccess(.write, by: number, at: CellPlace(memory, range))
    case .writeDRAM(let range):
      return WatchedAccess(.write, by: number, at: CellPlace(CellPlace.dram, range))
    case .read(let memory, let range):
      return WatchedAccess(.read, by: number, at: CellPlace(memory, range))
    case .readDRAM(let range):
      return WatchedAccess(.read, by: number, at: CellPlace(CellPlace.dram, range))
    default: return nil
    }
  }

}
