public import Described
public import Effects
import Simulation
import TargetKit

extension DecoupledDescription {

  /// The same machine as one of this family, of which it is by what its instructions do.
  ///
  /// What effects can not say is as it is where nobody says otherwise: options, and no clocks.
  /// - Errors: why it is none.
  public init(of machine: MachineDescription) throws(ShapeMismatch) {
    guard machine.timings.isEmpty else {
      throw ShapeMismatch(nil, "its clocks are formulas")
    }
    guard machine.units.count <= 16 else { throw ShapeMismatch(nil, "it has more than 16 units") }
    let shape = try DecoupledShape(of: machine.form)
    let layout = try RecognisedLayout(machine)
    let memories = try RecognisedMemories(machine, shape)
    self.init(
      common: machine.common, memories: memories.list,
      units: machine.units, tokens: try Self.tokens(machine),
      instructionSet: layout.set(memories.naming(machine.instructionSet), machine),
      instructions: try layout.instructions(machine, shape, memories),
      microOp: try layout.microOp(machine, shape), options: MachineOptions(of: shape), timings: [],
      driver: machine.driver)
    common.family = DecoupledReader.family
  }

  private static func tokens(
    _ machine: MachineDescription
  ) throws(ShapeMismatch) -> [TokenDescription] {
    switch machine.order {
    case .tokens(let queues):
      queues.map { queue in
        TokenDescription(
          name: queue.name, from: machine.units[queue.from].name,
          to: machine.units[queue.to].name, push: queue.push, pop: queue.pop, depth: queue.depth)
      }
    case .none: []
    case .inOrder where machine.units.count == 1: []
    case .inOrder, .interlocks, .waits, .barriers, .counted:
      throw ShapeMismatch(nil, "its units are not kept in order by tokens")
    }
  }

}

extension MachineOptions {

  /// What effects say of it.
  fileprivate init(of shape: DecoupledShape) {
    self.init()
    let vectors = shape.places(of: .alu).first.map { shape.instructions[$0] }
    switch vectors?.vectorShift ?? .takesLowBits {
    case .saturates: vectorShift = .saturate
    case .takesLowBits: vectorShift = .modulo
    case .takesSignedBits: vectorShift = .fiveBits
    }
    let stores = shape.places(of: .store).map { shape.instructions[$0] }
    storePaddingFaults = stores.contains { !$0.unpadded.isEmpty }
  }

}
