import Effects
import ISA
import Support
import TargetKit

/// A word of a stream as the machine runs it.
struct DecodedInstruction: Sendable {

  /// The place of the instruction in the description; nil where no instruction has the opcode.
  var form: Int?

  /// The numbers of its fields, in the order of its format.
  var fields: [Int] = []

  /// The place of its unit among those of the machine.
  var unit = 0

  /// What it takes from queues or waits for in them, and what it puts into them or needs room for.
  var pops: [QueueUse] = []
  var pushes: [QueueUse] = []

}

extension MachineDescription {

  /// The instructions of a stream, in order. This is the one place where words become instructions.
  ///
  /// There are fewer where the work is to end.
  func decoded(_ stream: Stream) -> [DecodedInstruction] {
    switch stream.code {
    case .narrow(let words): decoded(words)
    case .wide(let words): decoded(words)
    }
  }

  private func decoded(_ words: [some BitWord]) -> [DecodedInstruction] {
    var instructions: [DecodedInstruction] = []
    instructions.reserveCapacity(words.count)
    for slice in Slices(words.count, size: 1 << 9) {
      for index in slice { instructions.append(decoded(words[index])) }
    }
    return instructions
  }

  private func decoded(_ word: some BitWord) -> DecodedInstruction {
    guard let form = instructionSet.formatIndex(of: word),
      self.form.instructions.indices.contains(form)
    else { return DecodedInstruction() }
    let format = instructionSet.formats[form]
    let fields = format.decode(word)
    let unit = unit(of: form, fields)
    var instruction = DecodedInstruction(form: form, fields: fields, unit: unit)
    switch order {
    case .tokens(let queues):
      func isSet(_ flag: String) -> Bool {
        zip(format.fields, fields).contains { $0.name == flag && $1 != 0 }
      }
      instruction.pops = queues.indices.filter { queues[$0].to == unit && isSet(queues[$0].pop) }
        .map { QueueUse(queue: $0) }
      instruction.pushes = queues.indices.filter {
        queues[$0].from == unit && isSet(queues[$0].push)
      }.map { QueueUse(queue: $0) }
    case .counted(let buffers):
      let actions = self.form.instructions[form].effect.actions(where: fields) ?? []
      for queue in buffers.indices {
        instruction.pops += use(of: buffers[queue].name, queue, .peek, .pop, actions, fields)
        instruction.pushes += use(of: buffers[queue].name, queue, .reserve, .push, actions, fields)
      }
    case .inOrder, .interlocks, .waits, .barriers, .none: break
    }
    return instruction
  }

  /// What statements say to a buffer: to wait alone, or also to move tiles.
  private func use(
    of name: String, _ queue: Int, _ waits: QueueVerb, _ moves: QueueVerb, _ actions: [Action],
    _ fields: [Int]
  ) -> [QueueUse] {
    var use = QueueUse(queue: queue, count: 0, needed: 0)
    for case .queue(let verb, name, let count) in actions {
      let count = min(max(0, (try? count.value(in: fields)) ?? 0), 1 << 30)
      if verb == waits { use.needed = max(use.needed, count) }
      if verb == moves { use.count += count }
    }
    use.needed = max(use.needed, use.count)
    return use.needed > 0 ? [use] : []
  }

  /// The unit that runs an instruction: the first whose condition holds, or that is said last.
  func unit(of form: Int, _ fields: [Int]) -> Int {
    let choices = placements.indices.contains(form) ? placements[form] : []
    return min(max(0, choices.unit(where: fields) ?? 0), max(0, units.count - 1))
  }

}
