public import Simulation
public import Support

extension Device {

  /// What becomes of the cells of a place from now on, as a run on a copy tells.
  /// - Cost: that of running until something touches them.
  public func nextUse(of place: CellPlace, interruption: Interruption) -> CellUse {
    let conditions: [StopCondition] =
      place.isDRAM
      ? [.readDRAM(place.elements), .writeDRAM(place.elements)]
      : [
        .read(memory: place.memory, place.elements), .write(memory: place.memory, place.elements),
      ]
    var future = self
    while true {
      let before = future.mark
      switch future.run(to: nil, until: conditions, interruption: interruption) {
      case .condition:
        guard let instruction = future.lastInstruction else { return .unknown }
        return future.holding(conditions).first == 0
          ? .read(by: instruction) : .written(by: instruction)
      case .end: return .never
      case .fault, .interrupted: return .unknown
      // A deadlock that is certain may leave other units something to do.
      case .deadlock: if future.mark == before { return .unknown }
      default: if future.mark == before, future.nextInstruction == nil { return .never }
      }
    }
  }

}

extension Device {

  /// The instruction with that number, if there is one.
  public func instruction(_ number: InstructionNumber) -> InstructionState? {
    instructions(number ..< number.advanced(by: 1)).first
  }

}
