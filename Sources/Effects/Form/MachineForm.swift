public import Diagnostics
public import Support

/// A machine as effects see it: its state, and what each of its instructions does.
public struct MachineForm: Hashable, Sendable {

  public var state: [StatePart]
  public var instructions: [Instruction]

  public init(state: [StatePart], instructions: [Instruction]) {
    self.state = state
    self.instructions = instructions
  }

  public struct Instruction: Hashable, Sendable {
    public var name: String
    public var effect: Effect

    /// Where a description says it; nil where none does.
    @Incidental public var places: InstructionPlaces?

    public init(_ name: String, _ effect: Effect, at places: InstructionPlaces? = nil) {
      self.name = name
      self.effect = effect
      self.places = places
    }
  }

  public subscript(id: StateID) -> StatePart { state[id.index] }

  public func state(named name: String) -> StateID? {
    state.firstIndex { $0.name == name }.map(StateID.init)
  }

}

/// Where a description says what an instruction is made of.
public struct InstructionPlaces: Sendable {

  public var name: Place

  /// Nil where there are none.
  public var fields: Place?

  /// What each case does, in their order.
  public var cases: [Place]

  public init(name: Place, fields: Place?, cases: [Place]) {
    self.name = name
    self.fields = fields
    self.cases = cases
  }

  /// Of the case at `branch`, or else of the instruction.
  public func place(ofCase branch: Int) -> Place {
    cases.indices.contains(branch) ? cases[branch] : name
  }

}
