import Effects
import Simulation
import Support
import Tensors
import Testing

@Suite("Machines that effects make")
struct MachineTests {

  private func bytes(_ count: Int, _ random: inout SplitMix64) -> [Int8] {
    (0 ..< count).map { _ in Int8.random(in: -8 ... 7, using: &random) }
  }

  private func raw(_ numbers: [Int8]) -> [UInt8] { numbers.map { UInt8(bitPattern: $0) } }

  private func run(_ machine: EffectMachine) -> EffectMachine {
    var machine = machine
    _ = machine.run(to: .max, work: .max, until: nil)
    return machine
  }

  /// 8 × 8 times the transpose of 12 × 8, plus 4, shifted, and cut to bytes.
  @Test func pico() throws {
    var random = SplitMix64(seed: 1)
    let (a, w) = (bytes(64, &random), bytes(96, &random))
    let form = try MachineText.pico.form()
    let engine = try EffectEngine(form, host: [0 ..< 4096])
    var state = engine.makeState()
    // Blocks of 4 columns of inputs, and of 4 × 4 weights.
    state.setHostBytes(
      raw((0 ..< 64).map { a[$0 / 4 % 8 * 8 + $0 / 32 * 4 + $0 % 4] }), at: 0x100)
    state.setHostBytes(
      raw((0 ..< 96).map { w[($0 / 32 * 4 + $0 / 4 % 4) * 8 + $0 / 16 % 2 * 4 + $0 % 4] }),
      at: 0x200)
    var program = [
      form.entry("base", ["which": 0, "value": 0x200]),
      form.entry("base", ["which": 1, "value": 0x100]),
      form.entry("base", ["which": 3, "value": 0x400]), form.entry("ldi", ["n": 16]),
      form.entry("ldw", ["n": 6]),
    ]
    for o in 0 ..< 3 {
      program.append(form.entry("mm", ["dst": o * 8, "n": 8, "reset": 1]))
      for c in 0 ..< 2 {
        program.append(
          form.entry("mm", ["dst": o * 8, "src": c * 8, "w": o * 2 + c, "n": 8]))
      }
    }
    for (f, imm) in [(2, 4), (3, 3), (0, -128), (1, 127)] {
      program.append(form.entry("alu", ["f": f, "dst": 0, "n": 24, "imm": imm]))
    }
    program += [
      form.entry("st", ["n": 24]), form.entry("stop"), form.entry("base", ["value": 1]),
    ]
    let machine = run(EffectMachine(engine, program, state))
    #expect(machine.stop == .end)
    #expect(machine.mark == Mark(instruction: program.count - 1))
    let found = machine.withState { $0.hostBytes(0x400 ..< 0x460) }
    let expected = (0 ..< 96).map { place -> UInt8 in
      let (row, column) = (place / 4 % 8, place / 32 * 4 + place % 4)
      let sum = (0 ..< 8).reduce(4) { $0 + Int(a[row * 8 + $1]) * Int(w[column * 8 + $1]) }
      return UInt8(bitPattern: Int8(clamping: sum >> 3))
    }
    #expect(found == expected)
  }

  /// 20 × 40 times 40 × 24 in tiles of 16, shifted by 4 and cut to bytes.
  @Test func gemmini() throws {
    var random = SplitMix64(seed: 2)
    let (m, k, n) = (20, 40, 24)
    let (a, b) = (bytes(m * k, &random), bytes(k * n, &random))
    let form = try MachineText.gemmini.form()
    let engine = try EffectEngine(form, host: [0x1000 ..< 0x5000])
    var state = engine.makeState()
    state.setHostBytes(raw(a), at: 0x1000)
    state.setHostBytes(raw(b), at: 0x2000)
    func tiles(_ count: Int) -> [(Int, Int)] {
      stride(from: 0, to: count, by: 16).map { ($0, min(16, count - $0)) }
    }
    var program = [
      form.entry("config_ex", ["sh": 4]), form.entry("config_st", ["stride": n]),
    ]
    for (i, rows) in tiles(m) {
      for (j, columns) in tiles(n) {
        for (number, (q, depth)) in tiles(k).enumerated() {
          program += [
            form.entry("config_ld", ["stride": k]),
            form.entry(
              "mvin", ["at": 0x1000 + i * k + q, "to": number * 16, "cols": depth, "rows": rows]),
            form.entry("config_ld", ["stride": n]),
            form.entry(
              "mvin",
              ["at": 0x2000 + q * n + j, "to": 1024 + number * 16, "cols": columns, "rows": depth]),
            form.entry(
              "preload",
              [
                "b": 1024 + number * 16, "bcols": columns, "brows": depth,
                "to": (number > 0 ? 3 : 2) << 30,
              ]),
            form.entry("compute", ["a": number * 16, "acols": depth, "arows": rows]),
          ]
        }
        program.append(
          form.entry(
            "mvout", ["to": 0x4000 + i * n + j, "sums": 1, "cols": columns, "rows": rows]))
      }
    }
    let machine = run(EffectMachine(engine, program, state))
    #expect(machine.stop == .end)
    let expected = (0 ..< m * n).map { place -> UInt8 in
      let sum = (0 ..< k).reduce(0) {
        $0 + Int(a[place / n * k + $1]) * Int(b[$1 * n + place % n])
      }
      return UInt8(bitPattern: Int8(clamping: sum >> 4))
    }
    #expect(machine.withState { $0.hostBytes(0x4000 ..< 0x4000 + m * n) } == expected)
  }

  /// Float sums one after the other, rounded to `bfloat16` when they are stored.
  @Test func bfloats() throws {
    var random = SplitMix64(seed: 3)
    func numbers(_ count: Int) -> [BFloat16] {
      (0 ..< count).map { _ in BFloat16(Float.random(in: -2 ... 2, using: &random)) }
    }
    func raw(_ numbers: [BFloat16]) -> [UInt8] { Tensor(numbers).bytes }
    let (a, w) = (numbers(256), numbers(128))
    let bias = (0 ..< 8).map { _ in Float.random(in: -1 ... 1, using: &random) }
    let form = try MachineText.bfa.form()
    let engine = try EffectEngine(form, host: [0 ..< 0x1000])
    var state = engine.makeState()
    // Two blocks of 16 × 8 inputs, and two of 8 × 8 weights.
    state.setHostBytes(raw(a), at: 0)
    state.setHostBytes(raw(w), at: 0x400)
    state.setHostBytes(Tensor(bias).bytes, at: 0x600)
    let program = [
      form.entry("ldi", ["n": 32]), form.entry("ldw", ["n": 2, "at": 8]),
      form.entry("ldb", ["n": 16, "at": 0x30]), form.entry("mm", ["n": 16]),
      form.entry("mm", ["src": 16, "w": 1, "n": 16]), form.entry("relu", ["n": 16]),
      form.entry("st", ["n": 16, "to": 0x80]), form.entry("stop"),
    ]
    let machine = run(EffectMachine(engine, program, state))
    let expected = (0 ..< 128).map { place -> BFloat16 in
      let (row, column) = (place / 8, place % 8)
      var sum = bias[column]
      for block in 0 ..< 2 {
        var products: Float = 0
        for k in 0 ..< 8 {
          products += a[block * 128 + row * 8 + k].float * w[block * 64 + column * 8 + k].float
        }
        sum += products
      }
      return BFloat16(max(sum, 0))
    }
    #expect(machine.withState { $0.hostBytes(0x800 ..< 0x900) } == raw(expected))
  }

  /// Three loops around micro-ops, against the same loops written out.
  @Test func microOps() throws {
    var random = SplitMix64(seed: 4)
    let form = try MachineText.vta.form()
    let engine = try EffectEngine(form)
    var state = engine.makeState()
    func numbers(_ count: Int) -> [Int8] {
      (0 ..< count).map { _ in Int8.random(in: -128 ... 127, using: &random) }
    }
    let (inp, wgt) = (numbers(2048 * 16), numbers(1024 * 256))
    var acc = (0 ..< 2048 * 16).map { _ in Int32.random(in: .min ... .max, using: &random) }
    let uops = (0 ..< 12).map { _ in
      (
        Int.random(in: 0 ..< 900, using: &random), Int.random(in: 0 ..< 900, using: &random),
        Int.random(in: 0 ..< 500, using: &random)
      )
    }
    let words = uops.map { UInt32($0.0 | $0.1 << 11 | $0.2 << 22) }
    let zeros = [UInt32](repeating: 0, count: 8192 - 12)
    state.setNumbers(of: StateID(0), to: Tensor(words + zeros))
    state.setNumbers(of: StateID(1), to: Tensor(wgt))
    state.setNumbers(of: StateID(2), to: Tensor(inp))
    state.setNumbers(of: StateID(3), to: Tensor(acc))
    let loops = [
      "begin": 2, "end": 12, "outer": 5, "inner": 7, "dst_o": 100, "dst_i": 7, "src_o": 3,
      "src_i": 100, "wgt_o": 9, "wgt_i": 50,
    ]
    let machine = run(EffectMachine(engine, [form.entry("gemm", loops)], state))
    #expect(machine.stop == .end)
    for i in 0 ..< 5 {
      for j in 0 ..< 7 {
        for (d, s, w) in uops[2...] {
          let (d, s, w) = (d + 100 * i + 7 * j, s + 3 * i + 100 * j, w + 9 * i + 50 * j)
          for column in 0 ..< 16 {
            for k in 0 ..< 16 {
              acc[d * 16 + column] &+=
                Int32(inp[s * 16 + k]) * Int32(wgt[w * 256 + column * 16 + k])
            }
          }
        }
      }
    }
    #expect(machine.withState { $0.tensor(of: StateID(3)).array() } == acc)
  }

  /// Whatever ran, going back and forth leads to the same states.
  @Test("time goes both ways", arguments: 0 ..< 12)
  func timelines(_ seed: UInt64) throws {
    var effect = RandomEffect(seed: seed)
    var random = SplitMix64(seed: seed)
    let pair = try EnginePair(effect.machine, &random)
    let program = (0 ..< 40).map { _ in
      EffectMachine.Entry(0, Array(effect.frame().prefix(effect.fields.count)))
    }
    let machine = EffectMachine(pair.engine, program, pair.state.copied())
    var timeline = Timeline(machine, interval: 3, workInterval: 2000)
    var hashes: [Mark: StateHash] = [timeline.machine.mark: timeline.machine.stateHash]
    var marks = [timeline.machine.mark]
    while timeline.step(.microOp), marks.count < 400 {
      marks.append(timeline.machine.mark)
      hashes[timeline.machine.mark] = timeline.machine.stateHash
    }
    for _ in 0 ..< 60 {
      let mark = marks[Int.random(in: marks.indices, using: &random)]
      timeline.seek(to: mark)
      #expect(timeline.machine.mark == mark)
      #expect(timeline.machine.stateHash == hashes[mark], "seed \(seed) at \(mark)")
    }
    for mark in marks.reversed().prefix(50) {
      timeline.seek(to: mark)
      #expect(timeline.machine.stateHash == hashes[mark])
    }
  }

}
