import ISA
import Support
import TargetKit

/// The instructions of a workload, decoded, and which of them each unit and each queue has.
///
/// All of it is of the same instructions: the first ones, where the work was to end before the last.
struct PlannedProgram {

  private(set) var words: [Word] = []
  private(set) var instructions: [DecodedInstruction] = []

  /// For each unit the instructions that it runs, in order.
  private(set) var unitInstructions: [[Int32]]

  /// For each token queue the instructions that push into it and that pop from it, in order.
  private(set) var pushers: [[Int32]]
  private(set) var poppers: [[Int32]]

  /// - Parameter builder: gets every instruction, in order.
  init(_ workload: Workload, _ description: DecoupledDescription, _ builder: inout RecordBuilder) {
    unitInstructions = description.units.map { _ in [] }
    pushers = description.tokens.map { _ in [] }
    poppers = pushers
    words.reserveCapacity(workload.instructionCount)
    instructions.reserveCapacity(workload.instructionCount)
    let decoder = InstructionDecoder(description)
    var poll = Poll()
    for stream in workload.streams {
      for word in stream.words {
        if poll.isRequested(after: 32) { return }
        append(word, decoder.decode(word))
        builder.append(instructions[instructions.count - 1])
      }
    }
  }

  @inline(__always)
  private mutating func append(_ word: Word, _ instruction: DecodedInstruction) {
    let index = Int32(truncatingIfNeeded: instructions.count)
    words.append(word)
    instructions.append(instruction)
    unitInstructions[instruction.unit].append(index)
    for queue in instruction.pushes.bits { pushers[queue].append(index) }
    for queue in instruction.pops.bits { poppers[queue].append(index) }
  }

}
