import Effects
import ISA
import Support

/// Instructions that do nothing, found from what instructions do.
///
/// Where all fields are 0 counts are, and windows without places touch nothing. Fields that say
/// which unit runs an instruction are tried with all of their numbers.
struct IdleCalls {

  private let description: MachineDescription

  /// Those that do nothing, whatever the state holds, before those that still read registers.
  private let candidates: [Call]

  init(_ description: MachineDescription) {
    self.description = description
    let calls = description.form.instructions.indices.flatMap {
      description.calls(of: $0, deciding: description.placements[$0].deciding)
    }
    let reads = calls.map { Self.reads($0, description.form) }
    candidates =
      zip(calls, reads).filter { $1 == 0 }.map(\.0)
      + zip(calls, reads).filter { $1 ?? 0 > 0 }.map(\.0)
  }

  /// An instruction that `unit` runs, that does nothing and for which `body` holds.
  func call(of unit: Int, where body: (Call) -> Bool) -> Call? {
    candidates.first { description.unit(of: $0) == unit && body($0) }
  }

  /// How many sets of bytes it reads; nil where it may do something.
  private static func reads(_ call: Call, _ form: MachineForm) -> Int? {
    let effect = form.instructions[call.instruction].effect
    let isQuiet = effect.cases.flatMap(\.actions).allSatisfy {
      if case .assign = $0 { true } else { false }
    }
    guard isQuiet else { return nil }
    // Counts that depend on the state differ between these two.
    var counts: [Int] = []
    for number in [0, 1] {
      let footprint = try? Footprint(of: effect, in: form, fields: call.fields) { _, _ in number }
      guard let footprint, footprint.writes.isEmpty else { return nil }
      counts.append(footprint.reads.count)
    }
    return counts[0] == counts[1] ? counts[0] : nil
  }

}
