/// Races that are known before a run, by the instructions that have a part in them.
public struct RaceWatch: Sendable {

  private let races: [InstructionNumber: [Race]]

  public init(_ races: [Race]) {
    var own: [InstructionNumber: [Race]] = [:]
    for race in races {
      own[race.first.instruction, default: []].append(race)
      own[race.second.instruction, default: []].append(race)
    }
    self.races = own
  }

  public var isEmpty: Bool { races.isEmpty }

  /// The first race that `last`, which has just finished, has completed.
  public func race(
    completedBy last: InstructionNumber?, hasFinished: (InstructionNumber) -> Bool
  ) -> Race? {
    guard let last, let own = races[last] else { return nil }
    return own.first { race in
      hasFinished(
        race.first.instruction == last ? race.second.instruction : race.first.instruction)
    }
  }

}
