import Simulation
import Support
import TargetKit

/// What a run is watched for besides its stop conditions: races, which are known before.
struct RunWatch {

  private let races: RaceWatch

  /// - Returns: nil if it was interrupted before everything was known.
  init?(_ device: DescribedDevice, interruption: Interruption) {
    guard device.options.stopsAtRaces, device.description.order.allowsRaces else {
      races = RaceWatch([])
      return
    }
    guard let found = device.races(interruption: interruption) else { return nil }
    races = RaceWatch(found)
  }

  /// Whether there is nothing to look for.
  var isIdle: Bool { races.isEmpty }

  /// What the instruction that has just finished has completed.
  func stop(_ machine: DescribedMachine) -> Stop? {
    let last = machine.program.number(ofAny: machine.position.last)
    return races.race(completedBy: last) {
      machine.program.index(of: $0).map(machine.hasFinished) == true
    }.map { .race($0) }
  }

}
