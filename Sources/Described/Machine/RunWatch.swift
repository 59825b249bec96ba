import Simulation
import Support
import TargetKit

/// What a run is watched for besides its stop conditions: races, which are known before.
struct RunWatch {

  /// For each instruction the races that it has a part in.
  private let races: [InstructionNumber: [Race]]

  /// - Returns: nil if it was interrupted before everything was known.
  init?(_ device: DescribedDevice, interruption: Interruption) {
    guard device.options.stopsAtRaces, device.description.order.allowsRaces else {
      races = [:]
      return
    }
    guard let found = device.races(interruption: interruption) else { return nil }
    var races: [InstructionNumber: [Race]] = [:]
    for race in found {
      races[race.first.instruction, default: []].append(race)
      races[race.second.instruction, default: []].append(race)
    }
    self.races = races
  }

  /// Whether there is nothing to look for.
  var isIdle: Bool { races.isEmpty }

  /// What the instruction that has just finished has completed.
  func stop(_ machine: DescribedMachine) -> Stop? {
    guard let last = machine.program.number(ofAny: machine.position.last), let own = races[last]
    else { return nil }
    for race in own {
      let other =
        race.first.instruction == last ? race.second.instruction : race.first.instruction
      if machine.program.index(of: other).map(machine.hasFinished) == true { return .race(race) }
    }
    return nil
  }

}
