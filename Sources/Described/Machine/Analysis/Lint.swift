import Effects
import Simulation
import Support
import TargetKit

/// What can be said of a workload before it runs: what fields ask for that there is not, how a run on
/// a copy ends, and what is read that nothing has written.
struct Lint {

  private let program: MachineProgram
  private let history: AccessHistory
  private(set) var findings: [LintFinding] = []

  init(_ program: MachineProgram, _ history: AccessHistory) {
    self.program = program
    self.history = history
  }

  /// Looks at everything.
  /// - Parameter races: those that are known.
  /// - Cost: that of running everything, and a look at each instruction.
  mutating func look(_ races: [Race]) {
    for race in races {
      findings.append(
        LintFinding(
          .race, .error, instruction: race.second.instruction, others: [race.first.instruction],
          memory: race.memory, range: race.range, message: race.message,
          notes: race.advice.map { ["to order them, \($0)"] } ?? []))
    }
    lookAtInstructions()
    lookAtStreams()
    lookAtReads()
    lookAtEnd(history.machineAtEnd())
    findings = findings.enumerated().sorted {
      ($0.element.instruction?.value ?? .max, $0.offset)
        < ($1.element.instruction?.value ?? .max, $1.offset)
    }.map(\.element)
  }

  // MARK: Instructions

  /// What their fields alone say: opcodes, places that there are not, and cases.
  private mutating func lookAtInstructions() {
    var poll = Poll()
    for index in program.instructions.indices {
      if poll.isRequested(after: 256) { return }
      guard let message = refusal(of: index) else { continue }
      findings.append(
        LintFinding(.fault, .error, instruction: program.number(index), message: message))
    }
  }

  private func refusal(of index: Int) -> Sentence? {
    let instruction = program.instructions[index]
    guard let form = instruction.form else { return program.undefined(index) }
    let machine = program.description.form
    do throws(FootprintFault) {
      _ = try Footprint(
        of: machine.instructions[form].effect, in: machine, fields: instruction.fields
      ) { (part, places) throws(ScalarFault) in throw .noCell(part, places) }
      return nil
    } catch {
      switch error {
      case .outside(let part, let axis, let lower, let end):
        let extent = machine[part].shape.indices.contains(axis) ? machine[part].shape[axis] : 1
        return
          "it reaches \(lower) to \(end - 1) of axis \(axis) of `\(memory: machine[part].name)`, which has \(extent) places"
      case .negativeCount(let count): return "an extent is \(count), which is below 0"
      case .noCase: return "no case of `\(machine.instructions[form].name)` holds"
      // What depends on the state is known once it runs.
      case .scalar, .overflow, .dependsOnItself, .interrupted: return nil
      }
    }
  }

  // MARK: Streams

  /// Whether each of them ends with an instruction that says so, where the machine has one.
  private mutating func lookAtStreams() {
    let stops = Set(
      program.description.form.instructions.indices.filter { form in
        program.description.form.instructions[form].effect.cases.contains {
          $0.actions.contains(.stop)
        }
      })
    guard !stops.isEmpty else { return }
    for stream in program.streamEnds.indices {
      let own = program.indices(ofStream: stream)
      let found = own.first { program.instructions[$0].form.map(stops.contains) ?? false }
      if let found, found + 1 < own.upperBound {
        findings.append(
          LintFinding(
            .finishNotLast, .warning, instruction: program.number(found),
            message:
              "\(own.upperBound - found - 1, .instructions) behind it will not run: it ends the stream"
          ))
      } else if found == nil, !own.isEmpty {
        findings.append(
          LintFinding(
            .missingFinish, .warning, instruction: program.number(own.upperBound - 1),
            message: "\(stream: stream) ends without an instruction that says so"))
      }
    }
  }

  // MARK: A run

  /// What is read of memories that nothing has written before.
  private mutating func lookAtReads() {
    let form = program.description.form
    let memories = form.state.indices.map { StateID($0) }.filter {
      form[$0].role == .memory && form[$0].base == nil
    }
    let writes = history.writes(.max)
    var poll = Poll()
    for (position, record) in history.records(.max).enumerated() {
      for part in memories {
        if poll.isRequested(after: 16) { return }
        let step = form.byteCount(ofPlaceOf: part)
        var unwritten: Set<Int> = []
        for access in record.footprint.reads where access.space == .part(part) {
          access.bytes.eachRun { run in
            for place in run.lowerBound / step ... (run.upperBound - 1) / step
            where writes.written(part, place ..< place + 1, before: position) == 0 {
              unwritten.insert(place)
            }
            return true
          }
        }
        guard let range = unwritten.sortedRuns.first else { continue }
        let place = CellPlace(form[part].name, range)
        findings.append(
          LintFinding(
            .uninitialisedRead, .warning, instruction: program.number(record.instruction),
            memory: form[part].name, range: range,
            message: "it reads \(quoting: place), which nothing has written"))
      }
    }
  }

  /// How it ends.
  private mutating func lookAtEnd(_ machine: DescribedMachine) {
    switch machine.stop {
    case .fault(let fault):
      if findings.contains(where: { $0.kind == .fault && $0.instruction == fault.instruction }) {
        break
      }
      findings.append(
        LintFinding(
          .fault, .error, instruction: fault.instruction, message: fault.message,
          notes: fault.notes))
    case .deadlock(let deadlock):
      findings.append(
        LintFinding(
          .deadlock, .error, instruction: deadlock.waits.first?.instruction,
          others: deadlock.waits.waiting.dropFirst().compactMap(\.instruction),
          message: "its unit waits for ever for \(deadlock.waits.rootEdge?.phrase ?? "a token")",
          notes: deadlock.culprit.map { ["look at \($0)"] } ?? []))
    case .end:
      for (queue, level) in zip(program.queues, machine.position.levels) where level > 0 {
        findings.append(
          LintFinding(
            .leftoverTokens, .warning, instruction: nil,
            message:
              "\(level, program.description.order.content) \(level == 1 ? "is" : "are") left in `\(queue: queue.name)`"
          ))
      }
    default: break
    }
  }

}

extension WaitGraph.Edge {

  /// What is waited for.
  fileprivate var phrase: Sentence {
    switch reason {
    case .token: "a token in `\(queue: queue)`"
    case .room: "room in `\(queue: queue)`"
    case .fetch: "room in the queue of the \(unit: queue) unit"
    }
  }

}
