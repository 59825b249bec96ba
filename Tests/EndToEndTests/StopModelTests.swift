import Debugger
import Diagnostics
import Foundation
import Simulation
import Support
import Testing

/// What `c` stops at, counts and logs is what a model says that goes one instruction at a time and
/// asks every entry.
@Suite struct StopModelTests {

  private static var isFull: Bool { ProcessInfo.processInfo.environment["SLUICE_FULL"] != nil }

  @Test func stopsAreThoseOfTheModel() throws {
    var failed: [String] = []
    var stopCount = 0
    for seed in 0 ..< (Self.isFull ? 100 : 6) {
      var random = SplitMix64(seed: UInt64(seed))
      let start = try stream(&random)
      let trace = try Trace(start)
      for round in 0 ..< 20 {
        let entries = (0 ..< 1 + random.below(5)).map { _ in EntryModel(&random, trace) }
        var session = start
        for (index, entry) in entries.enumerated() { try entry.set(in: &session, index + 1) }
        var model = StopModel(trace, entries)
        let forward = try compare(&session, &model, .forward)
        let backward = try compare(&session, &model, .backward)
        stopCount += model.stopCount
        if let problem = forward ?? backward {
          failed.append("seed \(seed).\(round) \(entries.map(\.line)): \(problem)")
        }
      }
    }
    #expect(failed == [])
    #expect(stopCount > 100)
  }

  /// Goes to the end, stop by stop; nil where the model says the same.
  private func compare(
    _ session: inout Session, _ model: inout StopModel, _ direction: Direction
  ) throws -> String? {
    for _ in 0 ..< 1000 {
      let report = try session.move(.resume, direction)
      let expected = model.resume(direction)
      var numbers: [Int] = []
      for case .entries(let hits) in report.reasons { numbers += hits.map(\.number) }
      let found = StopModel.Outcome(
        position: session.positionInProgram ?? -1, numbers: numbers, logged: report.logged)
      guard found == expected else { return "\(direction): \(found), not \(expected)" }
      let hits = Dictionary(
        uniqueKeysWithValues: session.stops.map { ($0.number, $0.hits) })
      guard hits == model.hits else { return "\(direction): hits \(hits), not \(model.hits)" }
      if direction == .forward ? report.isEnd : report.isStart { return nil }
    }
    return "\(direction): no end"
  }

  /// Instructions of a sample in another order, without tokens.
  private func stream(_ random: inout SplitMix64) throws -> Session {
    let (fresh, lines) = try Workshop.withoutTokens()
    var session = fresh
    let body = lines.dropLast()
    let text = (0 ..< 20 + random.below(40)).map { _ in
      body[random.below(body.count)]
    }
    let file = NSTemporaryDirectory() + "sluice-model-\(UUID().uuidString).asm"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try (text + [lines.last ?? ""]).joined(separator: "\n")
      .write(toFile: file, atomically: true, encoding: .utf8)
    _ = try session.assemble(file)
    return session
  }

}

/// What runs, boundary by boundary.
private struct Trace {

  struct Step {
    var number: Int
    var unit: String
    var operation: String
    var writes: Set<Int>
  }

  static let watched = 0 ..< 16

  /// The instruction that runs from each boundary on.
  private(set) var steps: [Step] = []

  /// How many instructions of the unit of each came before.
  private(set) var places: [String: [Int]] = [:]

  init(_ start: Session) throws {
    var session = start
    while let next = session.nextInstruction {
      let view = try #require(session.instructions(next ..< next + 1).first)
      _ = try session.move(.stepInstruction)
      let writers = try session.lastWriters(of: "acc[0:16]").writers
      var writes: Set<Int> = []
      for writer in writers where writer.instruction?.number.value == next {
        writes.formUnion(writer.place.elements)
      }
      places[view.unit, default: []].append(next)
      steps.append(
        Step(
          number: next, unit: view.unit, operation: String(view.operation.lowercased()),
          writes: writes))
    }
  }

}

/// One entry as the model has it.
private struct EntryModel {

  enum Place {
    case number(Int)
    case operation(String)
    case unit(String, Int)
    case write(Range<Int>)
  }

  let place: Place
  let divisor: Int
  let rest: Int
  let ignored: Int
  let isTemporary: Bool
  let isLog: Bool

  init(_ random: inout SplitMix64, _ trace: Trace) {
    let step = trace.steps[random.below(trace.steps.count)]
    let kind = random.below(4)
    switch kind {
    case 0: place = .number(step.number)
    case 1: place = .operation(step.operation)
    case 2:
      let count = trace.places[step.unit]?.count ?? 1
      place = .unit(step.unit, random.below(count))
    default:
      let first = random.below(15)
      place = .write(first ..< first + 1 + random.below(16 - first))
    }
    divisor = [1, 1, 2, 3][random.below(4)]
    rest = random.below(divisor)
    ignored = [0, 0, 1, 2][random.below(4)]
    isLog = kind < 3 && random.below(4) == 0
    isTemporary = kind < 3 && !isLog && random.below(4) == 0
  }

  var location: String {
    switch place {
    case .number(let number): "#\(number)"
    case .operation(let name): "op:\(name)"
    case .unit(let name, let place): "\(name):\(place)"
    case .write(let range): "acc[\(range.lowerBound):\(range.upperBound)]"
    }
  }

  /// The position is that before the instruction, or behind it for one that was watched forwards.
  private var condition: String { divisor == 1 ? "" : " if $pos % \(divisor) == \(rest)" }

  var line: String {
    "\(location)\(condition) ignore \(ignored)\(isTemporary ? " once" : "")\(isLog ? " log" : "")"
  }

  func set(in session: inout Session, _ number: Int) throws {
    if isLog {
      _ = try session.addStop(.log, "\(location)\(condition), \"\(number) at %d\", $pos")
    } else if case .write = place {
      _ = try session.addStop(.write, location + condition)
    } else {
      _ = try session.addStop(isTemporary ? .temporary : .breakpoint, location + condition)
    }
    if ignored > 0 { try session.ignoreStop(number, ignored) }
  }

  /// Whether it holds at a boundary, which lies before an instruction and behind another.
  func holds(_ boundary: Int, _ trace: Trace, _ direction: Direction) -> Bool {
    guard boundary % divisor == rest else { return false }
    let next = trace.steps.indices.contains(boundary) ? trace.steps[boundary] : nil
    switch place {
    case .number(let number): return next?.number == number
    case .operation(let name): return next?.operation == name
    case .unit(let name, let place):
      return next.map { trace.places[name]?[place] == $0.number } ?? false
    case .write(let range):
      let index = direction == .forward ? boundary - 1 : boundary
      guard trace.steps.indices.contains(index) else { return false }
      return trace.steps[index].writes.contains { range.contains($0) }
    }
  }

}

/// Goes one instruction at a time and asks every entry.
private struct StopModel {

  struct Outcome: Equatable {
    var position: Int
    var numbers: [Int]
    var logged: [String]
  }

  private let trace: Trace
  private let entries: [EntryModel]
  private var ignored: [Int]
  private var isGone: [Bool]
  private var counts: [Int]
  private var position = 0
  private(set) var stopCount = 0

  init(_ trace: Trace, _ entries: [EntryModel]) {
    self.trace = trace
    self.entries = entries
    ignored = entries.map(\.ignored)
    isGone = entries.map { _ in false }
    counts = entries.map { _ in 0 }
  }

  /// By the numbers of the entries that are left.
  var hits: [Int: Int] {
    Dictionary(
      uniqueKeysWithValues: entries.indices.filter { !isGone[$0] }.map { ($0 + 1, counts[$0]) })
  }

  mutating func resume(_ direction: Direction) -> Outcome {
    var outcome = Outcome(position: position, numbers: [], logged: [])
    let end = direction == .forward ? trace.steps.count : 0
    while position != end {
      position += direction == .forward ? 1 : -1
      ask(direction, &outcome)
      if !outcome.numbers.isEmpty { break }
    }
    outcome.position = position
    stopCount += outcome.numbers.count
    return outcome
  }

  private mutating func ask(_ direction: Direction, _ outcome: inout Outcome) {
    for index in entries.indices where !isGone[index] {
      guard entries[index].holds(position, trace, direction) else { continue }
      counts[index] += 1
      if ignored[index] > 0 {
        ignored[index] -= 1
      } else if entries[index].isLog {
        outcome.logged.append("\(index + 1) at \(position)")
      } else {
        outcome.numbers.append(index + 1)
        isGone[index] = entries[index].isTemporary
      }
    }
  }

}
