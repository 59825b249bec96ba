import CKernels
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

/// A machine is a value, though copies share what they can.
@Suite struct MachineCopyTests {

  /// Whoever goes on, the others stay where they are.
  @Test(arguments: [nil, "rtl-2021"])
  func copiesStayWhereTheyAre(_ clock: String?) throws {
    var random = SplitMix64(seed: 4)
    for golden in GoldenCase.cases(in: GoldenCase.carried) {
      let plain = try device(for: golden)
      let plan = MachinePlan(
        plain.description, plain.workload, timing: try clock.map { try timing($0) })
      var machine = DecoupledMachine(plan)
      let start = machine.checkpoint()
      let (first, begin) = (machine.stateHash, machine.mark)
      _ = machine.run(to: 3, work: .max / 2, until: nil)
      if random.next() % 2 == 0 { _ = machine.checkpoint() }
      _ = machine.run(to: 5, work: .max / 2, until: nil)
      let (middle, mark, work) = (machine.stateHash, machine.mark, machine.work)
      var ahead = machine
      while !ahead.stop.isFinal { _ = ahead.run(to: .max, work: .max / 2, until: nil) }
      let end = ahead.stateHash
      #expect(machine.stateHash == middle)
      #expect(machine.mark == mark)
      var back = machine
      back.restore(start)
      #expect(back.stateHash == first)
      #expect(back.mark == begin)
      back.writeDRAM(at: plain.workload.image.segments.first?.address ?? 0, [91, 92, 93])
      #expect(machine.stateHash == middle)
      #expect(machine.work == work)
      while !machine.stop.isFinal { _ = machine.run(to: .max, work: .max / 2, until: nil) }
      #expect(machine.stateHash == end, "\(golden.name)")
      #expect(ahead.stateHash == end)
    }
  }

  /// The engine marks the pages that are kept.
  @Test func pagesAreThoseOfTheEngine() { #expect(Page.size == Int(DK_PAGE)) }

}
