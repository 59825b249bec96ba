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

  /// The places of the token queues that it takes a token from, and puts one into.
  var pops: [Int] = []
  var pushes: [Int] = []

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
    guard case .tokens(let queues) = order else { return instruction }
    func isSet(_ flag: String) -> Bool {
      zip(format.fields, fields).contains { $0.name == flag && $1 != 0 }
    }
    instruction.pops = queues.indices.filter { queues[$0].to == unit && isSet(queues[$0].pop) }
    instruction.pushes = queues.indices.filter {
      queues[$0].from == unit && isSet(queues[$0].push)
    }
    return instruction
  }

  /// The unit that runs an instruction: the first whose condition holds, or that is said last.
  func unit(of form: Int, _ fields: [Int]) -> Int {
    let choices = placements.indices.contains(form) ? placements[form] : []
    let chosen = choices.first { choice in
      guard let condition = choice.condition else { return true }
      return (try? condition.value(in: fields)).map { $0 != 0 } ?? false
    }
    return min(max(0, (chosen ?? choices.last)?.unit ?? 0), max(0, units.count - 1))
  }

}
