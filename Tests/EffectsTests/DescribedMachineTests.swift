import Diagnostics
import Effects
import ISA
import Tensors
import Testing

@Suite("Machines as described")
struct DescribedMachineTests {

  @Test("each instruction is read, and printed as what is read as the same", arguments: 0 ..< 4)
  func roundTrips(_ index: Int) throws {
    let described = DescribedMachine.all[index]
    let machine = try described.machine()
    #expect(machine.instructions.map(\.name) == described.instructions.map(\.name))
    for (instruction, text) in zip(machine.instructions, described.instructions) {
      let printed = instruction.effect.text(in: machine.state)
      let read = try Effect(
        parsing: printed, fields: try described.fields(of: text), state: machine.state)
      #expect(read == instruction.effect, "\(instruction.name)\n\(printed)")
    }
  }

  private func text(
    _ described: DescribedMachine, _ name: String, _ numbers: [String: Int] = [:]
  ) throws -> String {
    let machine = try described.machine()
    let effect = try #require(machine.instructions.first { $0.name == name }?.effect)
    let known = effect.variables.indices.compactMap { index in
      effect.variables[index].field == nil
        ? nil : (VariableID(index), numbers[effect.variables[index].name] ?? 0)
    }
    return numbers.isEmpty
      ? effect.text(in: machine.state).description
      : effect.text(in: machine.state, with: Dictionary(uniqueKeysWithValues: known)).description
  }

  @Test("the canonical text of a micro-program")
  func canonical() throws {
    #expect(
      try text(.blocks, "gemm") == """
        for: i in 0:outer, j in 0:inner, u in uop[begin:end]
        let: d = u.dst + i * dst_o + j * dst_i; s = u.src + i * src_o + j * src_i; \
        w = u.wgt + i * wgt_o + j * wgt_i
        when: reset == 1
        does: acc[d] = 0
        does: acc[d] += inp[s] @ T(wgt[w])
        """)
    #expect(
      try text(.blocks, "store") == """
        when: memory == 4
        does: dram(int8[1, 16], dram * 16, rows, columns, stride=stride * 16) \
        = cast(int8, acc[sram:sram + rows * columns])
        """)
  }

  @Test("the numbers of an instruction stand in its effect")
  func explained() throws {
    #expect(
      try text(.pico, "mm", ["dst": 4, "src": 0, "w": 3, "n": 16])
        == "does: acc[4:20] += inp[0:16] @ T(wgt[3])")
    #expect(
      try text(.blocks, "gemm", ["begin": 5, "end": 6, "outer": 2, "inner": 1, "dst_o": 4]) == """
        for: i in 0:2
        does: acc[i * 4 + uop[5].dst] += inp[uop[5].src] @ T(wgt[uop[5].wgt])
        """)
    #expect(
      try text(
        .blocks, "load",
        [
          "memory": 2, "sram": 8, "dram": 256, "rows": 2, "columns": 3, "stride": 14, "top": 1,
          "left": 1,
        ]) == """
          does: inp[8:20] = pad(dram(int8[1, 16], 4096, 2, 3, stride=224), 1, 0, 1, 0)
          """)
    #expect(
      try text(.rows, "mvout", ["sums": 1, "to": 64, "at": 2, "cols": 16, "rows": 4])
        == "does: dram(int8, 64, 4, 16, stride=st_stride[0]) "
        + "= clip(acc[2:6, 0:16] >> shift, -128, 127)")
    // No case holds: nothing is done.
    #expect(try text(.blocks, "load", ["memory": 7]) == "")
  }

  @Test("what numbers are known for is what the whole would do", arguments: 0 ..< 10)
  func explanationsAreEffects(_ block: Int) throws {
    for seed in UInt64(block * 20) ..< UInt64(block * 20 + 20) {
      var random = RandomEffect(seed: seed)
      let frame = random.frame()
      let ids = random.effect.variables.indices.filter { random.effect.variables[$0].field != nil }
      let known = Dictionary(uniqueKeysWithValues: ids.map { (VariableID($0), frame[$0]) })
      let effect = random.effect.with(known)
      let names = ids.map { random.effect.variables[$0].name }
      for loop in effect.loops {
        guard case .numbers(let lower, let upper) = loop.domain else { continue }
        #expect(lower.variables.union(upper.variables).isEmpty)
      }
      // Only loop variables are left.
      let text = effect.text(in: random.state).description
      for name in names { #expect(!text.contains("\(name) "), "seed \(seed)\n\(text)") }
    }
  }

  @Test("cases that do not cover are noted, with numbers of which none holds")
  func notes() throws {
    let described = DescribedMachine.blocks
    let machine = try described.machine()
    func notes(_ index: Int) -> [String] {
      machine.instructions[index].effect.notes(
        on: described.instructions[index].text, state: machine.state
      ).map { "\($0.place?.description ?? ""): \($0.message)" }
    }
    #expect(notes(0) == ["when 5:1:1: no case holds for `memory` = 4"])
    #expect(notes(2).isEmpty)
    #expect(notes(4) == ["when 10:1:1: no case holds for `op` = 5, `use_imm` = 0"])
    let text = EffectText(cases: [("f > 3", "mode = 1"), (nil, "mode = 2"), ("f == 1", "mode = 0")])
    let state = [StatePart("mode", NumberType(.uint8), shape: [])]
    let effect = try Effect(
      parsing: text, fields: [Field("f", lsb: 0, width: 2)], state: state)
    #expect(
      effect.notes(on: text, state: state).map { "\($0.place?.file ?? ""): \($0.message)" }
        == ["when 1: this case never holds", "when 3: this case never holds"])
  }

}
