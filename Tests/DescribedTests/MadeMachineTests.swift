import Diagnostics
import Effects
import ISA
import Passes
import Support
import Tensors
import Testing

@testable import Described

@Suite("Instructions of machines that say their places in unusual ways")
struct MadeMachineTests {

  @Test("what is chosen does what is asked", arguments: MadeMachines.all, 0 ..< 3)
  func doesWhatIsAsked(_ text: String, _ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(100 + seed))
    var bench = try SelectionBench(try MadeMachines.machine(text), &random)
    var operations = RandomOperation(abilities: bench.abilities, random: random)
    var taken = 0
    for index in 0 ..< 12 {
      let kind = operations.next()
      if try bench.run(kind) != nil { taken += 1 }
      if let difference = bench.difference {
        Issue.record("seed \(seed), operation \(index), \(kind): \(difference)")
        return
      }
    }
    #expect(taken >= 3, "seed \(seed): \(taken) of 12")
  }

  private func chosen(_ text: String, _ kinds: Operation.Kind...) throws -> [Call] {
    let machine = try MadeMachines.machine(text)
    var selector = Selector(try Abilities(machine))
    return try kinds.flatMap { kind in
      try selector.calls(for: Operation(kind, origin: .synthetic(by: "test")))
    }
  }

  private func part(_ text: String, _ name: String) throws -> StateID {
    try #require(try MadeMachines.machine(text).form.state(named: name))
  }

  @Test("bits of a register are set together")
  func bits() throws {
    let packed = MadeMachines.packed
    let (dat, wts, acc) = (
      try part(packed, "dat"), try part(packed, "wts"), try part(packed, "acc")
    )
    func product(_ first: Int, begins: Bool) -> Operation.Kind {
      .multiply(
        sums: Rows(acc, first, count: 16), data: Rows(dat, 8, count: 16),
        weights: Rows(wts, 24, count: 8), begins: begins)
    }
    #expect(
      try chosen(packed, product(5, begins: true), product(5, begins: false)) == [
        Call(1, [2 << 30 + 5]), Call(6, [24]), Call(7, [8, 16]),
        Call(1, [3 << 30 + 5]), Call(7, [8, 16]),
      ])
  }

  @Test("an address goes to a base that holds nothing before one that does is moved")
  func banks() throws {
    let packed = MadeMachines.packed
    let dat = try part(packed, "dat")
    func load(_ address: Int) -> Operation.Kind {
      .load(
        Rows(dat, 0, count: 4), HostRows(address: address, stride: 8, lanes: 8, element: .int8),
        adds: false)
    }
    let near = 1 << 20
    let far = 1 << 26
    #expect(
      try chosen(packed, load(near), load(far), load(near + 80), load(far + 8)) == [
        Call(0, [0, near]), Call(3, [0, 3, 0, 0]),
        Call(0, [1, far]), Call(3, [0, 3, 1, 0]),
        Call(3, [0, 3, 0, 10]), Call(3, [0, 3, 1, 1]),
      ])
  }

  @Test("an address is cut into what two fields hold")
  func pages() throws {
    let packed = MadeMachines.packed
    let block = Rows(try part(packed, "wts"), 16, count: 8)
    #expect(
      try chosen(packed, .loadWeights(block, address: 5 * 4096 + 72)) == [Call(4, [16, 7, 5, 72])])
  }

  @Test("registers give the steps of a store")
  func limits() throws {
    let packed = MadeMachines.packed
    let acc = try part(packed, "acc")
    let host = HostRows(address: 64, stride: 8, lanes: 8, element: .int8)
    let store = Operation.Kind.store(
      Rows(acc, 0, count: 4), host,
      steps: [
        .apply(.shiftRight, constant: .integer(5)), .apply(.maximum, constant: .integer(0)),
        .narrow(NumberType(.int8, saturates: true)),
      ])
    #expect(
      try chosen(packed, store, store) == [
        Call(2, [0, 127, 5]), Call(8, [0, 4, 64]), Call(8, [0, 4, 64]),
      ])
    // Low bits alone: nothing takes the limits away.
    let abilities = try Abilities(try MadeMachines.machine(packed))
    let wraps = Operation.Kind.store(
      Rows(acc, 0), host, steps: [.narrow(NumberType(.int8))])
    #expect(!abilities.can(wraps))
  }

  @Test("loops go through rows")
  func loops() throws {
    let looped = MadeMachines.looped
    let (dat, wts, acc) = (
      try part(looped, "dat"), try part(looped, "wts"), try part(looped, "acc")
    )
    let product = Operation.Kind.multiply(
      sums: Rows(acc, 2, count: 9), data: Rows(dat, 3, count: 9), weights: Rows(wts, 4),
      begins: false)
    let rows = Rows(acc, 2, count: 9)
    let calls = try chosen(
      looped, product, .applyRow(.add, rows, row: 40), .combine(.add, rows, Rows(acc, 20, count: 9))
    )
    #expect(
      calls == [
        Call(3, [2, 1, 3, 1, 4, 9, 0]), Call(4, [3, 2, 40, 9, 0, 0]), Call(4, [2, 2, 20, 9, 0, 0]),
      ])
  }

  // MARK: - What is missing

  private func refusal(_ text: String) throws -> Diagnostic? {
    let machine = try MadeMachines.machine(text)
    do throws(Diagnostic) {
      _ = try Abilities(machine)
      return nil
    } catch { return error }
  }

  /// `looped` without the lines of an instruction that takes one.
  private func without(_ name: String) -> String {
    MadeMachines.looped.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !$0.hasPrefix("  \(name): {")
    }.joined(separator: "\n")
  }

  @Test("a machine that no kernel can use says which form is missing")
  func missing() throws {
    let load = try #require(try refusal(without("load")))
    #expect(
      load.message
        == "no instruction loads rows of 8 int8 of the host to `dat`: `loadw` does that for `wts`")
    #expect((load.cause?.line ?? 0) > 0)
    #expect(
      try refusal(without("loadw"))?.message
        == "no instruction loads blocks of weights to `wts`: `load` does that for `dat`")
    #expect(
      try refusal(without("store"))?.message.hasPrefix("no instruction stores rows of `acc`")
        == true)
    let product = "acc[dst + i*dstep] += dat[src + i*sstep] @ T(wts[w])"
    let copies = MadeMachines.looped.replacing(product, with: "acc[dst + i*dstep] += dat[src]")
    let none = try #require(try refusal(copies))
    #expect(none.message == "no instruction multiplies rows of a memory with a matrix")
    #expect(none.hints.count == 1)
    let transposed = MadeMachines.looped.replacing(
      product, with: "acc[dst + i*dstep] += dat[src + i*sstep] @ T(wts[w] + 1)")
    #expect(
      try refusal(transposed)?.notes.first
        == "`mul` does, but its rows are transposed, or its factors are computed")
  }

}
