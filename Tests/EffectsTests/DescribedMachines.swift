import Diagnostics
import Effects
import ISA

/// A machine as its description says it.
struct DescribedMachine: Sendable {

  struct Instruction: Sendable {
    var name: String
    var fields: String
    var text: EffectText
    init(_ name: String, _ fields: String = "", _ text: EffectText) {
      self.name = name
      self.fields = fields
      self.text = text
    }
  }

  var name: String
  var state: [StatePart.Entry]

  /// - Units: bits of an instruction.
  var width: Int
  var instructions: [Instruction]

  init(
    _ name: String, width: Int, state: [(String, String)], cellFields: [String: String] = [:],
    _ instructions: [Instruction]
  ) {
    self.name = name
    self.width = width
    self.state = state.map { name, type in
      StatePart.Entry(
        name, SourceText(name: name, text: type),
        fields: cellFields[name].map { SourceText(name: name, text: $0) })
    }
    self.instructions = instructions
  }

  func parts() throws -> [StatePart] { try StatePart.list(parsing: state) }

  func fields(of instruction: Instruction) throws -> [Field] {
    try Field.list(parsing: SourceText(name: "fields", text: instruction.fields), width: width)
  }

  func machine() throws -> MachineForm {
    let state = try parts()
    return MachineForm(
      state: state,
      instructions: try instructions.map { instruction in
        let fields = try fields(of: instruction)
        return MachineForm.Instruction(
          instruction.name, try Effect(parsing: instruction.text, fields: fields, state: state))
      })
  }

  static let all = [blocks, pico, rows, halves]

}

extension DescribedMachine {

  private static let transfer =
    "memory@7:3 sram@10:16 dram@26:32 rows@64:16 columns@80:16 stride@96:16 top@112:4 bottom@116:4 "
    + "left@120:4 right@124:4"
  private static let program = "begin@8:13 end@21:14 outer@35:14 inner@49:14"
  private static let steps = "dst_o@64:11 dst_i@75:11 src_o@86:11 src_i@97:11"

  private static let operations = [
    (0, "acc[d] = min(acc[d], imm)", "acc[d] = min(acc[d], acc[s])"),
    (1, "acc[d] = max(acc[d], imm)", "acc[d] = max(acc[d], acc[s])"),
    (2, "acc[d] = acc[d] + imm", "acc[d] = acc[d] + acc[s]"),
    (3, "acc[d] = acc[d] >> imm", "acc[d] = acc[d] >> acc[s]"),
    (4, "acc[d] = acc[d] * imm", "acc[d] = acc[d] * acc[s]"),
  ]

  private static func transferred(_ type: String, _ size: Int) -> String {
    "pad(dram(\(type), dram*\(size), rows, columns, stride=stride*\(size)), top, bottom, left, right)"
  }

  /// 16 x 16 blocks and micro-programs.
  static let blocks = DescribedMachine(
    "blocks", width: 128,
    state: [
      ("uop", "uint32[8192]"), ("wgt", "int8[1024, 16, 16]"), ("inp", "int8[2048, 1, 16]"),
      ("acc", "int32[2048, 1, 16]"),
    ], cellFields: ["uop": "dst@0:11 src@11:11 wgt@22:10"],
    [
      Instruction(
        "load", transfer,
        EffectText(
          letting: "to = sram : sram + (top + rows + bottom) * (left + columns + right)",
          cases: [
            ("memory == 0", "uop[to] = dram(uint32, dram*4, rows, columns, stride=stride*4)"),
            ("memory == 1", "wgt[to] = \(transferred("int8[16, 16]", 256))"),
            ("memory == 2", "inp[to] = \(transferred("int8[1, 16]", 16))"),
            ("memory == 3", "acc[to] = \(transferred("int32[1, 16]", 64))"),
            ("memory == 5", "acc[to] = \(transferred("int8[1, 16]", 16))"),
          ])),
      Instruction(
        "store", transfer,
        EffectText(cases: [
          (
            "memory == 4",
            "dram(int8[1, 16], dram*16, rows, columns, stride=stride*16) = "
              + "low(acc[sram : sram + rows*columns])"
          )
        ])),
      Instruction(
        "gemm", "reset@7 \(program) \(steps) wgt_o@108:10 wgt_i@118:10",
        EffectText(
          for: "i in 0:outer, j in 0:inner, u in uop[begin:end]",
          letting: "d = u@0:11 + i*dst_o + j*dst_i; s = u@11:11 + i*src_o + j*src_i; "
            + "w = u@22:10 + i*wgt_o + j*wgt_i",
          cases: [
            ("reset == 1", "acc[d] = 0"), (nil, "acc[d] += inp[s] @ T(wgt[w])"),
          ])),
      Instruction("finish", "", EffectText(does: "stop")),
      Instruction(
        "alu", "reset@7 \(program) \(steps) op@108:3 use_imm@111 imm@112:s16",
        EffectText(
          for: "i in 0:outer, j in 0:inner, u in uop[begin:end]",
          letting: "d = u.dst + i*dst_o + j*dst_i; s = u.src + i*src_o + j*src_i",
          cases: operations.flatMap { code, immediate, vector in
            [
              ("op == \(code) and use_imm", immediate),
              ("op == \(code) and not use_imm", vector),
            ]
          })),
    ])

  /// 32-bit words without micro-programs.
  static let pico = DescribedMachine(
    "pico", width: 32,
    state: [
      ("wgt", "int8[16, 4, 4]"), ("inp", "int8[32, 4]"), ("acc", "int32[32, 4]"),
      ("base", "register uint32[4]"),
    ],
    [
      Instruction("base", "which@7:2 value@9:23", EffectText(does: "base[which] = value")),
      Instruction(
        "ldw", "to@7:4 n@11:5 at@16:16",
        EffectText(does: "wgt[to:to+n] = dram(int8, base[0] + at*16, n, 4, 4)")),
      Instruction(
        "ldi", "to@7:5 n@12:6 at@18:14",
        EffectText(does: "inp[to:to+n] = dram(int8, base[1] + at*4, n, 4)")),
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
        "st", "at@7:5 n@12:6 to@18:14",
        EffectText(does: "dram(int8, base[3] + to*4, n, 4) = low(acc[at:at+n])")),
      Instruction("stop", "", EffectText(does: "stop")),
    ])

  private static let moved =
    "whole@101:1 add@102:1 sums@103:1 cols@104:16 rows@120:16"

  /// Rows of one scratchpad, an array that keeps its weights, and registers that say how.
  static let rows = DescribedMachine(
    "rows", width: 136,
    state: [
      ("spad", "int8[16384, 16]"), ("acc", "int32[1024, 16]"), ("pe", "hidden int8[16, 16]"),
      ("ld_stride", "register uint64[1]"), ("st_stride", "register uint64[1]"),
      ("shift", "uint32"), ("c", "register uint32[1]"),
    ],
    [
      Instruction("config_ld", "kind@8:2 stride@72:64", EffectText(does: "ld_stride[0] = stride")),
      Instruction("config_st", "kind@8:2 stride@72:64", EffectText(does: "st_stride[0] = stride")),
      Instruction("config_ex", "kind@8:2 sh@72:32", EffectText(does: "shift = sh")),
      Instruction(
        "mvin", "at@8:64 to@72:29 \(moved)",
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
        "preload", "b@8:29 bcols@40:16 brows@56:16 to@72:32",
        EffectText(
          does: "pe[0:16, 0:16] = 0; pe[0:brows, 0:bcols] = spad[b:b+brows, 0:bcols]; c[0] = to")),
      Instruction(
        "compute", "a@8:29 acols@40:16 arows@56:16",
        EffectText(
          letting: "d = c[0] & 0xffff",
          cases: [
            (
              "c[0] >> 30 == 3", "acc[d:d+arows] += spad[a:a+arows, 0:acols] @ pe[0:acols]"
            ),
            (
              "c[0] >> 30 == 2", "acc[d:d+arows] = spad[a:a+arows, 0:acols] @ pe[0:acols]"
            ),
          ])),
      Instruction(
        "mvout", "to@8:64 at@72:29 \(moved)",
        EffectText(cases: [
          (
            "sums == 1",
            "dram(int8, to, rows, cols, stride=st_stride[0]) = "
              + "clip(acc[at:at+rows, 0:cols] >> shift, -128, 127)"
          )
        ])),
    ])

  /// Short floats with long sums.
  static let halves = DescribedMachine(
    "halves", width: 64,
    state: [
      ("wgt", "bfloat16[64, 8, 8]"), ("inp", "bfloat16[256, 8]"), ("acc", "float32[256, 8]"),
    ],
    [
      Instruction(
        "ldw", "to@4:6 n@10:7 at@17:32",
        EffectText(does: "wgt[to:to+n] = dram(bfloat16, at*128, n, 8, 8)")),
      Instruction(
        "ldi", "to@4:8 n@12:9 at@21:32",
        EffectText(does: "inp[to:to+n] = dram(bfloat16, at*16, n, 8)")),
      Instruction(
        "ldb", "to@4:8 n@12:9 at@21:32",
        EffectText(does: "acc[to:to+n] = dram(float32, at*32, 1, 8)")),
      Instruction(
        "mm", "dst@4:8 src@12:8 w@20:6 n@26:9",
        EffectText(does: "acc[dst:dst+n] += inp[src:src+n] @ T(wgt[w])")),
      Instruction(
        "relu", "dst@4:8 n@12:9", EffectText(does: "acc[dst:dst+n] = max(acc[dst:dst+n], 0)")),
      Instruction(
        "st", "at@4:8 n@12:9 to@21:32",
        EffectText(does: "dram(bfloat16, to*16, n, 8) = acc[at:at+n]")),
      Instruction("stop", "", EffectText(does: "stop")),
    ])

}
