public import Effects
public import ISA
public import TargetKit

/// All that an accelerator says of itself whose instructions are described by what they do: what
/// every accelerator says, and its state, its instructions and their order.
@dynamicMemberLookup
public struct MachineDescription: Sendable, Hashable {

  /// What does not depend on the family; its members are members of this, too.
  public var common: TargetDescription

  /// The state, and what each instruction does.
  public var form: MachineForm

  /// How instructions are laid out: `formats[i]` is the layout of `form.instructions[i]`, and its
  /// fields are, in order, the first variables of that instruction's effect.
  public var instructionSet: InstructionSet

  public var units: [UnitDescription]

  /// For each instruction, the units that run it; the first one whose condition holds does.
  public var placements: [[UnitChoice]]

  public var order: OrderDescription

  /// The clocks, the first of which is the one that is meant where nobody says which.
  public var timings: [FormulaTiming]

  /// How tensors lie on the host.
  public var layouts: MachineLayouts

  /// The library that a device is reached through, as a path that does not depend on where the
  /// description lies; nil where there is none.
  public var driver: String?

  public init(
    common: TargetDescription, form: MachineForm, instructionSet: InstructionSet,
    units: [UnitDescription], placements: [[UnitChoice]], order: OrderDescription = .inOrder,
    timings: [FormulaTiming] = [], layouts: MachineLayouts = MachineLayouts(),
    driver: String? = nil
  ) {
    self.common = common
    self.form = form
    self.instructionSet = instructionSet
    self.units = units
    self.placements = placements
    self.order = order
    self.timings = timings
    self.layouts = layouts
    self.driver = driver
  }

  public subscript<Member>(
    dynamicMember path: WritableKeyPath<TargetDescription, Member>
  ) -> Member {
    get { common[keyPath: path] }
    set { common[keyPath: path] = newValue }
  }

}

/// A unit that runs an instruction where a condition on its fields holds.
public struct UnitChoice: Sendable, Hashable {

  /// The place of the unit in the description.
  public var unit: Int

  /// Over the fields; nil where it always holds.
  public var condition: Scalar?

  public init(_ unit: Int, where condition: Scalar? = nil) {
    self.unit = unit
    self.condition = condition
  }

}
