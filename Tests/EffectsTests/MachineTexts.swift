import Diagnostics
import Effects
import ISA

/// Machines as a description writes them, for tests of what runs.
struct MachineText {

  /// One instruction: its name, its fields, and what it does.
  struct Instruction {
    let name: String
    let fields: String
    let text: EffectText
    init(_ name: String, _ fields: String, _ text: EffectText) {
      self.name = name
      self.fields = fields
      self.text = text
    }
    init(_ name: String, _ fields: String, _ does: String) {
      self.init(name, fields, EffectText(does: does))
    }
  }

  let state: [(String, String)]
  let instructions: [Instruction]

  func form() throws -> MachineForm {
    let parts = try StatePart.list(
      parsing: state.map { name, type in
        StatePart.Entry(name, SourceText(name: "state", text: type))
      })
    return MachineForm(
      state: parts,
      instructions: try instructions.map { instruction in
        let fields = try Field.list(
          parsing: SourceText(name: instruction.name, text: instruction.fields), width: 192)
        return MachineForm.Instruction(
          instruction.name, try Effect(parsing: instruction.text, fields: fields, state: parts))
      })
  }

}

extension MachineForm {
  /// An instruction of a program, with its fields by name; those that are missing are 0.
  func entry(_ name: String, _ fields: [String: Int] = [:]) -> EffectMachine.Entry {
    guard let index = instructions.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("no instruction \(name)")
    }
    let names = instructions[index].effect.variables.filter { $0.field != nil }.map(\.name)
    precondition(Set(fields.keys).isSubset(of: names), "\(fields) of \(name)")
    return EffectMachine.Entry(index, names.map { fields[$0] ?? 0 })
  }
}

extension MachineText {

  static let pico = MachineText(
    state: [
      ("wgt", "int8[16, 4, 4]"), ("inp", "int8[32, 4]"), ("acc", "int32[32, 4]"),
      ("base", "register uint32[4]"),
    ],
    instructions: [
      Instruction("base", "which@7:2 value@9:23", "base[which] = value"),
      Instruction(
        "ldw", "to@7:4 n@11:5 at@16:16", "wgt[to:to+n] = dram(int8, base[0] + at*16, n, 4, 4)"),
      Instruction(
        "ldi", "to@7:5 n@12:6 at@18:14", "inp[to:to+n] = dram(int8, base[1] + at*4, n, 4)"),
      Instruction(
        "mm", "dst@7:5 src@12:5 w@17:4 n@21:6 reset@27:1",
        EffectText(cases: [
          ("reset == 1", "acc[dst:dst+n] = 0"),
          (nil, "acc[dst:dst+n] += inp[src:src+n] @ T(wgt[w])"),
        ])),
      Instruction(
        "alu", "f@7:2 dst@9:5 n@14:6 imm@20:s12",
        EffectText(cases: [
          ("f == 0", "acc[dst:dst+n] = max(acc[dst:dst+n], imm)"),
          ("f == 1", "acc[dst:dst+n] = min(acc[dst:dst+n], imm)"),
          ("f == 2", "acc[dst:dst+n] = acc[dst:dst+n] + imm"),
          ("f == 3", "acc[dst:dst+n] = acc[dst:dst+n] >> imm"),
        ])),
      Instruction(
        "st", "at@7:5 n@12:6 to@18:14", "dram(int8, base[3] + to*4, n, 4) = acc[at:at+n]"),
      Instruction("stop", "", "stop"),
    ])

  static let gemmini = MachineText(
    state: [
      ("spad", "int8[16384, 16]"), ("acc", "int32[1024, 16]"), ("pe", "hidden int8[16, 16]"),
      ("ld_stride", "register uint64[1]"), ("st_stride", "register uint64[1]"),
      ("shift", "register uint32[1]"), ("c", "register uint32[1]"),
    ],
    instructions: [
      Instruction("config_ld", "stride@0:32", "ld_stride[0] = stride"),
      Instruction("config_st", "stride@0:32", "st_stride[0] = stride"),
      Instruction("config_ex", "sh@0:32", "shift[0] = sh"),
      Instruction(
        "mvin", "at@0:40 to@40:29 add@70:1 sums@71:1 cols@72:16 rows@88:16",
        EffectText(cases: [
          (
            "sums == 0",
            "spad[to:to+rows, 0:cols] = dram(int8, at, rows, cols, stride=ld_stride[0])"
          ),
          (
            "sums == 1 and add == 0",
            "acc[to:to+rows, 0:cols] = dram(int32, at, rows, cols, stride=ld_stride[0])"
          ),
          (nil, "acc[to:to+rows, 0:cols] += dram(int32, at, rows, cols, stride=ld_stride[0])"),
        ])),
      Instruction(
        "preload", "b@0:29 bcols@32:16 brows@48:16 to@64:32",
        "pe[0:16, 0:16] = 0; pe[0:brows, 0:bcols] = spad[b:b+brows, 0:bcols]; c[0] = to"),
      Instruction(
        "compute", "a@0:29 acols@32:16 arows@48:16",
        EffectText(
          letting: "d = c[0] & 0xffff",
          cases: [
            ("c[0] >> 30 == 3", "acc[d:d+arows] += spad[a:a+arows, 0:acols] @ pe[0:acols]"),
            ("c[0] >> 30 == 2", "acc[d:d+arows] = spad[a:a+arows, 0:acols] @ pe[0:acols]"),
          ])),
      Instruction(
        "mvout", "to@0:40 at@40:29 sums@71:1 cols@72:16 rows@88:16",
        EffectText(cases: [
          (
            "sums == 1",
            "dram(int8, to, rows, cols, stride=st_stride[0]) = "
              + "clip(acc[at:at+rows, 0:cols] >> shift[0], -128, 127)"
          )
        ])),
    ])

  static let bfa = MachineText(
    state: [
      ("wgt", "bfloat16[64, 8, 8]"), ("inp", "bfloat16[256, 8]"), ("acc", "float32[256, 8]"),
    ],
    instructions: [
      Instruction(
        "ldw", "to@4:6 n@10:7 at@17:32", "wgt[to:to+n] = dram(bfloat16, at*128, n, 8, 8)"),
      Instruction("ldi", "to@4:8 n@12:9 at@21:32", "inp[to:to+n] = dram(bfloat16, at*16, n, 8)"),
      Instruction("ldb", "to@4:8 n@12:9 at@21:32", "acc[to:to+n] = dram(float32, at*32, 1, 8)"),
      Instruction(
        "mm", "dst@4:8 src@12:8 w@20:6 n@26:9", "acc[dst:dst+n] += inp[src:src+n] @ T(wgt[w])"),
      Instruction("relu", "dst@4:8 n@12:9", "acc[dst:dst+n] = max(acc[dst:dst+n], 0)"),
      Instruction("st", "at@4:8 n@12:9 to@21:32", "dram(bfloat16, to*16, n, 8) = acc[at:at+n]"),
      Instruction("stop", "", "stop"),
    ])

  static let vta = MachineText(
    state: [
      ("uop", "uint32[8192]"), ("wgt", "int8[1024, 16, 16]"), ("inp", "int8[2048, 1, 16]"),
      ("acc", "int32[2048, 1, 16]"),
    ],
    instructions: [
      Instruction(
        "gemm",
        "reset@7 begin@8:13 end@21:14 outer@35:14 inner@49:14 dst_o@64:11 dst_i@75:11 "
          + "src_o@86:11 src_i@97:11 wgt_o@108:10 wgt_i@118:10",
        EffectText(
          for: "i in 0:outer, j in 0:inner, u in uop[begin:end]",
          letting:
            "d = u@0:11 + i*dst_o + j*dst_i; s = u@11:11 + i*src_o + j*src_i; "
            + "w = u@22:10 + i*wgt_o + j*wgt_i",
          cases: [("reset == 1", "acc[d] = 0"), (nil, "acc[d] += inp[s] @ T(wgt[w])")]))
    ])

}
