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
    let abilities = Result { [machine] () throws(Diagnostic) in try Abilities(machine) }
    if let abilities = try? abilities.get() {
      machine.setBlocks(abilities, entries["layout"], &sheet)
    }
    let limits = machine.limits(at: entries["numbers"].map { sheet.position($0) })
    machine.common.interface.patterns = machine.interface.patterns.map { $0.with(limits) }
    self.init(machine, abilities)
  }

}

extension MachineDescription {

  /// Says in which blocks of channels values lie on the host: as long as the rows that it multiplies.
  /// - Parameter node: where the description says what it takes them for, if it does.
  fileprivate mutating func setBlocks(
    _ abilities: Abilities, _ node: SheetNode?, _ sheet: inout Sheet
  ) {
    let lanes = abilities.lanes
    common.interface.handover.inputBlock = lanes
    common.interface.handover.outputBlock = lanes
    let forms = MachineLayouts.forms(abilities)
    common.interface.handover.isChannelsLast = layouts.data.map { $0 == forms.data[1] } ?? false
    guard let node else { return }
    if let said = layouts.data?.block(of: "c"), said != lanes {
      sheet.error(
        "data is said to lie in blocks of \(said) channels, but a row has \(lanes) sums", at: node,
        hint: forms.data.hint)
      return
    }
    let said = [
      ("data", layouts.data, forms.data), ("weight", layouts.weight, forms.weight),
      ("sum", layouts.sum, forms.sum),
    ]
    for case (let key, let layout?, let possible) in said where !possible.contains(layout) {
      sheet.error(
        "graphs can not be compiled for `\(key)` that lies as `\(layout)`",
        at: node.members?.first { $0.key.word == key }?.value ?? node, hint: possible.hint)
    }
  }

  /// What follows for its patterns from the numbers that it computes with.
  /// - Parameter place: where the description says which they are.
  fileprivate func limits(at place: Place?) -> MachineLimits {
    typealias Limit = MachineLimits.Limit
    let types = common.interface.types
    let data = Limit(types.data, at: place)
    return MachineLimits(
      data: data, weight: Limit(types.weight, at: place), sums: Limit(types.accumulator, at: place),
      widened: data, stored: data, block: layouts.data.map { Limit($0.block(of: "c"), at: place) })
  }

}

extension MachineLayouts {

  /// How data, weights and sums can lie where the products of a machine take them.
  fileprivate static func forms(
    _ abilities: Abilities
  ) -> (data: [TensorLayout], weight: [TensorLayout], sum: [TensorLayout]) {
    let (lanes, depth) = (abilities.lanes, abilities.depth)
    typealias Axis = TensorLayout.Axis
    let places = [Axis("y"), Axis("x")]
    let (blocks, block) = (Axis("c", .blocks(of: lanes)), Axis("c", .block(lanes)))
    let inner = [Axis("o", .block(lanes)), Axis("c", .block(depth))]
    let outer = [Axis("o", .blocks(of: lanes)), Axis("c", .blocks(of: depth))]
    let weight = outer + [Axis("r"), Axis("s")]
    return (
      [
        TensorLayout([Axis("n"), blocks] + places + [block]),
        TensorLayout([Axis("n")] + places + [blocks, block]),
      ],
      [TensorLayout(weight + (abilities.hasOutputsFirst ? inner : inner.reversed()))],
      [TensorLayout([outer[0], inner[0]])]
    )
  }

}

extension [TensorLayout] {

  /// What to write.
  fileprivate var hint: String { "write \(map { "`\($0)`" }.joined(separator: " or "))" }

}
