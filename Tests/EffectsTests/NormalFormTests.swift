import Diagnostics
import Effects
import ISA
import Simulation
import Tensors
import Testing

@Suite("Normal forms of effects")
struct NormalFormTests {

  private static func kinds(_ machine: MachineForm) -> [String] {
    machine.normalForms.map { form in
      let name = machine.instructions[form.instruction].name
      let kind =
        switch form.kind {
        case .move(let move): move.direction.rawValue
        case .contract(let contract): contract.adds ? "contract +" : "contract"
        case .map: "map"
        case .reduce: "reduce"
        case .fill: "fill"
        case .set: "set"
        case .queue(let verb, _, _): verb.rawValue
        case .barrier: "barrier"
        case .stop: "stop"
        case .other: "other"
        }
      return "\(name) \(kind)"
    }
  }

  @Test("each instruction of a machine is what a compiler calls it")
  func kinds() throws {
    #expect(
      Self.kinds(try DescribedMachine.pico.machine()) == [
        "base set", "ldw load", "ldi load", "mm fill", "mm contract +", "alu map", "alu map",
        "alu map", "alu map", "st store", "stop stop",
      ])
    #expect(
      Self.kinds(try DescribedMachine.rows.machine()) == [
        "config_ld set", "config_st set", "config_ex set", "mvin load", "mvin load", "mvin load",
        "preload fill", "preload copy", "preload set", "compute contract +", "compute contract",
        "mvout store",
      ])
    #expect(
      Self.kinds(try DescribedMachine.halves.machine()) == [
        "ldw load", "ldi load", "ldb load", "mm contract +", "relu map", "st store", "stop stop",
      ])
  }

  @Test("a product says what is fixed and what is free")
  func contract() throws {
    let machine = try DescribedMachine.pico.machine()
    let forms = machine.normalForms(of: 3)
    guard case .contract(let contract) = forms[1].kind else {
      Issue.record("no product")
      return
    }
    let n = VariableID(3)
    #expect(contract.rows == Polynomial(n))
    #expect(contract.columns.constant == 4 && contract.sum.constant == 4)
    #expect(contract.b.isTransposed && !contract.a.isTransposed)
    #expect(machine[contract.b.source.part].name == "wgt")
    #expect(forms[1].selectors == [VariableID(4): 0])
    #expect(forms[0].selectors == [VariableID(4): 1])
  }

  @Test("fields are told by what they do")
  func fields() throws {
    let machine = try DescribedMachine.blocks.machine()
    func sentences(_ index: Int) -> [String] {
      let effect = machine.instructions[index].effect
      return machine.meanings(of: index).map {
        "\(effect.variables[$0.field.index].name): \($0.sentence.text)"
      }
    }
    #expect(
      sentences(0) == [
        "memory: says what is done: 0, 1, 2, 3, 5",
        "sram: address in `uop` (0 to 65535), `wgt` (0 to 65535), `inp` (0 to 65535), `acc` "
          + "(0 to 65535)",
        "dram: address in DRAM, in units of 4, 16, 64 or 256 bytes",
        "rows: count along extent 1 in DRAM: 0 to 65535",
        "columns: count along extent 2 in DRAM: 0 to 65535",
        "stride: distance along extent 1 in DRAM, in units of 4, 16, 64 or 256 bytes",
        "top: how many are put before along axis 1: 0 to 15",
        "bottom: how many are put behind along axis 1: 0 to 15",
        "left: how many are put before along axis 2: 0 to 15",
        "right: how many are put behind along axis 2: 0 to 15",
      ])
    #expect(
      sentences(2).prefix(2) == [
        "reset: says what is done: 0, 1", "begin: where the loop `u` begins: 0 to 8191",
      ])
    #expect(
      sentences(2)[5]
        == "dst_o: what each round of `i` adds to the place in `acc`")
    #expect(sentences(4)[0] == "reset: nothing depends on it")
    #expect(sentences(4).last == "imm: a number to compute with: -32768 to 32767")
  }

}

@Suite("Machines that run micro-ops on blocks")
struct DecoupledShapeTests {

  @Test("the shape of a machine is found from what it does")
  func blocks() throws {
    let machine = try DescribedMachine.blocks.machine()
    let shape = try DecoupledShape(of: machine)
    #expect(shape.instructions.map(\.meaning) == [.load, .store, .gemm, .finish, .alu])
    #expect(
      shape.memories.map { "\($0.code) \($0.role.rawValue) \(machine[$0.part].name)" } == [
        "0 micro-ops uop", "1 weight wgt", "2 input inp", "3 accumulator acc", "5 none acc",
        "4 output acc",
      ])
    #expect(shape.memories.map(\.hostElement) == [.uint32, .int8, .int8, .int32, .int8, .int8])
    #expect(shape.memory(for: .output)?.storedBy == 1)
    #expect(shape.microOp.destination == DecoupledShape.Bits(lsb: 0, width: 11))
    #expect(shape.microOp.weight == DecoupledShape.Bits(lsb: 22, width: 10))
    #expect(
      shape.instructions[4].operations
        == [0: .min, 1: .max, 2: .add, 3: .shiftRight, 4: .multiply])
    func names(_ index: Int) -> [String: String] {
      let variables = machine.instructions[index].effect.variables
      return Dictionary(
        uniqueKeysWithValues: shape.instructions[index].fields.map {
          ($0.key.rawValue, variables[$0.value.index].name)
        })
    }
    #expect(
      names(0) == [
        "memory": "memory", "sram": "sram", "dram": "dram", "rows": "rows", "columns": "columns",
        "stride": "stride", "pad-top": "top", "pad-bottom": "bottom", "pad-left": "left",
        "pad-right": "right",
      ])
    #expect(
      names(1) == [
        "memory": "memory", "sram": "sram", "dram": "dram", "rows": "rows", "columns": "columns",
        "stride": "stride",
      ])
    #expect(names(2).count == 11 && names(2)["reset"] == "reset")
    #expect(names(2)["weight-inner"] == "wgt_i" && names(2)["uop-end"] == "end")
    #expect(names(4)["operation"] == "op" && names(4)["use-immediate"] == "use_imm")
    #expect(names(4)["immediate"] == "imm" && names(4)["source-outer"] == "src_o")
  }

  @Test("other machines say what they do otherwise")
  func others() throws {
    func reason(_ machine: DescribedMachine) throws -> String? {
      let form = try machine.machine()
      do throws(ShapeMismatch) {
        _ = try DecoupledShape(of: form)
        return nil
      } catch { return error.sentence.text }
    }
    let loops = "its loops are not two counts and micro-ops in them"
    #expect(try reason(.pico) == loops)
    #expect(try reason(.halves) == loops)
    #expect(try reason(.rows) == loops)
    // What a change of one text makes of it.
    func changed(_ instruction: Int, _ text: EffectText, _ fields: String? = nil) throws -> String?
    {
      var machine = DescribedMachine.blocks
      machine.instructions[instruction].text = text
      if let fields { machine.instructions[instruction].fields = fields }
      return try reason(machine)
    }
    #expect(
      try changed(
        1,
        EffectText(cases: [
          (
            "memory == 4",
            "dram(int8[1, 16], dram*16, rows, columns, stride=stride*16) = "
              + "clip(acc[sram : sram + rows*columns], -128, 127)"
          )
        ])) == "it computes with what it moves")
    #expect(
      try changed(
        1,
        EffectText(cases: [
          (
            "memory == 4",
            "dram(int8[1, 16], dram*8, rows, columns, stride=stride*16) = "
              + "low(acc[sram : sram + rows*columns])"
          )
        ])) == "its address on the host is no field that counts elements")
    let gemm = DescribedMachine.blocks.instructions[2].text
    #expect(
      try changed(
        2,
        EffectText(
          for: gemm.loops?.text, letting: gemm.names?.text, does: "acc[d] = inp[s] @ T(wgt[w])"))
        == "it does not add the product with one transposed matrix")
    #expect(
      try changed(
        2,
        EffectText(
          for: gemm.loops?.text, letting: gemm.names?.text, does: "acc[d] += inp[s] @ T(wgt[w])"))
        == nil)
    #expect(try changed(3, EffectText(does: "acc[0] = 0")) != nil)
  }

}
