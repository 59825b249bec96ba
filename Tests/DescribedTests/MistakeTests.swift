import Described
import Diagnostics
import Effects
import Testing

/// A change to a description, and what is said of it.
struct Mistake: Sendable, CustomTestStringConvertible {

  var old: String
  var new: String
  var message: String

  /// What the place of the message is the beginning of, in the changed text.
  var place: String
  var level: Diagnostic.Level

  var testDescription: String { message }

  init(
    _ old: String, _ new: String, _ message: String, at place: String,
    _ level: Diagnostic.Level = .error
  ) {
    self.old = old
    self.new = new
    self.message = message
    self.place = place
    self.level = level
  }

  static func warning(
    _ old: String, _ new: String, _ message: String, at place: String
  ) -> Mistake { Mistake(old, new, message, at: place, .warning) }

}

@Suite struct MistakeTests {

  /// A description without a mistake, each entry in another form of YAML.
  static let text = """
    name: tiny
    version: 1
    numbers: {data: int8, weight: int8, sum: int32}
    layout: {data: "n c/4 y x 4c", weight: "o/4 c/4 r s 4o 4c", sum: "o/4 4o"}
    state:
      uop: {type: "uint32[64]", fields: "dst@0:8 src@8:8"}
      inp: int8[256, 4]
      acc: int32[256, 4]
      wgt: int8[4, 4]
      base: register uint32
    units: {load: {queue: 4}, compute: , store: {letter: W}}
    order: {tokens: {l2c: load -> compute, c2s: {from: compute, to: store, depth: 2}}}
    words: {width: 64, opcode: "op@0:3", flags: pop_prev@3 push_next@4}
    instructions:
      set: {code: 0, unit: {load: which == 0, compute: }, fields: 'which@8 value@9:32', does: "base = value + which"}
      loadi: {code: 1, sub: "kind@5:2 == 0", unit: load, fields: "to@8:8 n@16:8 at@24:32", does: "inp[to:to+n] = dram(int8, base + at, n, 4)"}
      loadw:
        code: 1
        sub: kind@5:2 == 1
        unit: load
        fields: at@24:32
        does: >-
          wgt = dram(int8, base + at, 4, 4);
          uop = dram(uint32, base, 64)
      product:
        code: 2
        unit: compute
        fields: begin@8:6 end@16:7
        names: {begin: {0: first}}
        syntax: product {begin} to {end}
        for: u in uop[begin:end]
        cases:
          - when: u.src == 255
            does: |
              acc[u.dst] = 0;
              acc[u.dst] = acc[u.dst] + 1
          - does: acc[u.dst] += inp[u.src] @ T(wgt)
      store: {code: 3, unit: store, fields: "at@8:8 n@16:8 to@24:32", does: "dram(int8, to, n, 4) = low(acc[at:at+n])"}
      stop: {code: 7, unit: store, does: stop}
    timing: {product: 2 + steps, loadi: 8 + bytes/8}
    """

  static let mistakes: [Mistake] = [
    // Numbers and layouts.
    Mistake("data: int8", "data: int9", "`int9` is no data", at: "int9"),
    Mistake("sum: int32}", "sums: int32}", "`numbers` has no key `sums`", at: "sums"),
    Mistake("n c/4", "n q/4", "`q/4` is no axis of `data`", at: "\"n q/4"),
    Mistake("y x 4c", "y x", "`data` does not say once how `c` lies", at: "\"n c/4 y x\""),
    // State.
    Mistake("int8[256, 4]", "int8[0, 4]", "an extent of 0", at: "0, 4]"),
    Mistake("int32[256, 4]", "int33[256, 4]", "no type is called `int33`", at: "int33"),
    Mistake(
      "src@8:8\"", "src@7:8\"", "`src` and `dst` both take bit 7", at: "src@7:8"),
    Mistake(
      "uint32[64]\"", "uint32[64] over x\"", "no part before this one is called `x`", at: "x\","),
    Mistake(
      "int32[256, 4]", "int32[2560, 1024, 1024]",
      "all parts of the state together are larger than 1 GiB", at: "uop:"),
    Mistake(
      "  base: register uint32\n", "  base: [1]\n",
      "expected a type, such as `int8[256, 16]`, found a list", at: "[1]"),
    // Units and order.
    Mistake("unit: compute\n", "unit: compter\n", "there is no unit `compter`", at: "compter\n"),
    Mistake(
      "load -> compute", "load -> computer", "there is no unit `computer`", at: "load -> computer"),
    Mistake(
      "load -> compute", "load to compute", "`load to compute` is no token queue", at: "load to"),
    Mistake(
      "load -> compute", "load -> load", "`l2c` goes from `load` to itself", at: "load -> load"),
    Mistake("depth: 2", "depth: 2, push: push_nxt", "no flag is called `push_nxt`", at: "push_nxt"),
    Mistake(
      "c2s: {from", "other: load -> compute, c2s: {from",
      "`push_next` of unit `load` pushes `l2c` already", at: "load -> compute, c2s"),
    Mistake("{tokens: {", "{tokns: {", "`order` has no key `tokns`", at: "tokns"),
    Mistake("order: {", "order: fifo # {", "`fifo` is no order", at: "fifo"),
    // Words.
    Mistake("width: 64", "width: 60", "words of 60 bits", at: "60"),
    Mistake("width: 64", "width: 640", "`width` is 640, which is not in 8 to 512", at: "640"),
    Mistake("op@0:3", "op@0:3 sub@3", "the opcode is one field, found 2", at: "\"op@0:3 sub@3"),
    Mistake(
      "push_next@4", "push_next@4:2", "the flag `push_next` has 2 bits",
      at: "pop_prev@3 push_next@4:2"),
    Mistake(
      "pop_prev@3", "pop_prev@2", "`pop_prev` overlaps the opcode, which is `op@0:3`",
      at: "pop_prev@2"),
    // Fields.
    Mistake(
      "n@16:8 at@24:32\", does: \"inp", "n@15:8 at@24:32\", does: \"inp",
      "`n` and `to` both take bit 15", at: "n@15:8"),
    Mistake(
      "'which@8 value@9:32'", "'which@8 value@9:60'", "`value` takes bits 9 to 68 of 64",
      at: "value@9:60"),
    Mistake(
      "'which@8 value@9:32'", "'which@4 value@9:32'", "`which` overlaps the flag `push_next`",
      at: "which@4"),
    Mistake(
      "'which@8 value@9:32'", "'which@2 value@9:32'", "`which` overlaps the opcode", at: "which@2"),
    Mistake("to@8:8 n@16:8", "to@6:8 n@16:8", "`to` overlaps `kind` of `sub`", at: "to@6:8"),
    Mistake(
      "fields: at@24:32", "fields: acc@24:32", "`acc` is a part of the state already",
      at: "acc@24:32"),
    Mistake(
      "value@9:32'", "pop_prev@9:32'", "there is a flag called `pop_prev` already",
      at: "pop_prev@9:32"),
    Mistake("{begin: {0: first}}", "{begun: {0: first}}", "there is no field `begun`", at: "begun"),
    Mistake(
      "product {begin}", "product {begun}", "`product` has no field `begun`", at: "product {begun}"),
    // Instructions.
    Mistake("code: 3", "code: 8", "`code` is 8, which is not in 0 to 7", at: "8, unit: store"),
    Mistake("code: 3", "code: 0", "`store` has the code 0 of `set`", at: "0, unit: store"),
    Mistake(
      "kind@5:2 == 1", "kind@5:2 == 0",
      "`loadw` has the code 1 of `loadi`, and no field of `sub` tells them apart",
      at: "kind@5:2 == 0\n"),
    Mistake(
      "kind@5:2 == 1", "kind@5:2", "`kind@5:2` does not select an instruction",
      at: "kind@5:2\n"),
    Mistake(
      "kind@5:2 == 1", "kind@5:2 == 4", "`kind@5:2 == 4` does not select an instruction",
      at: "kind@5:2 == 4"),
    Mistake("unit: store, does: stop", "does: stop", "`stop` lacks `unit`", at: "{code: 7"),
    Mistake("unit: store, does: stop", "unit: store", "`stop` lacks `does`", at: "{code: 7"),
    Mistake(
      "compute: }, fields", "compute: which == 2}, fields", "no unit runs `set` for `which` = 1",
      at: "{load: which"),
    Mistake(
      "code: 7, unit: store, does: stop", "code: 7, unit: store, cases: []",
      "no case says what `stop` does", at: "[]}"),
    // Effects, in each form of text.
    Mistake("inp[to:to+n] = dram", "imp[to:to+n] = dram", "nothing is called `imp`", at: "imp[to"),
    Mistake(
      "base = value + which", "base = value + wich", "nothing is called `wich`", at: "wich\"}"),
    Mistake(
      "= dram(uint32, base, 64)", "= dram(uint32, bass, 64)", "nothing is called `bass`",
      at: "bass, 64"),
    Mistake(
      "= acc[u.dst] + 1", "= acc[u.dest] + 1", "nothing is called `dest`", at: "dest] + 1"),
    Mistake("u.src == 255", "u.src == ", "expected", at: " \n        does: |"),
    Mistake(
      "u in uop[begin:end]", "u in inp[begin:end]",
      "`inp` is no row of whole numbers to go through", at: "inp[begin"),
    // Timing.
    Mistake("2 + steps", "2 + stips", "nothing is called `stips`", at: "stips"),
    Mistake("loadi: 8 +", "lodi: 8 +", "there is no instruction `lodi`", at: "lodi: 8"),
    Mistake("timing: {", "timing: 4 # {", "expected a formula for each instruction", at: "4 #"),
    Mistake(
      "timing: {product", "timing: [1] # {product", "a clock is a formula for each instruction",
      at: "[1]"),
    Mistake(
      "timing: {product: 2 + steps, loadi: 8 + bytes/8}", "timing: {functional: {product: 4}}",
      "`functional` is the clock that counts no cycles", at: "functional"),
  ]

  static let warnings: [Mistake] = [
    .warning(
      "  base: register uint32\n", "  base: register uint32\n  spare: int8[4]\n",
      "no instruction writes or reads `spare`", at: "spare"),
    .warning(
      "code: 7, unit: store", "code: 7, fields: \"a@8:4 _b@12:4\", unit: store",
      "nothing in `stop` depends on `a`", at: "a@8:4"),
    .warning(
      "to@8:8 n@16:8", "to@8:4 n@16:4", "`loadi` reaches 0...29 of `inp`, which has 256",
      at: "\"inp[to"),
    .warning(
      "push_next@4", "push_next@4 spare@7",
      "no queue of tokens and no effect uses the flag `spare`", at: "pop_prev@3"),
    .warning(
      "code: 3, unit: store", "code: 3, unit: {store: n < 300, load: }",
      "unit `load` never runs `store`", at: "load: }, fields"),
    .warning(
      "when: u.src == 255", "when: begin == 64", "case 1 of `product` never holds",
      at: "when: begin"),
    .warning(
      "      - does: acc[u.dst] +=", "      - when: begin > 3\n        does: acc[u.dst] +=",
      "no case of `product` holds for", at: "- when: u.src"),
  ]

  @Test func thereIsNoneInTheText() {
    let (machine, diagnostics) = MachineDescription.read(SourceText(name: "t", text: Self.text))
    #expect(diagnostics.elements.map(\.description) == [])
    #expect(machine?.form.instructions.count == 6)
  }

  @Test(arguments: mistakes + warnings)
  func isSaidWhereItStands(_ mistake: Mistake) throws {
    try #require(Self.text.contains(mistake.old))
    let start = try #require(Self.text.firstRange(of: mistake.old))
    let changed = Self.text.replacingCharacters(in: start, with: mistake.new)
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
    let place = source.place(at: offset)
    #expect(found.place == place, "\(found)")
  }

}

extension String {
  func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + self[range.upperBound...]
  }
}
