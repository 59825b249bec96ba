public import Diagnostics
import Effects
public import ISA
public import Passes
public import TargetKit

/// An accelerator whose instructions are described by what they do, which its description alone
/// defines.
public struct DescribedTarget: Target {

  /// All that the accelerator says of itself.
  public let machine: MachineDescription

  /// What it can be used for, or why regions can not be lowered to it.
  private let abilities: Result<Abilities, Diagnostic>

  public init(_ machine: MachineDescription) {
    self.init(machine, Result { () throws(Diagnostic) in try Abilities(machine) })
  }

  private init(_ machine: MachineDescription, _ abilities: Result<Abilities, Diagnostic>) {
    var machine = machine
    machine.common.interface.check = (try? abilities.get()).map { CompositeCheck($0) }
    self.machine = machine
    self.abilities = abilities.map { $0.of(machine) }
  }

  /// What it can be used for follows from the machine.
  public static func == (a: Self, b: Self) -> Bool { a.machine == b.machine }

  public func hash(into hasher: inout Hasher) { hasher.combine(machine) }

  public var description: TargetDescription { machine.common }

  public var passes: [OfferedPass] { loweringPasses(for: machine.name, abilities) }

  public var parts: TargetParts {
    TargetParts(
      units: machine.units.map(\.name),
      memories: machine.form.state.filter { $0.role == .memory }.map { part in
        TargetParts.Memory(
          name: part.name, depth: part.shape.first ?? 1, shape: Array(part.shape.dropFirst()),
          element: "\(part.type)", alias: part.base.map { machine.form[$0].name })
      },
      queues: queues)
  }

  private var queues: [TargetParts.Queue] {
    guard case .tokens(let tokens) = machine.order else { return [] }
    return tokens.map { queue in
      TargetParts.Queue(
        name: queue.name, from: machine.units[queue.from].name, to: machine.units[queue.to].name)
    }
  }

  public var instructionSet: InstructionSet? { machine.instructionSet }

  public func meaning(of instruction: String) -> InstructionMeaning? {
    machine.meaning(of: instruction)
  }

  public var clocks: [ClockSummary] { machine.timings.map { ClockSummary(name: $0.name) } }

  public var driver: String? { machine.driver }

  public func makeDevice() throws(Diagnostic) -> any Device { try DescribedDevice(machine) }

}

extension DescribedTarget {

  /// The target of a description that no other family has recognised.
  /// - Parameter sheet: gets what only they can read.
  init?(
    _ machine: MachineDescription, _ entries: Entries, _ recognisers: [Recogniser],
    _ sheet: inout Sheet
  ) {
    let names = recognisers.map(\.name).joined(separator: ", ")
    for key in recognisers.flatMap(\.keys) {
      guard let node = entries[key] else { continue }
      sheet.error(
        "`\(key)` is of machines of another kind", at: node,
        hint: "only those that are recognised as \(names) have it: leave it out")
    }
    if let node = entries["timing"], node.elements != nil {
      sheet.error(
        "a clock is a formula for each instruction", at: node,
        hint: "write `{mm: 4 + n}`, or such a table for each of several names")
    }
    if sheet.diagnostics.containsError { return nil }
    var machine = machine
    let planner = Planner(machine.form)
    let product = Result { () throws(Diagnostic) in try Product.find(planner) }
    let abilities = product.flatMap { [machine] product in
      Result { () throws(Diagnostic) in try Abilities(machine, planner, product) }
    }
    if let product = try? product.get() { machine.setNumbers(product, entries, &sheet) }
    if let abilities = try? abilities.get() {
      machine.setBlocks(abilities, entries["layout"], &sheet)
    }
    let limits = machine.limits(at: entries["numbers"].map { sheet.position($0) })
    machine.common.interface.patterns = machine.interface.patterns.map { $0.with(limits) }
    self.init(machine, abilities)
  }

}
