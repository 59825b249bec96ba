import Described
import Diagnostics
import Testing

/// Mistakes of descriptions whose units are ordered by barriers, or by buffers.
@Suite struct OrderMistakeTests {

  private static func text(_ order: String, _ more: String) -> String {
    """
    name: tiny
    version: 1
    numbers: {data: int8, weight: int8, sum: int32}
    state: {inp: "int8[16, 4]", acc: "int32[16, 4]", mode: register uint32}
    units: [load, compute, store]
    words: {width: 32, opcode: "op@0:4"}
    order: \(order)
    instructions:
      loadi: {code: 1, unit: load, fields: "to@8:4 at@16:16", does: "inp[to] = dram(int8, at, 4)"}
      set: {code: 2, unit: compute, fields: "to@8:4", does: "mode = to"}
      sum: {code: 3, unit: compute, fields: "a@8:4", does: "acc[a] += inp[a] * mode"}
      put: {code: 4, unit: store, fields: "a@8:4 to@16:16", does: "dram(int8, to, 4) = low(acc[a])"}
    \(more)
    """
  }

  static let barriers = text(
    "barriers",
    """
      sync: {code: 5, unit: compute, fields: "w@8", cases: [{when: w == 1, does: barrier}, {does: "barrier(load, store)"}]}
      wake: {code: 6, unit: load, does: "barrier(store); inp = 0"}
    """)

  static let counted = text(
    "{counted: {full: 8, done: 2}}",
    """
      give: {code: 5, unit: load, fields: "n@8:3", does: "push(full, n)"}
      room: {code: 6, unit: load, fields: "n@8:3", does: "reserve(full, n)"}
      take: {code: 7, unit: compute, fields: "n@8:3", does: "pop(full, n)"}
      tell: {code: 8, unit: compute, fields: "w@8", cases: [{when: w == 1, does: "push(done, 1)"}, {does: "peek(full, 1)"}]}
      last: {code: 9, unit: store, does: "pop(done, 1)"}
    """)

  static let mistakes: [(Mistake, String)] =
    [
      Mistake(
        "order: barriers", "order: none", "`sync` is a barrier, but `order` has none",
        at: "[{when: w == 1"),
      Mistake(
        "barrier(load, store)", "barrier(lod, store)", "there is no unit `lod`", at: "[{when: w"),
      Mistake("barrier(load, store)", "barrier(load store)", "expected `,`", at: "store)\"}]"),
      Mistake("barrier(store)", "barrier()", "expected the name of a unit", at: "); inp = 0"),
      Mistake(
        "barrier(store); inp = 0", "wait(load, 0); inp = 0",
        "`wake` does `wait(load, …)`, but `order` has no counts", at: "\"wait(load"),
    ].map { ($0, barriers) }
    + [
      Mistake("full: 8", "full: 0", "what a buffer holds is 0", at: "0, done"),
      Mistake("full: 8", "full: many", "expected", at: "many"),
      Mistake("{counted: {full: 8, done: 2}}", "{counted: 8}", "expected buffers", at: "8}"),
      Mistake(
        "{counted: {full: 8, done: 2}}", "{counted: {full: 8, done: 2}, waits: {load: 1}}",
        "an order has `waits` or `counted`, not both", at: "{full: 8"),
      Mistake(
        "done: 2", "done: 2, more: 1", "no instruction does `push(more, …)`", at: "more: 1"),
      Mistake(
        "pop(done, 1)", "peek(done, 1)", "no instruction does `pop(done, …)`", at: "done: 2"),
      Mistake(
        "pop(done, 1)", "pop(dune, 1)", "no instruction does `pop(done, …)`", at: "done: 2"),
      Mistake(
        "reserve(full, n)", "reserve(fill, n)", "`order` has no buffer `fill`",
        at: "\"reserve(fill"),
      Mistake(
        "code: 6, unit: load", "code: 6, unit: store",
        "units `load` and `store` push and reserve at `full`", at: "full: 8"),
      Mistake(
        "code: 9, unit: store", "code: 9, unit: compute",
        "unit `compute` pushes into `done` and pops from it itself", at: "done: 2"),
      Mistake(
        "push(done, 1)", "push(done, 3)", "`done` never holds the 3 that `tell` needs",
        at: "[{when: w"),
      Mistake(
        "push(done, 1)", "push(done, 0)", "`push(done, 0)` of `tell` does nothing",
        at: "[{when: w"),
      Mistake(
        "\"pop(full, n)", "\"pop(full, mode)",
        "how much `take` says to `full` depends on the state",
        at: "\"pop(full, mode"),
      Mistake(
        "when: w == 1", "when: w == mode", "how much `tell` says to `done` depends on the state",
        at: "[{when: w"),
      Mistake(
        "does: \"pop(done, 1)\"", "for: i in 0:2, does: \"pop(done, 1)\"",
        "`last` has loops and does `pop(done, …)`", at: "i in 0:2"),
      Mistake(
        "does: \"pop(done, 1)\"", "does: \"signal(done, 1)\"",
        "`last` does `signal(done, …)`, but `order` has no counts", at: "\"signal"),
      Mistake(
        "{counted: {full: 8, done: 2}}", "in-order",
        "`give` does `push(full, …)`, but `order` has no buffers", at: "\"push(full"),
      Mistake(
        "\"pop(full, n)", "\"pop(full)", "`pop` takes the name of a queue", at: "pop(full)\"}"),
      Mistake(
        "\"acc[a] += inp", "\"acc[a] += push(full, 1) * inp", "`push` is no number",
        at: "push(full, 1) *"),
    ].map { ($0, counted) }
    + [
      (
        .warning(
          "barrier(store); inp = 0", "inp = 0", "no instruction is a barrier", at: "barriers\n"),
        barriers.replacing(
          "cases: [{when: w == 1, does: barrier}, {does: \"barrier(load, store)\"}]",
          with: "does: \"mode = w\"")
      )
    ]

  @Test(arguments: [barriers, counted])
  func thereIsNoneInTheTexts(_ text: String) {
    let (machine, diagnostics) = MachineDescription.read(SourceText(name: "t", text: text))
    #expect(diagnostics.elements.map(\.description) == [])
    #expect(machine != nil)
  }

  @Test(arguments: mistakes.indices)
  func isSaidWhereItStands(_ index: Int) throws {
    let (mistake, text) = Self.mistakes[index]
    let start = try #require(text.firstRange(of: mistake.old), "\(mistake.old)")
    let changed = String(text[..<start.lowerBound]) + mistake.new + text[start.upperBound...]
    let source = SourceText(name: "t", text: changed)
    let (machine, diagnostics) = MachineDescription.read(source)
    #expect((machine == nil) == (mistake.level == .error))
    let found = try #require(
      diagnostics.elements.first {
        $0.level == mistake.level && $0.message.hasPrefix(mistake.message)
      },
      "\(diagnostics.elements.map(\.description))")
    let range = try #require(changed.firstRange(of: mistake.place))
    let offset = changed.utf8.distance(from: changed.startIndex, to: range.lowerBound)
    #expect(found.place == source.place(at: offset), "\(found)")
  }

}
