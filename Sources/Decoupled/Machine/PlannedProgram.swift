import ISA
import Support
import TargetKit

/// The instructions of a workload, decoded, and which of them each unit and each queue has.
///
/// All of it is of the same instructions: the first ones, where the work was to end before the last.
struct PlannedProgram {

  private(set) var instructions: DecodedInstructions

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
    let decoder = InstructionDecoder(description)
    let words = PlannedProgram.words(of: workload)
    instructions = DecodedInstructions(words: words, decoder: decoder)
    var poll = Poll()
    var count = 0
    for word in words {
      if poll.isRequested(after: 32) {
        instructions = DecodedInstructions(words: Array(words[..<count]), decoder: decoder)
        return
      }
      let instruction = decoder.decode(word)
      append(instruction, Int32(truncatingIfNeeded: count))
      builder.append(instruction)
      count += 1
    }
  }

  /// Those of all streams; of one alone they are the same array.
  private static func words(of workload: Workload) -> [Word] {
    guard workload.streams.count != 1 else { return workload.streams[0].words }
    return workload.streams.flatMap(\.words)
  }

  @inline(__always)
  private mutating func append(_ instruction: DecodedInstruction, _ index: Int32) {
    unitInstructions[instruction.unit].append(index)
    for queue in instruction.pushes.bits { pushers[queue].append(index) }
    for queue in instruction.pops.bits { poppers[queue].append(index) }
  }

}
