import ISA
import Support

/// Instruction sets and programs for properties: several widths, sub-opcodes, fields that may be
/// signed or named.
struct RandomInstructionSet {

  let set: InstructionSet

  /// - Parameter widths: what an instruction may have, of which the first is that of the set.
  init(widths: [Int], _ random: inout SplitMix64) {
    let opcode = Field("opcode", lsb: 0, width: 3)
    let kind = Field("kind", lsb: 3, width: 2)
    // Opcode 0 is shared by three formats, and not defined with kind 3.
    let formats = (0 ..< 7).map { index in
      let width = index == 0 ? widths[0] : widths.randomElement(using: &random) ?? widths[0]
      let isShared = index < 3
      return Format(
        "op\(index)", opcode: isShared ? 0 : index - 2,
        fields: Self.fields(from: isShared ? 5 : 3, below: width, &random),
        selectors: isShared ? [Format.Selector(kind, index)] : [], width: width)
    }
    set = InstructionSet(
      width: widths[0], opcode: opcode, formats: formats, microOp: Format("none", fields: []),
      microOpWidth: 8)
  }

  private static func fields(
    from first: Int, below end: Int, _ random: inout SplitMix64
  ) -> [Field] {
    var fields: [Field] = []
    var lsb = first + Int.random(in: 0 ... 2, using: &random)
    while lsb < end, fields.count < 12 {
      let width = min(end - lsb, Int.random(in: 1 ... 64, using: &random))
      let isSigned = Bool.random(using: &random)
      let names = Int.random(in: 0 ..< 4, using: &random) == 0 ? [0: "none"] : [:]
      fields.append(
        Field("f\(fields.count)", lsb: lsb, width: width, isSigned: isSigned, names: names))
      lsb += width + Int.random(in: 0 ... 40, using: &random)
    }
    return fields
  }

  /// Instructions with any numbers in their fields; some with bits that no field takes.
  func program(_ count: Int, _ random: inout SplitMix64) -> MachineCode {
    var code = MachineCode(for: set)
    for _ in 0 ..< count {
      let index = Int.random(in: 0 ..< set.formats.count, using: &random)
      let format = set.formats[index]
      let values = format.fields.map { Int.random(in: $0.range, using: &random) }
      var word = set.word(index, values, as: WideWord.self)
      if Bool.random(using: &random) {
        let last = (format.width ?? set.width) - 1
        let free = format.fields.allSatisfy { !$0.bits.contains(last) }
        if free { word[last, 1] = 1 }
      }
      code.append(word)
    }
    return code
  }

}
