import Diagnostics
import Effects
import ISA
import Simulation
import Support
import TargetKit

/// A workload as the machine runs it: all that is known before the first instruction and does not
/// change. Machines share it, since they hand it on with every instruction.
final class MachineProgram: Sendable {

  let description: MachineDescription
  let workload: Workload
  let options: RunOptions
  let engine: EffectEngine

  /// Of all streams, one behind the other.
  let instructions: [DecodedInstruction]

  /// For each stream the first instruction behind it.
  let streamEnds: [Int]

  /// What runs instructions; one at least.
  let units: [UnitDescription]

  /// For each unit the instructions that it runs, in order, and for each instruction which one of its
  /// unit it is, counted from 0.
  let lists: [[Int]]
  let ranks: [Int]

  /// What units put something into for each other, and how much is there at the beginning.
  let queues: [MachineQueue]
  let initialTokens: [Int]
  let tokens: TokenPairs

  /// Whether queues say which unit may go on.
  let hasQueues: Bool

  /// - Errors: the image or the tokens are not what such a machine can begin with.
  init(
    _ description: MachineDescription, _ workload: Workload, _ options: RunOptions
  ) throws(Diagnostic) {
    self.description = description
    self.workload = workload
    self.options = options
    try MachineProgram.check(workload, on: description)
    engine = try EffectEngine(
      description.form, host: workload.image.segments.map(\.addresses))
    units =
      description.units.isEmpty
      ? [UnitDescription(name: description.name, letter: "U")] : description.units
    var instructions: [DecodedInstruction] = []
    var ends: [Int] = []
    for stream in workload.streams {
      instructions += description.decoded(stream)
      ends.append(instructions.count)
    }
    try Interruption.current.check()
    self.instructions = instructions
    streamEnds = ends
    var lists = units.map { _ in [Int]() }
    var ranks: [Int] = []
    ranks.reserveCapacity(instructions.count)
    for slice in Slices(instructions.count) {
      for index in slice {
        ranks.append(lists[instructions[index].unit].count)
        lists[instructions[index].unit].append(index)
      }
    }
    try Interruption.current.check()
    self.lists = lists
    self.ranks = ranks
    let queues = description.order.queues
    self.queues = queues
    hasQueues = description.order.hasQueues
    let initial = queues.map { workload.initialTokens[$0.name] ?? 0 }
    initialTokens = initial
    tokens = TokenPairs(instructions, initial: initial)
    try Interruption.current.check()
  }

  /// A state before the first instruction: the image in the host's memory, and all else 0.
  func makeState() -> SharedState {
    var state = engine.makeState()
    for segment in workload.image.segments {
      state.setHostBytes(segment.bytes, at: segment.address)
    }
    state.prepareSnapshots()
    return SharedState(state)
  }

  // MARK: Instructions

  func number(_ index: Int) -> InstructionNumber { workload.first.advanced(by: index) }

  func number(ofAny index: Int?) -> InstructionNumber? { index.map { number($0) } }

  func index(of number: InstructionNumber) -> Int? {
    let index = workload.first.distance(to: number)
    return instructions.indices.contains(index) ? index : nil
  }

  /// The indices of those of the instructions that there are.
  func indices(_ numbers: Range<InstructionNumber>) -> Range<Int> {
    let first = workload.first.distance(to: numbers.lowerBound)
    let end = workload.first.distance(to: numbers.upperBound)
    return max(0, first) ..< max(0, first, min(end, instructions.count))
  }

  func stream(of index: Int) -> Int {
    min(streamEnds.partitioningIndex { $0 > index }, max(0, streamEnds.count - 1))
  }

  /// The instructions of a stream.
  func indices(ofStream stream: Int) -> Range<Int> {
    guard streamEnds.indices.contains(stream) else { return 0 ..< 0 }
    return (stream == 0 ? 0 : streamEnds[stream - 1]) ..< streamEnds[stream]
  }

  func word(_ index: Int) -> any BitWord {
    let stream = stream(of: index)
    return workload.streams[stream].code[index - indices(ofStream: stream).lowerBound]
  }

  /// As a listing spells it, without token flags.
  func text(_ index: Int) -> String {
    let flags = Set(queues.flatMap { [$0.push, $0.pop] })
    return description.instructionSet.text(of: word(index), leavingOut: flags)
  }

  /// The name of its format; empty for an opcode that is not defined.
  func format(_ index: Int) -> String {
    instructions[index].form.map { description.form.instructions[$0].name } ?? ""
  }

  func unitName(_ index: Int) -> String { units[instructions[index].unit].name }

  /// Whether an instruction does more than to hold back others.
  func isWork(_ index: Int) -> Bool {
    effect(index).map { $0.cases.flatMap(\.actions).contains { !$0.isBarrier } } ?? false
  }

  func effect(_ index: Int) -> Effect? {
    instructions[index].form.map { description.form.instructions[$0].effect }
  }

}

extension MachineProgram {

  private static func check(
    _ workload: Workload, on description: MachineDescription
  ) throws(Diagnostic) {
    let host = description.host
    for segment in workload.image.segments
    where segment.address < 0 || segment.addresses.upperBound > host.addressLimit {
      throw .error(
        "the image has bytes at \(segment.address), where `\(description.name)` has no addresses",
        hints: ["its addresses have \(host.addressWidth) bits"])
    }
    if workload.instructionCount >= Int(Int32.max) {
      throw .error("there are \(workload.instructionCount) instructions, which are too many")
    }
    for (name, count) in workload.initialTokens.sorted(by: { $0.key < $1.key }) {
      try check(tokens: count, in: name, of: description)
    }
  }

  private static func check(
    tokens count: Int, in name: String, of description: MachineDescription
  ) throws(Diagnostic) {
    let queues = description.order.queues
    guard !queues.isEmpty else {
      throw .error(
        "`\(description.name)` has no token queues, and `\(name)` was to begin with some",
        hints: ["leave the tokens out"])
    }
    guard let queue = queues.first(where: { $0.name == name }) else {
      throw .error(
        "there is no token queue `\(name)`",
        hints: ["the queues are \(queues.map(\.name).joined(separator: ", "))"])
    }
    let most = queue.depth ?? Int(Int32.max)
    guard count >= 0, count <= most else {
      throw .error(
        "`\(name)` can begin with 0 to \(most) tokens, not with \(count)",
        hints: ["give a number of tokens that it has room for"])
    }
  }

}
