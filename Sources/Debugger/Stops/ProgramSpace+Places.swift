import Diagnostics
import GraphIR
import Passes
import Simulation
import Support
import TargetKit

/// Where locations are in all that can run.
extension ProgramSpace {

  /// What a location names in one part of what can run.
  struct PlacesInPart {
    /// The first instruction, and how many there are.
    var number: InstructionNumber
    var count: Int
  }

  /// The instructions that `location` names, part by part; the part where the session stands is
  /// looked at first and alone if it has any.
  /// - Errors: it means nothing.
  func places(of location: Location) throws(Diagnostic) -> [PlacesInPart] {
    guard let journey else { return [] }
    if let run = journey.run, let own = try places(of: location, in: run) { return [own] }
    var found: [PlacesInPart] = []
    for part in parts where part.name != journey.run?.name {
      guard let device = device(of: part) else { continue }
      let run = Journey.Run(name: part.name, device: device, module: part.module)
      if let own = try places(of: location, in: run) { found.append(own) }
    }
    return found
  }

  /// What stands at a location, for who sets an entry there.
  /// - Errors: it means nothing.
  func found(at location: Location) throws(Diagnostic) -> StopAnswer.Places {
    switch location {
    case .pass, .tokens, .memory: return .none
    case .instruction, .unit, .node, .operation, .pattern: break
    }
    guard run != nil else { return .pending }
    let found = try places(of: location)
    guard let first = found.first else { return .none }
    let count = found.reduce(0) { $0 + $1.count }
    guard count == 1, let view = instruction(first.number) else { return .several(count) }
    return .one(view)
  }

  private func places(
    of location: Location, in run: Journey.Run
  ) throws(Diagnostic) -> PlacesInPart? {
    let set = try run.instructions(at: location)
    return set.smallest.map { PlacesInPart(number: $0, count: set.count) }
  }

  /// The first instruction that `text` names; nil where there is no text.
  /// - Errors: the text is no location, or names no instruction of what runs.
  func firstInstruction(at text: String?) throws(Diagnostic) -> InstructionNumber? {
    guard let text else { return nil }
    let location = try Location(parsing: text)
    try check(location)
    guard let first = try places(of: location).first else {
      throw .error("`\(text)` is not in what runs now")
    }
    return first.number
  }

  /// What a motion goes to that was given `text`: a location, or where an expression is not 0.
  /// - Errors: the text is neither.
  func goal(at text: String) throws(Diagnostic) -> any Goal {
    guard !text.isEmpty else { throw .error("a location or an expression is missing") }
    guard let location = try? Location(parsing: text) else {
      return ExpressionGoal(expression: try Expression(parsing: text), text: text)
    }
    try check(location)
    return PlaceGoal(location: location)
  }

  /// - Errors: what runs has no unit of that name.
  func checkUnit(_ name: String) throws(Diagnostic) {
    guard let run else { return }
    try expect(name, in: run.device.units.map(\.name), "unit")
  }

  /// - Errors: no part of what can run is named by `location`.
  func check(_ location: Location) throws(Diagnostic) {
    guard let device = run?.device else {
      if case .node(let name) = location { _ = try nodes(named: name) }
      return
    }
    switch location {
    case .tokens(let name, _):
      try expect(name, in: device.tokenFlowing().tokenQueues.map(\.name), "token queue")
    case .unit(let name, let place):
      try checkUnit(name)
      guard place > 0, try places(of: location).isEmpty else { return }
      throw .error("the \(name) unit has no instruction \(place)")
    case .memory(let name, let range): try check(name, range, device)
    case .instruction(let number):
      let count = try instructionCount()
      guard number.value < count else {
        throw .error(
          "there is no instruction \(number)",
          hints: [count > 0 ? "there are #0 to #\(count - 1)" : "the stream is empty"])
      }
    case .node(let name):
      _ = try nodes(named: name)
      guard try places(of: location).isEmpty else { return }
      throw .error(
        "no instruction was made from `\(name)`",
        hints: ["`why \(name)` says where it went"])
    case .operation(let name):
      guard try places(of: location).isEmpty else { return }
      guard !device.formats.contains(name) else {
        throw .error("nothing that runs is `\(name)`", hints: ["`info insns` shows what runs"])
      }
      let near = nearest(to: name, in: device.formats, most: 1).first
      throw .error(
        "there is no instruction `\(name)`",
        hints: [
          near.map { "did you mean `op:\($0)`?" }
            ?? "there are \(device.formats.joined(separator: ", "))"
        ])
    case .pattern(let pattern):
      guard try places(of: location).isEmpty else { return }
      throw .error("no instruction has `\(pattern.text)` in it", hints: ["`list` shows them"])
    case .pass(let name): _ = try targets.catalog.passes(PassCall(parsing: name))
    }
  }

  private func check(
    _ memory: String, _ range: Range<Int>, _ device: any Device
  ) throws(Diagnostic) {
    if memory == CellPlace.dram {
      _ = try device.readDRAM(at: range.lowerBound, count: min(range.count, 1 << 20))
      return
    }
    let memories = device.memories
    try expect(memory, in: memories.map(\.name) + [CellPlace.dram], "memory")
    let depth = memories.first { $0.name == memory }?.depth ?? .max
    guard range.upperBound <= depth else {
      throw .error("`\(memory)` has \(depth) elements, none at \(range.upperBound - 1)")
    }
  }

  private func expect(
    _ name: String, in names: [String], _ kind: String
  ) throws(Diagnostic) {
    guard !names.contains(name) else { return }
    let near = nearest(to: name, in: names, most: 1).first
    throw .error(
      "there is no \(kind) `\(name)`",
      hints: [near.map { "did you mean `\($0)`?" } ?? "there are \(names.joined(separator: ", "))"])
  }

}

/// Which nodes were made from a given set of nodes, directly or by way of others.
struct Descent {

  private var known: [ID<Node>: Bool]
  private let module: GraphModule

  init(from roots: Set<ID<Node>>, in module: GraphModule) {
    known = Dictionary(uniqueKeysWithValues: roots.map { ($0, true) })
    self.module = module
  }

  /// Whether `id` is one of the nodes or was made from one.
  mutating func contains(_ id: ID<Node>) -> Bool {
    if let answer = known[id] { return answer }
    known[id] = false
    let answer = module.nodes.contains(id) && module[id].origin.parents.contains { contains($0) }
    known[id] = answer
    return answer
  }

}
