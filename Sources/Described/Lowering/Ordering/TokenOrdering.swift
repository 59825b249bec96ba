import Diagnostics
import Effects
import Support
import TargetKit

/// Makes units wait for each other by tokens in queues.
///
/// Of each dependence the earlier instruction, or one behind it in its unit, puts a token into the
/// queue to the unit of the later one, and that, or one before it in its unit, takes it. Where no
/// queue goes there it goes by way of other units, through an instruction of each that stands
/// between the two, or through one that is added and does nothing.
struct TokenOrdering {

  private let description: MachineDescription
  private let queues: [OrderDescription.TokenQueue]
  private let image: MemoryImage
  private let flags: TokenFlags
  private let idle: IdleCalls

  /// How often instructions are added. What is added once mostly carries all; it may depend on
  /// others itself, where it reads a register that says where it does nothing.
  private static let rounds = 8

  init(
    _ description: MachineDescription, _ queues: [OrderDescription.TokenQueue], image: MemoryImage
  ) {
    self.description = description
    self.queues = queues
    self.image = image
    flags = TokenFlags(description, queues)
    idle = IdleCalls(description)
  }

  /// - Errors: no way leads from one unit to another, or no instruction can go it.
  func ordered(_ program: [OrderedCall]) throws(Diagnostic) -> [OrderedCall] {
    var program = program
    for index in program.indices { program[index].call = flags.cleared(program[index].call) }
    for _ in 0 ..< Self.rounds {
      let calls = program.map(\.call)
      let dependences = try CallDependences(calls, on: description, image: image)
      try checkIdle(program, dependences)
      var router = TokenRouter(description, queues, flags, calls, dependences)
      for edge in dependences.edges { try router.carry(edge) }
      if router.gaps.isEmpty {
        return try withTokens(router.pairs, program)
      }
      program = try filled(router.gaps, program, dependences)
    }
    throw .error(
      "instructions that were added to carry tokens depend on others again and again",
      hints: ["describe an instruction that does nothing and reads nothing, for each unit"])
  }

  private func withTokens(
    _ pairs: [[TokenPair]], _ program: [OrderedCall]
  ) throws(Diagnostic) -> [OrderedCall] {
    var program = program
    for (index, queue) in queues.enumerated() {
      let needed = pairs[index].thinned()
      for pair in queue.depth.map({ needed.fitted(toDepth: max(1, $0)) }) ?? needed {
        flags.push(into: index, &program[pair.push].call)
        flags.pop(from: index, &program[pair.pop].call)
      }
    }
    try Interruption.current.check()
    return program
  }

  // MARK: - Instructions that do nothing

  /// Adds an instruction for each gap.
  private func filled(
    _ gaps: [TokenGap], _ program: [OrderedCall], _ dependences: CallDependences
  ) throws(Diagnostic) -> [OrderedCall] {
    var added: [Int: [OrderedCall]] = [:]
    var known: Set<TokenGap> = []
    for gap in gaps where known.insert(gap.withoutEdge).inserted {
      guard let call = idle.call(of: gap.unit, where: { gap.fits($0, flags) }) else {
        throw refusal(of: gap, program, dependences)
      }
      let reason = "it does nothing but pass a token on"
      added[gap.place, default: []].append(
        OrderedCall(flags.cleared(call), source: program[gap.place].source, reason: reason))
    }
    return program.enumerated().flatMap { (added[$0] ?? []) + [$1] }
  }

  private func refusal(
    of gap: TokenGap, _ program: [OrderedCall], _ dependences: CallDependences
  ) -> Diagnostic {
    let names = (gap.pushes + gap.pops).map { "`\(queues[$0].name)`" }.joined(separator: " and ")
    return .error(
      description.needs(gap.edge, program.map(\.call), dependences),
      notes: [
        "between them stands no instruction of unit `\(description.units[gap.unit].name)` that "
          + "could carry tokens of \(names), and none is known that does nothing"
      ],
      hints: [
        "describe a token queue between the two units, or an instruction that does nothing where "
          + "its fields are 0"
      ])
  }

  /// Whether what was added does nothing where it stands.
  private func checkIdle(
    _ program: [OrderedCall], _ dependences: CallDependences
  ) throws(Diagnostic) {
    for (place, each) in program.enumerated()
    where each.isAdded && !dependences.footprints[place].writes.isEmpty {
      throw .error(
        "`\(description.text(of: each.call))` was to do nothing, and writes here",
        hints: ["describe an instruction that does nothing whatever registers hold"])
    }
  }

}
