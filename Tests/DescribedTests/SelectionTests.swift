import Diagnostics
import Effects
import ISA
import Passes
import Support
import Tensors
import Testing

@testable import Described

@Suite("Instructions for operations")
struct SelectionTests {

  @Test("what is chosen does what is asked", arguments: Machines.all, 0 ..< 3)
  func doesWhatIsAsked(_ name: String, _ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var bench = try SelectionBench(try Machines.named(name), &random)
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
    // Some are refused, as additions on a machine that does not add.
    #expect(taken >= 3, "seed \(seed): \(taken) of 12")
  }

  @Test("a machine is understood", arguments: Machines.all)
  func roles(_ name: String) throws {
    let abilities = try Abilities(try Machines.named(name))
    let form = abilities.machine.form
    let roles = [abilities.data, abilities.weights, abilities.sums].map { form[$0].name }
    let size = "\(abilities.depth) x \(abilities.lanes), \(abilities.blockPlaces)"
    let order = abilities.hasOutputsFirst ? "outputs first" : "inputs first"
    let expected = [
      "pico": "inp wgt acc 4 x 4, 1 outputs first",
      "gemmini": "spad spad acc 16 x 16, 16 inputs first",
      "bfa": "inp wgt acc 8 x 8, 1 outputs first",
      "counted-waits": "data weights sums 8 x 8, 1 outputs first",
      "counted-tiles": "inp wgt acc 8 x 8, 1 outputs first",
      "sync-barriers": "inp wgt acc 4 x 4, 1 outputs first",
    ]
    #expect("\(roles.joined(separator: " ")) \(size) \(order)" == expected[name])
  }

  // MARK: - One machine

  private func names(_ calls: [Call], _ machine: MachineDescription) -> [String] {
    calls.map { call in
      let format = machine.instructionSet.formats[call.instruction]
      let effect = machine.form.instructions[call.instruction].effect
      let used = Set(effect.scalars.flatMap(\.variables)).map(\.index)
      let fields = format.fields.indices.filter(used.contains).map {
        "\(format.fields[$0].name)=\(call.fields[$0])"
      }
      return ([format.name] + fields).joined(separator: " ")
    }
  }

  private func chosen(
    _ machine: MachineDescription, _ kinds: Operation.Kind...
  ) throws -> [[String]] {
    var selector = Selector(try Abilities(machine))
    return try kinds.map { kind in
      names(try selector.calls(for: Operation(kind, origin: .synthetic(by: "test"))), machine)
    }
  }

  private func part(_ machine: MachineDescription, _ name: String) throws -> StateID {
    try #require(machine.form.state(named: name))
  }

  @Test("a base stays where it is as long as fields reach")
  func bases() throws {
    let pico = try Machines.pico()
    let inp = try part(pico, "inp")
    func load(_ address: Int) -> Operation.Kind {
      .load(
        Rows(inp, 0, count: 8), HostRows(address: address, stride: 4, lanes: 4, element: .int8),
        adds: false)
    }
    #expect(
      try chosen(pico, load(1 << 20), load((1 << 20) + 400), load(1 << 21)) == [
        ["base which=1 value=262144", "ldi to=0 n=8 at=0"],
        ["ldi to=0 n=8 at=100"],
        ["base which=1 value=524288", "ldi to=0 n=8 at=0"],
      ])
  }

  @Test("rows that are no field's number are cut")
  func cuts() throws {
    let pico = try Machines.pico()
    let inp = try part(pico, "inp")
    let host = HostRows(address: 0, stride: 8, lanes: 4, element: .int8)
    #expect(
      try chosen(pico, .load(Rows(inp, 4, count: 3), host, adds: false)) == [
        [
          "base which=1 value=0", "ldi to=4 n=1 at=0", "ldi to=5 n=1 at=2", "ldi to=6 n=1 at=4",
        ]
      ])
  }

  @Test("a register is set where it does not hold the number yet")
  func registers() throws {
    let gemmini = try Machines.gemmini()
    let (spad, acc) = (try part(gemmini, "spad"), try part(gemmini, "acc"))
    let weights = Rows(spad, 64, count: 16)
    func product(_ first: Int, begins: Bool) -> Operation.Kind {
      .multiply(
        sums: Rows(acc, first, count: 8), data: Rows(spad, 0, count: 8), weights: weights,
        begins: begins)
    }
    let preload = "preload b=64 bcols=16 brows=16"
    let keep = "preload b=4294967295 bcols=0 brows=0"
    let rest = "sums=1 ccols=16 crows=8"
    let kept = "compute_accumulated a=0 acols=16 arows=8 dcols=0 drows=0"
    #expect(
      try chosen(
        gemmini, product(0, begins: true), product(0, begins: true), product(0, begins: false),
        product(8, begins: false)) == [
          [
            "config_ex ws=1 a_stride=1 c_stride=1", "\(preload) to=0 add=0 \(rest)",
            "compute_preloaded a=0 acols=16 arows=8 dcols=0 drows=0",
          ],
          ["\(keep) to=0 add=0 \(rest)", kept], ["\(keep) to=0 add=1 \(rest)", kept],
          ["\(keep) to=8 add=1 \(rest)", kept],
        ])
  }

  @Test("a store does the steps that it can")
  func stores() throws {
    let gemmini = try Machines.gemmini()
    let acc = try part(gemmini, "acc")
    let host = HostRows(address: 256, stride: 32, lanes: 16, element: .int8)
    let narrow = Operation.Step.narrow(NumberType(.int8, saturates: true))
    let shift = Operation.Step.apply(.shiftRight, constant: .integer(5))
    let relu = Operation.Step.apply(.maximum, constant: .integer(0))
    let rows = Rows(acc, 0, count: 4)
    let calls = try chosen(
      gemmini, .store(rows, host, steps: [shift, narrow]),
      .store(rows, host, steps: [relu, shift, narrow]),
      .store(rows, host, steps: [shift, relu, narrow]))
    #expect(calls[0].last == "mvout to=256 at=0 whole=0 sums=1 cols=16 rows=4")
    #expect(calls[0].contains("config_st act=0 stride=32 sh=5"))
    #expect(
      calls[1] == [
        "config_st act=1 stride=32 sh=5", "mvout to=256 at=0 whole=0 sums=1 cols=16 rows=4",
      ])
    #expect(calls[2] == ["mvout to=256 at=0 whole=0 sums=1 cols=16 rows=4"])
    let pico = try Machines.pico()
    let small = HostRows(address: 0, stride: 4, lanes: 4, element: .int8)
    let sums = Rows(try part(pico, "acc"), 0, count: 4)
    #expect(
      try chosen(pico, .store(sums, small, steps: [shift, narrow])) == [
        [
          "alu f=3 dst=0 n=4 imm=5", "alu f=0 dst=0 n=4 imm=-128", "alu f=1 dst=0 n=4 imm=127",
          "base which=3 value=0", "st at=0 n=4 to=0",
        ]
      ])
  }

  @Test("a product begins by a fill where nothing else begins it")
  func begins() throws {
    let pico = try Machines.pico()
    let (inp, wgt, acc) = (
      try part(pico, "inp"), try part(pico, "wgt"), try part(pico, "acc")
    )
    let kind = Operation.Kind.multiply(
      sums: Rows(acc, 0, count: 16), data: Rows(inp, 0, count: 16), weights: Rows(wgt, 3),
      begins: true)
    let calls = try chosen(pico, kind)[0]
    #expect(calls.count == 2)
    #expect(calls.last == "mm dst=0 src=0 w=3 n=16 reset=0")
    #expect(calls.first?.hasSuffix("reset=1") == true)
  }

  @Test("registers are all that a command takes, and those that hold theirs stay")
  func commands() throws {
    let machine = try Machines.named("counted-waits")
    let sums = Rows(try part(machine, "sums"), 0, count: 4)
    let data = try part(machine, "data")
    func load(_ first: Int) -> Operation.Kind {
      .load(
        Rows(data, first, count: 4),
        HostRows(address: 4096 + first * 8, stride: 8, lanes: 8, element: .int8), adds: false)
    }
    let calls = try chosen(
      machine, load(0), load(4),
      .store(
        sums, HostRows(address: 64, stride: 8, lanes: 8, element: .int8),
        steps: [
          .apply(.shiftRight, constant: .integer(3)),
          .narrow(NumberType(.int8, saturates: true)),
        ]))
    #expect(
      calls == [
        ["set_address value=4096", "set_place value=0", "set_length value=4", "fetch"],
        ["set_address value=4128", "set_place value=4", "fetch"],
        [
          "set_target value=0", "set_rows value=4", "scale shift=3 least=-128 most=127",
          "set_address value=64", "set_place value=0", "write",
        ],
      ])
  }

  // MARK: - Refusals

  @Test("what can not be said is refused with the field that does not reach")
  func refusals() throws {
    let pico = try Machines.pico()
    let abilities = try Abilities(pico)
    let acc = try part(pico, "acc")
    let rows = Rows(acc, 0, count: 4)
    let big = try #require(
      abilities.refusal(of: .apply(.maximum, rows, constant: .integer(70000))))
    #expect(big.message.contains("`imm@21:s11` holds -1024 to 1023"))
    let product = try #require(
      abilities.refusal(of: .apply(.multiply, rows, constant: .integer(3))))
    #expect(product.message.hasPrefix("no instruction does `*` with 3 to rows of `acc`"))
    let two = try #require(
      abilities.refusal(of: .combine(.minimum, rows, Rows(acc, 8, count: 4))))
    #expect(
      two.message
        == "no instruction does `min` to two rows of `acc`: `alu` takes a constant, or one row for all"
    )
    let odd = HostRows(address: 1, stride: 4, lanes: 4, element: .int8)
    let address = try #require(
      abilities.refusal(of: .load(Rows(abilities.data, 0), odd, adds: false)))
    #expect(address.message.contains("the address on the host of `ldi`"))
    #expect(abilities.refusal(of: .apply(.add, rows, constant: .integer(5000))) == nil)
    #expect(abilities.refusal(of: .stop) == nil)
  }

}
