import GraphIR
import Simulation
import Support
import TargetKit

/// Which instructions of a run were made from the same statement, or from the same nodes.
struct InstructionGroups: Sendable {

  enum Level: Sendable, Hashable, CaseIterable {
    /// Statements of the tile program.
    case statement
    /// Nodes of the graph.
    case node
  }

  private let numbers: Range<InstructionNumber>

  /// For each instruction the number of its group; empty where nothing is known of any.
  private let groups: [Int32]

  /// - Cost: O(instructions).
  init(_ workload: Workload, by level: Level) {
    numbers = workload.numbers
    switch level {
    case .statement: groups = InstructionGroups.statements(workload)
    case .node: groups = InstructionGroups.nodes(workload)
    }
  }

  /// Whether it is known what any instruction was made from.
  var isEmpty: Bool { groups.isEmpty }

  private static func statements(_ workload: Workload) -> [Int32] {
    guard workload.streams.contains(where: { !$0.statementIndices.isEmpty }) else { return [] }
    var groups: [Int32] = []
    var first: Int32 = 0
    for stream in workload.streams {
      groups += (0 ..< stream.instructionCount).map { index in
        stream.statementIndices.indices.contains(index)
          ? first &+ Int32(truncatingIfNeeded: stream.statementIndices[index]) : first - 1
      }
      first += Int32(stream.statements.count) + 1
    }
    return groups
  }

  private static func nodes(_ workload: Workload) -> [Int32] {
    guard workload.streams.contains(where: { !$0.origins.isEmpty }) else { return [] }
    var known: [[ID<Node>]: Int32] = [:]
    return workload.streams.flatMap { stream in
      (0 ..< stream.instructionCount).map { index in
        let origin = stream.origin(of: index)
        if let group = known[origin] { return group }
        let group = Int32(known.count)
        known[origin] = group
        return group
      }
    }
  }

  /// The group of an instruction; the same for all where nothing is known of any.
  subscript(number: InstructionNumber) -> Int32 {
    let place = numbers.lowerBound.distance(to: number)
    return groups.indices.contains(place) ? groups[place] : -1
  }

  /// The instructions that belong to another group than `number`.
  /// - Cost: O(instructions).
  func others(than number: InstructionNumber) -> NumberSet {
    guard !isEmpty else { return NumberSet(of: numbers) }
    let own = self[number]
    return NumberSet(of: numbers) { self[$0] != own }
  }

}
