import Diagnostics
import Effects
import Simulation
import Support
import TargetKit

/// The state of a machine as far as it decides what instructions touch: registers with addresses
/// and strides, and micro-programs where there are some.
///
/// A program whose order is still to be made is carried out in its own, without what decides
/// nothing.
struct AddressState {

  private let description: MachineDescription
  private let calls: [Call]
  private var state: EffectMachine

  /// For each instruction of the description, whether it loads from the host what addresses depend
  /// on.
  private let loads: [Bool]

  /// - Errors: the state has no layout.
  init(
    _ description: MachineDescription, _ calls: [Call], _ image: MemoryImage
  ) throws(Diagnostic) {
    let reduced = description.form.decidingAlone
    self.description = description
    self.calls = calls
    loads = reduced.instructions.map {
      $0.effect.cases.flatMap(\.actions).contains(where: \.readsHost)
    }
    let engine = try EffectEngine(reduced, host: image.segments.map(\.addresses))
    var state = engine.makeState()
    for segment in image.segments { state.setHostBytes(segment.bytes, at: segment.address) }
    self.state = EffectMachine(
      engine, calls.map { EffectMachine.Entry($0.instruction, $0.fields) }, state)
  }

  /// What each instruction touches.
  /// - Errors: an instruction faults, or its addresses depend on what the program computes.
  mutating func footprints() throws(Diagnostic) -> [Footprint] {
    var found: [Footprint] = []
    var stores: [(place: Int, bytes: [StridedSet])] = []
    var poll = Poll()
    for place in calls.indices {
      try poll.check(after: 1 << 8)
      let footprint = try footprint(of: place)
      if loads[calls[place].instruction] {
        try check(place, footprint.reads.onHost, against: stores)
      }
      let stored = footprint.writes.onHost
      if !stored.isEmpty { stores.append((place, stored)) }
      found.append(footprint)
      _ = state.run(to: place + 1, work: .max, until: nil)
      try checkFault(behind: place)
    }
    return found
  }

  private func footprint(of place: Int) throws(Diagnostic) -> Footprint {
    let (call, state) = (calls[place], state)
    do throws(FootprintFault) {
      return try Footprint(
        of: description.form.instructions[call.instruction].effect, in: description.form,
        fields: call.fields
      ) { (part, places) throws(ScalarFault) in
        guard let cell = state.withState({ $0.integer(of: part, at: places) }) else {
          throw .noCell(part, places)
        }
        return cell
      }
    } catch {
      if error == .interrupted { throw .interrupted }
      throw .error(
        "what \(text(place)) touches can not be told: \(error.sentence(in: description.form))",
        failure: .internalError)
    }
  }

  private func checkFault(behind place: Int) throws(Diagnostic) {
    try Interruption.current.check()
    guard let fault = state.fault else { return }
    throw .error(
      "\(text(place)) faults: \(fault.reason.message(description.form))", failure: .internalError)
  }

  private func check(
    _ place: Int, _ loaded: [StridedSet], against stores: [(place: Int, bytes: [StridedSet])]
  ) throws(Diagnostic) {
    let store = stores.first { store in
      loaded.contains { part in store.bytes.contains { $0.overlaps(part) } }
    }
    guard let store else { return }
    throw .error(
      "addresses depend on what \(text(place)) loads, which \(text(store.place)) has stored",
      hints: ["let addresses depend on fields and constants alone"])
  }

  private func text(_ place: Int) -> String { description.quoted(calls[place], at: place) }

}

extension [Footprint.Access] {
  fileprivate var onHost: [StridedSet] { filter { $0.space == .host }.map(\.bytes) }
}

extension MachineDescription {

  /// An instruction of a program as messages name it.
  func quoted(_ call: Call, at place: Int) -> String {
    "instruction \(place), `\(text(of: call))`,"
  }

}

extension FootprintFault {

  /// What is wrong, as the end of a sentence.
  fileprivate func sentence(in machine: MachineForm) -> String {
    switch self {
    case .scalar(.divisionByZero): "a whole number is divided by 0"
    case .scalar(.noVariable): "a name has no number"
    case .scalar(.noCell(let part, let places)):
      "there is no `\(machine[part].name)\(places)`"
    case .outside(let part, _, let lower, let end):
      "`\(machine[part].name)[\(lower):\(end)]` is not all there"
    case .negativeCount(let count): "an extent is \(count), which is below 0"
    case .overflow: "an address or a count needs more than 64 bits"
    case .noCase: "no case of it holds"
    case .dependsOnItself(let part):
      "its places depend on `\(machine[part].name)`, which it writes itself"
    case .interrupted: "interrupted"
    }
  }

}
