import Diagnostics
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

@Suite struct OriginTests {

  /// Cases that a set for each value can follow.
  private static var cases: [GoldenCase] {
    let all =
      GoldenCase.cases(in: GoldenCase.carried) + GoldenCase.all("random") + GoldenCase.all("edge")
    return all.enumerated().filter { $0.offset % 3 == 0 }.map(\.element).filter { golden in
      (golden.run()["profiler"]?["gemm_counter"]?.integer ?? 0) < 200
        && (golden.manifest["insn_count"]?.integer ?? 0) < 80
    }
  }

  /// The bytes behind a value are those that a taint of every byte finds, going forwards.
  @Test(arguments: [3, 17])
  func originsAreWhatTaintsFind(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var asked = 0
    for golden in Self.cases {
      var device = try device(for: golden)
      var oracle = TaintOracle(device.machine.plan)
      let stopAt = Int(random.next() % UInt64(max(1, device.workload.instructionCount))) + 1
      while !device.stop.isFinal, device.mark.instruction < stopAt {
        let before = device.machine
        device.step()
        guard device.mark > before.mark, let index = device.machine.state.lastFinished else {
          continue
        }
        oracle.run(index, before)
      }
      for place in oracle.places(4, &random) {
        asked += 1
        let origin = try device.origin(of: place, interruption: .never)
        #expect(
          Set(origin.dram.joined()) == oracle.taint(of: place), "\(golden.name) \(place)")
      }
    }
    #expect(asked > 10)
  }

  /// The steps of an origin run from the last to the first, and each reads what the next ones wrote.
  @Test func stepsGoBack() throws {
    let golden = try #require(GoldenCase.cases(in: GoldenCase.carried).first)
    var device = try device(for: golden)
    device.run()
    let place = CellPlace("acc", 0 ..< 1, lane: 3)
    let steps = try device.origin(of: place, interruption: .never).steps
    let order = steps.map { step in
      device.order.firstIndex(of: step.instruction) ?? -1
    }
    #expect(order == order.sorted(by: >))
    #expect(steps.first?.written == [place] || steps.isEmpty)
  }

  @Test func placesThatAreNotThereAreExplained() throws {
    let golden = try #require(GoldenCase.cases(in: GoldenCase.carried).first)
    let device = try device(for: golden)
    for place in [
      CellPlace("nowhere", 0 ..< 1), CellPlace("acc", 5000 ..< 5001),
      CellPlace("acc", 0 ..< 1, lane: 99), CellPlace(CellPlace.dram, 0 ..< 4),
    ] {
      #expect(throws: Diagnostic.self) { try device.origin(of: place, interruption: .never) }
      if place.lane == nil { #expect(throws: Diagnostic.self) { try device.writers(of: place) } }
    }
  }

  /// Who wrote a byte or an element last is who wrote it as the run went by.
  @Test func writersAreThoseThatWrote() throws {
    for golden in Self.cases {
      var device = try device(for: golden)
      var oracle = TaintOracle(device.machine.plan)
      while !device.stop.isFinal {
        let before = device.machine
        device.step()
        guard device.mark > before.mark, let index = device.machine.state.lastFinished else {
          break
        }
        oracle.run(index, before)
      }
      for (cell, writer) in oracle.writers.prefix(400) {
        let name = cell.slot.map { device.machine.plan.layout.slots[$0].name } ?? CellPlace.dram
        let place = CellPlace(name, cell.index ..< cell.index + 1)
        let found = try device.writers(of: place).first?.instruction?.value
        #expect(found == writer, "\(golden.name) \(place)")
      }
    }
  }

}
