import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

/// Which unit goes on where several could.
@Suite struct PolicyTests {

  private static let policies: [SchedulePolicy] = [
    .fifo, .worstFirst, .random(seed: 1), .random(seed: 99),
  ]

  /// Cases without a race: their results do not depend on who goes first.
  private var cases: [GoldenCase] {
    GoldenCase.cases(in: GoldenCase.carried)
      + GoldenCase.all("random_hw").prefix(12) + GoldenCase.all("runtime").prefix(6)
  }

  private func device(_ golden: GoldenCase, _ policy: SchedulePolicy) throws -> DecoupledDevice {
    let description = try goldenDescription()
    var device = DecoupledDevice(description)
    try device.load(
      try StreamFolder(description.instructionSet).read(golden.path), RunOptions(schedule: policy))
    return device
  }

  /// Runs to the end and says in which order instructions ran.
  private func order(_ device: inout DecoupledDevice) -> [InstructionNumber] {
    var order: [InstructionNumber] = []
    while !device.stop.isFinal {
      guard let next = device.nextInstruction else { break }
      order.append(next)
      device.step()
    }
    return order
  }

  @Test func resultsDoNotDependOnThePolicy() throws {
    var failed: [String] = []
    var reordered = 0
    for golden in cases {
      var first = try device(golden, .fifo)
      let program = order(&first)
      for policy in Self.policies.dropFirst() {
        var other = try device(golden, policy)
        if order(&other) != program { reordered += 1 }
        if other.stop != first.stop
          || other.savedState().dropLast() != first.savedState().dropLast()
        {
          failed.append("\(golden.name) by \(policy)")
        }
      }
    }
    #expect(failed == [])
    #expect(reordered > 0)
  }

  /// The same policy gives the same run, in small steps, in one go, and after going back.
  @Test(arguments: policies)
  func policiesAreFunctionsOfTheState(_ policy: SchedulePolicy) throws {
    var failed: [String] = []
    for golden in GoldenCase.cases(in: GoldenCase.carried) {
      var slow = try device(golden, policy)
      let program = order(&slow)
      var fast = try device(golden, policy)
      while case .streamEnd = fast.run() {}
      if fast.stateHash != slow.stateHash { failed.append("\(golden.name) in one go") }
      slow.seek(to: Mark(instruction: program.count / 2))
      if slow.nextInstruction != program[program.count / 2] { failed.append("\(golden.name) back") }
      var again = try device(golden, .replay(program))
      if order(&again) != program { failed.append("\(golden.name) replayed") }
    }
    #expect(failed == [])
  }

  @Test(arguments: ["fifo", "random 7", "random 18446744073709551615", "worst-first"])
  func textsRoundTrip(_ text: String) {
    #expect(SchedulePolicy(text)?.description == text)
  }

  @Test(arguments: ["", "fif", "random", "random -1", "random 1 2", "fifo 1", "replay 1"])
  func otherTextsAreNone(_ text: String) { #expect(SchedulePolicy(text) == nil) }

}
