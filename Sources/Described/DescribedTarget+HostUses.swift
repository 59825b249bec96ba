import Effects
public import ISA
import Support
public import TargetKit

extension DescribedTarget {

  /// - Cost: O(instructions); fewer uses where the work is to end.
  public func hostUses(of code: MachineCode) -> [HostUse] {
    guard var finder = try? HostUseFinder(machine, code) else { return [] }
    return finder.uses()
  }

}

/// Finds where instructions load from and store to on the host, without what they compute.
///
/// Registers with addresses, strides and counts are followed as instructions write them; what is
/// loaded from the host counts for nothing.
private struct HostUseFinder {

  /// One statement between a memory and the host, as the only one of its instruction.
  private struct Transfer {
    var memory: String
    var isWrite: Bool
    var effect: Effect
  }

  private let form: MachineForm

  /// For each instruction of the description.
  private let transfers: [[Transfer]]

  private var state: EffectMachine

  /// - Errors: the state has no layout.
  init(_ description: MachineDescription, _ code: MachineCode) throws {
    let form = description.form
    var reduced = form.decidingAlone
    for index in reduced.instructions.indices {
      reduced.instructions[index].effect.removeActions { $0.readsHost }
    }
    self.form = form
    transfers = form.instructions.map { Self.transfers(of: $0.effect, in: form) }
    // Where a word is no instruction the machine goes no further.
    let program = description.decoded(Stream(code: code)).prefix { $0.form != nil }
      .map { EffectMachine.Entry($0.form ?? 0, $0.fields) }
    let engine = try EffectEngine(reduced)
    state = EffectMachine(engine, program, engine.makeState())
  }

  mutating func uses() -> [HostUse] {
    var uses: [HostUse] = []
    var poll = Poll()
    for (place, entry) in state.program.enumerated() {
      if poll.isRequested(after: 1 << 8) { break }
      for transfer in transfers[entry.instruction] { uses += self.uses(of: transfer, entry.fields) }
      _ = state.run(to: place + 1, work: .max, until: nil)
      if state.fault != nil { break }
    }
    return uses
  }

  /// None where an instruction would be a fault.
  private func uses(of transfer: Transfer, _ fields: [Int]) -> [HostUse] {
    let footprint = try? Footprint(of: transfer.effect, in: form, fields: fields) {
      [state] (part, places) throws(ScalarFault) in
      guard let cell = state.withState({ $0.integer(of: part, at: places) }) else {
        throw .noCell(part, places)
      }
      return cell
    }
    let touched = footprint?.accesses ?? []
    let onHost = touched.filter { $0.space == .host && $0.isWrite == transfer.isWrite }
      .map(\.bytes.hull)
    return onHost.filter { $0.lowerBound >= 0 }.map {
      HostUse(memory: transfer.memory, isWrite: transfer.isWrite, addresses: $0)
    }
  }

  private static func transfers(of effect: Effect, in form: MachineForm) -> [Transfer] {
    effect.cases.indices.flatMap { branch in
      effect.cases[branch].actions.indices.compactMap { place -> Transfer? in
        guard case .assign(let target, let value, _) = effect.cases[branch].actions[place] else {
          return nil
        }
        var alone = effect
        for index in alone.cases.indices { alone.cases[index].actions = [] }
        alone.cases[branch].actions = [effect.cases[branch].actions[place]]
        switch target {
        case .window(let window):
          guard !value.hostWindows.isEmpty else { return nil }
          return Transfer(memory: form[window.state].name, isWrite: false, effect: alone)
        case .host:
          guard let source = value.windows.first?.state else { return nil }
          return Transfer(memory: form[source].name, isWrite: true, effect: alone)
        }
      }
    }
  }

}
