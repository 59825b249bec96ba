/// How one kind of instruction, or a micro-op, is laid out in a word.
public struct Format: Sendable, Hashable {

  public var name: String

  /// What the opcode field of such an instruction holds; `nil` for micro-ops.
  public var opcode: Int?

  public var fields: [Field]

  /// How a listing spells the instruction; fields that it does not mention follow by name.
  public var syntax: Syntax

  public init(_ name: String, opcode: Int? = nil, fields: [Field], syntax: Syntax? = nil) {
    self.name = name
    self.opcode = opcode
    self.fields = fields
    self.syntax = syntax ?? Syntax([.literal(name)])
  }

  public func field(_ name: String) -> Field? { fields.first { $0.name == name } }

  /// The numbers of all fields of `word`, in the order of the fields.
  public func decode(_ word: Word) -> [Int] { fields.map { $0.value(in: word) } }

  /// The word whose fields hold `values`, in the order of the fields; the other bits are 0.
  public func encode(_ values: [Int]) -> Word {
    var word = Word()
    for (field, value) in zip(fields, values) { field.store(value, in: &word) }
    return word
  }

  /// The bits that no field takes, of words of `width` bits.
  public func reserved(width: Int) -> Word {
    var mask = Word.ones(width)
    for field in fields { mask = mask & ~(Word.ones(field.width) << field.lsb) }
    return mask
  }

}
