import Diagnostics
import Effects
import ISA
import TargetKit

/// Knows how an instruction of one unit waits for one of another.
struct SerialWriter {

  let description: DecoupledDescription

  /// For each unit and each other one the queues through which a token goes from here to there; empty
  /// where there is no way.
  private let routes: [[[Int]]]

  /// For each unit an instruction that does nothing.
  private let idle: [Word?]

  /// What finishes, and the unit that runs it.
  let finish: (word: Word, unit: Int)

  /// - Errors: no instruction finishes.
  init(_ description: DecoupledDescription) throws(Diagnostic) {
    self.description = description
    guard let last = description.instruction(.finish),
      let unit = description.units.firstIndex(where: { $0.name == last.unit })
    else {
      throw .error(
        "`\(description.name)` has no instruction that finishes",
        hints: ["a device is compared where it finishes: describe a format that `means: finish`"])
    }
    finish = (try description.encode(.finish), unit)
    let units = description.units.map(\.name)
    let edges = description.tokens.map { token in
      (from: units.firstIndex(of: token.from) ?? 0, to: units.firstIndex(of: token.to) ?? 0)
    }
    routes = units.indices.map { Self.routes(from: $0, edges, count: units.count) }
    var idle: [Word?] = []
    for unit in units { idle.append(try Self.idle(of: unit, description)) }
    self.idle = idle
  }

  /// The shortest ways from a unit to all.
  private static func routes(
    from start: Int, _ edges: [(from: Int, to: Int)], count: Int
  ) -> [[Int]] {
    var found = [[Int]](repeating: [], count: count)
    var next = [start]
    while !next.isEmpty {
      let unit = next.removeFirst()
      for (queue, edge) in edges.enumerated()
      where edge.from == unit && edge.to != start && found[edge.to].isEmpty {
        found[edge.to] = found[unit] + [queue]
        next.append(edge.to)
      }
    }
    return found
  }

  /// A transfer of nothing; nil where the unit runs none.
  private static func idle(
    of unit: String, _ description: DecoupledDescription
  ) throws(Diagnostic) -> Word? {
    guard let (meaning, memory) = description.transfer(at: unit) else { return nil }
    return try description.encode(meaning, [.memory: memory.code])
  }

  /// The instruction without the tokens that it has.
  func bare(_ word: Word) -> Word {
    guard let format = description.instructionSet.format(of: word) else { return word }
    var word = word
    for token in description.tokens {
      format.field(token.push)?.store(0, in: &word)
      format.field(token.pop)?.store(0, in: &word)
    }
    return word
  }

  func isFinish(_ word: Word) -> Bool {
    description.instructionSet.formatIndex(of: word).map {
      description.instructions[$0].meaning.facts.endsStream
    } ?? false
  }

  func route(from unit: Int, to other: Int) throws(Diagnostic) -> [Int] {
    let route = routes[unit][other]
    guard !route.isEmpty else {
      let (from, to) = (description.units[unit].name, description.units[other].name)
      throw .error(
        "the `\(to)` unit can not wait for the `\(from)` unit: no tokens go there",
        hints: ["a device is compared with one instruction behind the other; describe a queue"])
    }
    return route
  }

  /// What does nothing in the unit that a queue goes to.
  func idle(behind queue: Int) throws(Diagnostic) -> Word {
    let name = description.tokens[queue].to
    let unit = description.units.firstIndex { $0.name == name }
    guard let unit, let word = idle[unit] else {
      throw .error("the `\(name)` unit has no instruction that does nothing but wait")
    }
    return word
  }

  func push(_ queue: Int, in word: inout Word) { set(description.tokens[queue].push, in: &word) }

  func pop(_ queue: Int, in word: inout Word) { set(description.tokens[queue].pop, in: &word) }

  private func set(_ flag: String, in word: inout Word) {
    description.instructionSet.format(of: word)?.field(flag)?.store(1, in: &word)
  }

}

/// Instructions of which each waits for the one before it.
struct SerialProgram {

  private let writer: SerialWriter
  private var words: [Word] = []

  /// The unit of the last of them.
  private var unit: Int?

  init(_ writer: SerialWriter) { self.writer = writer }

  /// Adds an instruction; one that finishes is left out, as the program ends with one.
  /// - Errors: it can not wait for the one before it.
  mutating func append(_ word: Word, unit: Int) throws(Diagnostic) {
    guard !writer.isFinish(word) else { return }
    try add(writer.bare(word), unit)
  }

  /// The program with what finishes behind it.
  /// - Errors: that can not wait for the last instruction.
  mutating func finished() throws(Diagnostic) -> [Word] {
    try add(writer.finish.word, writer.finish.unit)
    return words
  }

  private mutating func add(_ word: Word, _ next: Int) throws(Diagnostic) {
    var word = word
    if let unit, unit != next {
      let route = try writer.route(from: unit, to: next)
      for (place, queue) in route.enumerated() {
        writer.push(queue, in: &words[words.count - 1])
        guard place < route.count - 1 else {
          writer.pop(queue, in: &word)
          break
        }
        var idle = try writer.idle(behind: queue)
        writer.pop(queue, in: &idle)
        words.append(idle)
      }
    }
    words.append(word)
    unit = next
  }

}
