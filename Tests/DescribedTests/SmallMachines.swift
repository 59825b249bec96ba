import Described

/// Machines of a few instructions, one for each order.
enum SmallMachines {

  /// Two units that copy and add numbers, with what `order` says.
  static func pair(_ order: String, flags: String = "", extra: String = "", cycles: String = "")
    throws -> Bench
  {
    try Bench(
      describing: """
        name: pair
        version: 1.0.0
        kind: effects
        summary: two units that share a memory
        numbers: {data: int8, weight: int8, sum: int32}
        state: {x: "int32[16]", y: "int32[16]", step: register uint32}
        units: [a, b]
        words: {width: 64, opcode: "op@0:4"\(flags)}
        order: \(order)
        instructions:
          seta: {code: 0, unit: a, fields: "at@8:8 n@16:8 to@24:8", does: "x[at:at+n] = to"}
          addb: {code: 1, unit: b, fields: "at@8:8 from@16:8 n@24:8", does: "y[at:at+n] += x[from:from+n]"}
          loop:
            code: 2
            unit: b
            fields: at@8:8 n@16:8 m@24:8
            for: i in 0:n, j in 0:m
            does: y[at + i] += i * 10 + j
          pace: {code: 3, unit: a, fields: "to@8:8", does: "step = to"}
          take: {code: 4, unit: a, fields: "at@8:8", does: "x[at] = dram(int32, at * step)"}
          put: {code: 5, unit: b, fields: "at@8:8 n@16:8", does: "dram(int32, 64, n) = y[at:at+n]"}
          stop: {code: 15, unit: b, does: stop}
        \(extra)
        timing: {seta: 10 + n, addb: elements, loop: steps, pace: 1, take: bytes, put: bytes + rows, stop: 1\(cycles)}
        """)
  }

  static func waits(most: Int = 8) throws -> Bench {
    try pair(
      "{waits: {q: {unit: b, most: \(most)}}}",
      extra: """
          addq: {code: 6, unit: b, fields: "at@8:8 from@16:8 n@24:8", does: "y[at:at+n] += x[from:from+n]; signal(q, 1)"}
          wait: {code: 7, unit: a, fields: "n@8:8", does: "wait(q, n)"}
        """, cycles: ", addq: 5, wait: 1")
  }

  static func barriers() throws -> Bench {
    try pair(
      "barriers",
      extra: """
          sync: {code: 6, unit: a, fields: "which@8:2", cases: [{when: which == 0, does: barrier}, {when: which == 1, does: barrier(a)}, {when: which == 2, does: barrier(b)}, {does: "barrier(b, a)"}]}
          addr: {code: 7, unit: b, fields: "at@8:8 from@16:8 n@24:8", does: "barrier(a); y[at:at+n] += x[from:from+n]"}
        """, cycles: ", sync: 1, addr: 5")
  }

  static func buffers(_ depth: Int = 3) throws -> Bench {
    try pair(
      "{counted: {ab: \(depth)}}",
      extra: """
          give: {code: 6, unit: a, fields: "n@8:4", does: "push(ab, n)"}
          room: {code: 7, unit: a, fields: "n@8:4", does: "reserve(ab, n)"}
          drop: {code: 8, unit: b, fields: "n@8:4", does: "pop(ab, n)"}
          look: {code: 9, unit: b, fields: "n@8:4", does: "peek(ab, n)"}
          fill: {code: 10, unit: a, fields: "at@8:8 n@16:8 to@24:8", does: "x[at:at+n] = to; push(ab, 1)"}
          sums: {code: 11, unit: b, fields: "at@8:8 from@16:8 n@24:8", does: "pop(ab, 1); y[at:at+n] += x[from:from+n]"}
        """, cycles: ", give: 1, room: 1, drop: 1, look: 1, fill: 10, sums: 7")
  }

  static func tokens() throws -> Bench {
    try pair(
      "{tokens: {ab: a -> b, ba: b -> a}}",
      flags: ", flags: pop_prev@4 pop_next@5 push_prev@6 push_next@7")
  }

}
