import Diagnostics
import Effects
import ISA
import Support
import TargetKit

/// Makes units wait for each other by instructions that hold back all that comes behind them.
///
/// Each stands as late as it can: before the first instruction that depends on something that no
/// barrier has waited for yet. So there are as few of them as there can be.
struct BarrierOrdering {

  private let description: MachineDescription

  /// Instructions that are barriers and nothing else, with the units that they wait for; those of few
  /// units first.
  private let barriers: [(call: Call, units: Set<Int>)]

  init(_ description: MachineDescription) {
    self.description = description
    let calls = description.form.instructions.indices.filter { index in
      description.form.instructions[index].effect.cases.flatMap(\.actions)
        .allSatisfy(\.isBarrier)
    }.flatMap { index in
      description.calls(of: index, deciding: description.form.instructions[index].effect.deciding)
    }
    barriers = calls.map { ($0, description.unitsBarred(by: $0)) }.enumerated()
      .sorted { ($0.element.1.count, $0.offset) < ($1.element.1.count, $1.offset) }
      .map(\.element)
  }

  /// - Errors: no instruction is a barrier of the units that one has to wait for.
  func ordered(
    _ program: [OrderedCall], _ dependences: CallDependences
  ) throws(Diagnostic) -> [OrderedCall] {
    let edges = Dictionary(grouping: dependences.edges, by: \.later)
    // For each unit the place before which all that it runs is surely done.
    var done = dependences.members.map { _ in 0 }
    var ordered: [OrderedCall] = []
    var poll = Poll()
    for (place, each) in program.enumerated() {
      try poll.check(after: 1 << 6)
      for unit in description.unitsBarred(by: each.call) { done[unit] = place }
      let open = (edges[place] ?? []).filter { $0.earlier >= done[dependences.units[$0.earlier]] }
      let needed = Set(open.map { dependences.units[$0.earlier] })
      if let edge = open.first {
        guard let barrier = barriers.first(where: { $0.units.isSuperset(of: needed) }) else {
          throw refusal(edge, needed, program, dependences)
        }
        let names = barrier.units.sorted().map { description.units[$0].name }
        ordered.append(
          OrderedCall(
            barrier.call, source: each.source,
            reason: "waits until all before it of \(names.joined(separator: ", ")) are done"))
        for unit in barrier.units { done[unit] = place }
      }
      ordered.append(each)
    }
    return ordered
  }

  private func refusal(
    _ edge: DependenceEdge, _ units: Set<Int>, _ program: [OrderedCall],
    _ dependences: CallDependences
  ) -> Diagnostic {
    let names = units.sorted().map { description.units[$0].name }.joined(separator: ", ")
    return .error(
      description.needs(edge, program.map(\.call), dependences),
      notes: ["no instruction is a barrier of \(names) and nothing else"],
      hints: ["describe one that does `barrier`, or `barrier(\(names))`"])
  }

}

extension MachineDescription {

  /// An instruction with all numbers of these fields, as far as there are few, and 0 in the others.
  func calls(of index: Int, deciding: Set<VariableID>) -> [Call] {
    instructionSet.formats[index].numbers(deciding: deciding).map { Call(index, $0) }
  }

  /// The units for which an instruction surely waits by a barrier.
  func unitsBarred(by call: Call) -> Set<Int> {
    let actions = form.instructions[call.instruction].effect.actions(where: call.fields) ?? []
    return actions.reduce(into: []) { found, action in
      guard case .barrier(let names) = action else { return }
      found.formUnion(units.indices.filter { names.isEmpty || names.contains(units[$0].name) })
    }
  }

}
