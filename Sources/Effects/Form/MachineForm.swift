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
    public init(_ name: String, _ effect: Effect) {
      self.name = name
      self.effect = effect
    }
  }

  public subscript(id: StateID) -> StatePart { state[id.index] }

  public func state(named name: String) -> StateID? {
    state.firstIndex { $0.name == name }.map(StateID.init)
  }

}
