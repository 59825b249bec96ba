import ISA
import Support
import TargetKit

/// The instructions of a workload, and which of them each unit and each queue has.
///
/// All of it is of the same instructions: the first ones, where the work was to end before the last.
struct PlannedProgram {

  let words: [Word]
  private(set) var count = 0

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
    // The words of one stream are shared with it.
    let streams = workload.streams
    words = streams.count == 1 ? streams[0].words : streams.flatMap(\.words)
    let decoder = InstructionDecoder(description)
    var poll = Poll()
    for word in words {
      if poll.isRequested(after: 32) { return }
      let instruction = decoder.decode(word)
      append(instruction)
      builder.append(instruction)
    }
  }

  @inline(__always)
  private mutating func append(_ instruction: DecodedInstruction) {
    let index = Int32(truncatingIfNeeded: count)
    count += 1
    unitInstructions[instruction.unit].append(index)
    for queue in instruction.pushes.bits { pushers[queue].append(index) }
    for queue in instruction.pops.bits { poppers[queue].append(index) }
  }

}
