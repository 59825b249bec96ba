/// The language of effects as a table: the reference is made of it, and its examples are read.
public enum EffectGrammar {

  /// The state that examples are about, by name.
  public static let state = [
    ("uop", "uint32[64]"), ("inp", "int8[256, 16]"), ("wgt", "int8[64, 16, 16]"),
    ("acc", "int32[256, 16]"), ("real", "float32[256, 16]"), ("base", "register uint64[4]"),
    ("mode", "register uint32"),
  ]

  /// What the cells of `uop` are made of.
  public static let cellFields = "dst@0:8 src@8:8 wgt@16:6"

  /// The fields of the instruction that examples are about.
  public static let fields = "d@0:8 s@8:8 w@16:6 n@22:6 outer@28:8 at@36:20 imm@56:s16 op@72:3"

  /// Section by section.
  public static let rules: [GrammarRule] =
    declarations + clauses + statements + queueStatements + windows + operators + functions

  private static let declarations = [
    GrammarRule(
      .state, "memory", "type[depth, …]",
      "numbers of a type that lie row by row; the first extent is the depth", "int8[1024, 16, 16]"),
    GrammarRule(.state, "number", "type", "a single number, which is a register", "uint64"),
    GrammarRule(
      .state, "register", "register type[…]", "kept from one instruction to the next",
      "register uint32[4]"),
    GrammarRule(
      .state, "hidden array", "hidden type[…]", "an array inside of a unit", "hidden int8[16, 16]"),
    GrammarRule(
      .state, "saturation", "type.sat",
      "integers that become the nearest that there is; others keep their low bits",
      "int8.sat[256, 16]"),
    GrammarRule(
      .state, "view", "type[…] over part", "the bytes of another part from its first on",
      "int32[64, 16] over inp"),
    GrammarRule(
      .fields, "field", "name@lsb:width", "bits of the word, from the lowest on", "n@22:6"),
    GrammarRule(
      .fields, "signed field", "name@lsb:s12", "bits of which the highest is the sign",
      "imm@56:s16"),
    GrammarRule(.fields, "flag", "name@lsb", "one bit", "reset@7 last@8"),
  ]

  private static let clauses = [
    GrammarRule(
      .loops, "numbers", "i in a:b, …",
      "a step for each number from a on before b; the outermost loop first. Bounds are of fields and "
        + "of the state", "i in 0:outer, j in 0:n"),
    GrammarRule(
      .loops, "cells", "u in part[a:b], …", "a step for each number of a part with one axis",
      "u in uop[w:w+n]"),
    GrammarRule(
      .names, "number", "name = number; …", "a number of each step, of what stands before",
      "x = d + n*2; y = x & 0xff"),
    GrammarRule(
      .names, "places", "name = a : b; …", "a range that a part is indexed with",
      "to = d : d + n"),
    GrammarRule(
      .condition, "case", "number",
      "the first case whose number is not 0 is done; without `when`, "
        + "always", "op in (1, 2) and imm >= 0"),
  ]

  private static let statements = [
    GrammarRule(
      .statements, "assignment", "window = numbers; …",
      "as many numbers as the window has, in the order of rows, or a shape that is broadcast to it",
      "acc[d:d+n] = 0; acc[s] = acc[d]"),
    GrammarRule(
      .statements, "accumulation", "window += numbers", "added to what is there",
      "acc[d:d+n] += inp[s:s+n] @ T(wgt[w])"),
    GrammarRule(
      .statements, "stop", "stop", "the machine stands still behind this instruction", "stop"),
    GrammarRule(.statements, "nothing", "nothing", "it changes nothing; stands alone", "nothing"),
    GrammarRule(
      .statements, "barrier", "barrier, barrier(unit, …)",
      "not before all earlier instructions of these units have ended, or of all; nothing behind it "
        + "begins before", "barrier(load, compute)"),
  ]

  private static let queueStatements = QueueVerb.allCases.map {
    GrammarRule(.statements, $0.rawValue, "\($0.rawValue)(queue, n)", $0.meaning, $0.example)
  }

  private static let windows = [
    GrammarRule(
      .windows, "range", "part[a:b, …]", "places from a on before b of each axis",
      "acc[d:d+n, 0:8] = 0"),
    GrammarRule(
      .windows, "place", "part[i, …]", "one place; the axis is none of the window's", "acc[d] = 0"),
    GrammarRule(
      .windows, "open range", "part[:b, a:, :]", "from the first place on, or to the last",
      "wgt[w, :8, 8:] = 0"),
    GrammarRule(
      .windows, "whole axes", "part[i]", "axes that are not said are whole", "wgt[w] = 0"),
    GrammarRule(.windows, "whole part", "part", "all of it, or a single number", "mode = op"),
    GrammarRule(
      .windows, "single number", "part[i]",
      "one place on each axis of integers is a number like a field", "acc[base[0]] = mode"),
    GrammarRule(
      .windows, "bits", "x@lsb:width, x@lsb:s12",
      "bits of one number; behind `@` stand two numbers as they are", "acc[uop[w]@0:8] = imm@0:s4"),
    GrammarRule(
      .windows, "member", "part[i].field", "the bits that a field of the part's numbers has",
      "acc[uop[w].dst] = 0"),
  ]

  private static let operators = [
    operators(
      "product", [.contract],
      "the matrix product over the last axis of a and the last but one of b, sums in that order",
      "acc[d:d+n] = inp[s:s+n] @ wgt[w]"),
    operators(
      "multiplication", [.multiply, .quotient],
      "number by number, broadcast; quotients of integers round down",
      "acc[d:d+n] = acc[d:d+n] * imm / 2"),
    operators(
      "remainder", [.remainder], "of single numbers, with the sign of b", "acc[(d + n) % 256] = 0"),
    operators(
      "addition", [.add, .subtract], "number by number, broadcast", "acc[d] = acc[d] + acc[s] - 1"),
    operators(
      "shift", [.shiftLeft, .shiftRight],
      "of integers; a negative count shifts the other way, right shifts round down",
      "acc[d] = acc[d] << 2 >> imm"),
    operators(
      "bits", [.bitAnd, .bitXor, .bitOr], "of integers; `&` binds tighter than `^`, that than `|`",
      "acc[d] = acc[d] & 0xff | imm ^ 1"),
    operators(
      "comparison", Infix.allCases.filter(\.isComparison),
      "1 or 0; comparisons do not follow each "
        + "other", "acc[d] = acc[d] > acc[s]"),
    GrammarRule(
      .operators, "among", "x in (a, b, …), x not in (…)", "whether a number is one of others",
      "acc[d] = imm if op in (1, 2) else 0"),
    operators(
      "logic", [.and, .or], "of single numbers: what is not 0 holds; both sides are computed",
      "acc[d] = (n > 0 and d < 9) or s"),
    GrammarRule(
      .operators, "not", "not x", "1 for 0, otherwise 0; binds looser than comparisons",
      "mode = not op == 1"),
    GrammarRule(
      .operators, "sign", "-x, ~x", "the opposite; of single numbers, all bits exchanged",
      "acc[d] = -acc[d]; mode = ~op"),
    GrammarRule(
      .operators, "choice", "a if condition else b",
      "a where the condition is not 0, number by number",
      "acc[d] = acc[d] if acc[d] > 0 else acc[d] * imm"),
    GrammarRule(
      .operators, "numbers", "12, 0x1f, 0b101, 1_000, 0.5, 1e-3, inf",
      "integers of 64 bits, and floats", "real[d] = max(real[d] * 0.5, -inf)"),
  ]

  private static func operators(
    _ name: String, _ infixes: [Infix], _ meaning: String, _ example: String
  ) -> GrammarRule {
    let form = infixes.map { "a \($0.rawValue) b" }.joined(separator: ", ")
    return GrammarRule(.operators, name, form, meaning, example)
  }

  private static let functions = EffectFunction.allCases.map {
    GrammarRule(.functions, $0.rawValue, $0.form, $0.meaning, $0.example)
  }

}
