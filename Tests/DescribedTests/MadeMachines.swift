import Diagnostics

@testable import Described

/// Machines that say their places in unusual ways, made for tests.
enum MadeMachines {

  static let all = [packed, looped]

  /// Counts less one, an address in two fields, one of several bases, a register of several numbers
  /// of bits, and steps on the way out that registers give.
  static let packed = """
    name: packed
    version: 1.0.0
    kind: effects
    clock: 1 MHz
    numbers: {data: int8, weight: int8, sum: int32}
    state:
      dat: int8[64, 8]
      wts: int8[128, 8]
      array: hidden int8[8, 8]
      acc: int32[64, 8]
      base: register uint32[4]
      ctl: register uint32
      bottom: register int32
      top: register int32
      amount: register uint32
    units: [core]
    order: in-order
    words: {width: 64, opcode: "op@0:4"}
    instructions:
      setbase: {code: 0, unit: core, fields: "which@4:2 value@8:32", does: "base[which] = value"}
      setctl: {code: 1, unit: core, fields: "value@4:32", does: ctl = value}
      limits:
        code: 2
        unit: core
        fields: lo@4:s16 hi@20:s16 sh@36:5
        does: bottom = lo; top = hi; amount = sh
      load:
        code: 3
        unit: core
        fields: to@4:6 less@10:6 bank@16:2 at@18:16
        does: dat[to:to+less+1] = dram(int8, base[bank] + at*8, less + 1, 8)
      loadw:
        code: 4
        unit: core
        fields: to@4:7 less@11:7 page@18:8 offset@26:12
        does: wts[to:to+less+1] = dram(int8, page*4096 + offset, less + 1, 8)
      loads:
        code: 5
        unit: core
        fields: to@4:6 n@10:7 at@17:32 add@49
        cases:
          - {when: add == 1, does: "acc[to:to+n] += dram(int32, at, n, 8)"}
          - does: acc[to:to+n] = dram(int32, at, n, 8)
      put: {code: 6, unit: core, fields: "from@4:7", does: "array = wts[from:from+8]"}
      mul:
        code: 7
        unit: core
        fields: from@4:6 n@10:7
        let: d = ctl & 0xffff
        cases:
          - {when: ctl >> 30 == 3, does: "acc[d:d+n] += dat[from:from+n] @ array[0:8]"}
          - {when: ctl >> 30 == 2, does: "acc[d:d+n] = dat[from:from+n] @ array[0:8]"}
        else: fault
      store:
        code: 8
        unit: core
        fields: from@4:6 n@10:7 at@17:32
        does: dram(int8, at, n, 8) = max(min(acc[from:from+n] >> amount, top), bottom)
      halt: {code: 15, unit: core, does: stop}

    """

  /// Loops over single rows, with steps that fields give.
  static let looped = """
    name: looped
    version: 1.0.0
    kind: effects
    clock: 1 MHz
    numbers: {data: int8, weight: int8, sum: int32}
    state:
      dat: int8[64, 1, 8]
      wts: int8[16, 8, 8]
      acc: int32[64, 1, 8]
    units: [core]
    order: in-order
    words: {width: 64, opcode: "op@0:4"}
    instructions:
      load: {code: 0, unit: core, fields: "to@4:6 n@10:7 at@17:32", does: "dat[to:to+n] = dram(int8[1, 8], at*8, n)"}
      loadw: {code: 1, unit: core, fields: "to@4:4 n@8:5 at@13:32", does: "wts[to:to+n] = dram(int8[8, 8], at*64, n)"}
      loads: {code: 2, unit: core, fields: "to@4:6 n@10:7 at@17:32", does: "acc[to:to+n] = dram(int32[1, 8], at*32, n)"}
      mul:
        code: 3
        unit: core
        fields: dst@4:6 dstep@10:4 src@14:6 sstep@20:4 w@24:4 n@28:7 clear@35
        for: i in 0:n
        cases:
          - {when: clear == 1, does: "acc[dst + i*dstep] = 0"}
          - does: acc[dst + i*dstep] += dat[src + i*sstep] @ T(wts[w])
      alu:
        code: 4
        unit: core
        fields: f@4:2 dst@6:6 src@12:6 n@18:7 imm@25:s16 bottom@41:s8
        for: i in 0:n
        cases:
          - {when: f == 0, does: "acc[dst + i] = max(acc[dst + i] >> imm, bottom)"}
          - {when: f == 1, does: "acc[dst + i] = min(acc[dst + i], imm)"}
          - {when: f == 2, does: "acc[dst + i] = acc[dst + i] + acc[src + i]"}
          - does: acc[dst + i] = acc[dst + i] + acc[src]
      store: {code: 5, unit: core, fields: "from@4:6 n@10:7 at@17:32", does: "dram(int8[1, 8], at*8, n) = low(acc[from:from+n])"}
      halt: {code: 15, unit: core, does: stop}

    """

  static func machine(_ text: String) throws -> MachineDescription {
    try MachineDescription(reading: SourceText(name: "made.yaml", text: text))
  }

}
