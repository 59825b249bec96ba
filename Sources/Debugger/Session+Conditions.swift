import Diagnostics
import GraphIR
import ISA
import OrderedCollections
import Simulation
import Support
import TargetKit

extension Session {

  /// The conditions that a run of the current device is to stop at, and for each the number of the
  /// entry that asks for it.
  func conditions() throws(Diagnostic) -> [(condition: StopCondition, entry: Int)] {
    var result: [(StopCondition, Int)] = []
    for entry in stopList.entries where entry.isEnabled {
      result += try conditions(of: entry).map { ($0, entry.number) }
    }
    return result
  }

  private func conditions(of entry: StopList.Entry) throws(Diagnostic) -> [StopCondition] {
    guard let run = execution?.run else { return [] }
    let isBreak = entry.kind == .breakpoint || entry.kind == .log
    switch entry.location {
    case .memory(let name, let range) where !isBreak:
      let isDRAM = name == "dram"
      let write: StopCondition = isDRAM ? .writeDRAM(range) : .write(memory: name, range)
      let read: StopCondition = isDRAM ? .readDRAM(range) : .read(memory: name, range)
      return entry.kind == .write ? [write] : entry.kind == .read ? [read] : [write, read]
    case .pass: return []
    case .operation(let name):
      let isFormat = run.device.description.instructionSet.formats.contains { $0.name == name }
      guard !isFormat else { return [.format(name)] }
      return try instructions(at: entry.location).map { .instruction($0) }
    case .tokens(let queue, .any): return [.push(queue), .pop(queue)]
    case .tokens(let queue, .push): return [.push(queue)]
    case .tokens(let queue, .pop): return [.pop(queue)]
    case .tokens(let queue, .level(let level)): return [.level(queue: queue, level)]
    default: return try instructions(at: entry.location).map { .instruction($0) }
    }
  }

  /// The instructions of the current device that `location` names.
  /// - Errors: it names none that could be.
  func instructions(at location: Location) throws(Diagnostic) -> [InstructionNumber] {
    guard let run = execution?.run else { return [] }
    switch location {
    case .instruction(let number):
      return run.numbers.contains(number) ? [number] : []
    case .unit(let unit, let number):
      let own = run.device.instructions(run.numbers).filter { $0.unit == unit }
      return own.indices.contains(number) ? [own[number].number] : []
    case .operation(let name):
      return run.device.instructions(run.numbers).filter { $0.text.lowercased().contains(name) }
        .map(\.number)
    case .pattern(let pattern):
      return run.device.instructions(run.numbers).filter { pattern.matches($0.text) }
        .map(\.number)
    case .node(let name):
      let found = try instructions(madeFrom: name, of: run)
      // Each group of instructions that follow each other is entered once.
      return found.filter { !found.contains($0.advanced(by: -1)) }
    case .pass, .tokens, .memory: return []
    }
  }

  /// The instructions of `run` that were made from what `name` names, in order.
  private func instructions(
    madeFrom name: String, of run: Execution.Run
  ) throws(Diagnostic) -> [InstructionNumber] {
    guard let module = execution?.module else {
      throw .error("it is not known what this stream was made from")
    }
    var descent = Descent(from: Set(try nodes(named: name)), in: module)
    var found: [InstructionNumber] = []
    var number = run.numbers.lowerBound
    for stream in run.device.workload.streams {
      for index in stream.words.indices {
        if stream.origin(of: index).contains(where: { descent.contains($0) }) {
          found.append(number)
        }
        number = number.advanced(by: 1)
      }
    }
    return found
  }

  /// - Errors: no part of what can run is named by `location`.
  func check(_ location: Location) throws(Diagnostic) {
    guard let run = execution?.run else { return }
    let description = run.device.description
    switch location {
    case .tokens(let name, _):
      try expect(name, in: description.tokens.map(\.name), "token queue")
    case .unit(let name, _): try expect(name, in: description.units.map(\.name), "unit")
    case .memory(let name, let range):
      try expect(name, in: description.memories.map(\.name) + ["dram"], "memory")
      let depth = description.memories.first { $0.name == name }?.depth ?? .max
      guard range.upperBound <= depth else {
        throw .error("`\(name)` has \(depth) elements, none at \(range.upperBound - 1)")
      }
    case .node(let name): _ = try nodes(named: name)
    case .instruction(let number):
      let count = try instructionCount()
      guard number.value < count else {
        throw .error(
          "there is no instruction \(number)",
          hints: [count > 0 ? "there are #0 to #\(count - 1)" : "the stream is empty"])
      }
    default: break
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
