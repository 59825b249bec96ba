/// What there is to say about a word of programs, passes, operators and instructions.
public enum HelpAnswer: Sendable, Hashable {

  /// Lists of what there is: names with what they are.
  case passes([Entry])
  case operators([Entry])
  case laws([Entry])

  case pass(PassHelp)
  case op(OperatorHelp)
  case format(FormatHelp)
  case blame(BlameAnswer)
  case why(WhyAnswer)

  public struct Entry: Sendable, Hashable {
    public var name: String
    public var summary: String
  }

}

/// What a pass does and its options.
public struct PassHelp: Sendable, Hashable {

  public struct Option: Sendable, Hashable {
    public var name: String
    public var standard: String
    public var summary: String

    /// The values that there are, where they are few.
    public var choices: [String]
  }

  public var name: String
  public var summary: String
  public var options: [Option]

}

/// The signature of an operator.
public struct OperatorHelp: Sendable, Hashable {

  public struct Attribute: Sendable, Hashable {
    public var name: String
    public var standard: String
    public var kind: String
    public var summary: String
  }

  public var name: String
  public var summary: String
  public var operands: [HelpAnswer.Entry]
  public var attributes: [Attribute]

}

/// How an instruction is laid out.
public struct FormatHelp: Sendable, Hashable {

  public struct Field: Sendable, Hashable {
    public var name: String

    /// The lowest bit, and how many there are.
    public var lsb: Int
    public var width: Int
    public var isSigned: Bool

    /// What some values are called.
    public var names: [Int: String]
  }

  public var name: String
  public var target: String

  /// - Units: bits of an instruction.
  public var width: Int

  /// How the assembler writes it, and the value of the opcode in its field.
  public var template: String
  public var opcode: Int?
  public var opcodeField: Field
  public var fields: [Field]

  /// The units that run it, each with its condition if there is one; none where it has no choice.
  public var units: [String] = []

  /// What it does, as far as that is known; with its numbers put in where one was asked for.
  public var effect: [String] = []

}
