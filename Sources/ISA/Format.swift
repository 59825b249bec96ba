/// How one kind of instruction, or a micro-op, is laid out in a word.
public struct Format: Sendable, Hashable {

  public var name: String

  /// What the opcode field of such an instruction holds; `nil` for micro-ops.
  public var opcode: Int?

  public var fields: [Field]

  /// Other fields that say which instruction it is: sub-opcodes, all of which hold these numbers.
  public var selectors: [Selector]

  /// The bits of such an instruction, a multiple of 8; `nil` where they are those of the set.
  public var width: Int?

  public struct Selector: Sendable, Hashable {
    public var field: Field
    public var value: Int
    public init(_ field: Field, _ value: Int) {
      self.field = field
      self.value = value
    }
  }

  /// How a listing spells the instruction; fields that it does not mention follow by name.
  public var syntax: Syntax

  public init(
    _ name: String, opcode: Int? = nil, fields: [Field], syntax: Syntax? = nil,
    selectors: [Selector] = [], width: Int? = nil
  ) {
    self.name = name
    self.opcode = opcode
    self.fields = fields
    self.selectors = selectors
    self.width = width
    self.syntax = syntax ?? Syntax([.literal(name)])
  }

  public func field(_ name: String) -> Field? { fields.first { $0.name == name } }

  /// The numbers of all fields of `word`, in the order of the fields.
  public func decode(_ word: Word) -> [Int] { fields.map { $0.value(in: word) } }

  /// The same of a word of any kind.
  public func decode(_ word: some BitWord) -> [Int] { fields.map { $0.value(in: word) } }

  /// The word whose fields hold `values`, in the order of the fields, and whose selectors hold theirs;
  /// the other bits are 0.
  public func encode(_ values: [Int]) -> Word { encode(values, as: Word.self) }

  /// The same as a word of any kind.
  public func encode<W: BitWord>(_ values: [Int], as kind: W.Type) -> W {
    var word = W()
    for (field, value) in zip(fields, values) { field.store(value, in: &word) }
    for selector in selectors { selector.field.store(selector.value, in: &word) }
    return word
  }

  /// Whether all selectors of the format hold their numbers in `word`.
  public func selects(_ word: some BitWord) -> Bool {
    selectors.allSatisfy { $0.field.value(in: word) == $0.value }
  }

  /// The bits that no field and no selector takes, of words of `width` bits.
  public func reserved(width: Int) -> Word { Word(FixedBits(reserved(width: width))) }

  /// The same for words of any kind.
  func reserved(width: Int) -> WideWord {
    (fields + selectors.map(\.field)).reduce(WideWord.ones(width)) { mask, field in
      mask & ~(WideWord.ones(field.width) << field.lsb)
    }
  }

}
