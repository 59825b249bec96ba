/// The form of the data that a command answers with.
public indirect enum Schema: Sendable, Hashable {

  /// A member of an object.
  public struct Member: Sendable, Hashable {
    public let name: String
    public let schema: Schema

    /// Whether it may be left out.
    public let isOptional: Bool
  }

  case null, flag, integer, number, text

  /// One of these texts.
  case words([String])
  case list(Schema)

  /// These members and no others.
  case object([Member])

  /// Members of any name.
  case map(Schema)
  case either([Schema])

  /// A form that stands in several answers, and what it is called.
  case named(String, Schema)

  /// An object without members.
  static let nothing: Schema = .object([])

  /// This, or null where there is none.
  var orNull: Schema { .either([self, .null]) }

  static func orNull(_ schema: Schema) -> Schema { schema.orNull }

  /// An object that has members of `other` besides.
  func adding(_ other: Schema) -> Schema { .object(members + other.members) }

  /// An object that ends early where the answer was cut, and then says which command goes on.
  var cuttable: Schema { adding(["truncated?": .flag, "next?": .text]) }

  static func cuttable(_ schema: Schema) -> Schema { schema.cuttable }

  private var members: [Member] {
    switch self {
    case .object(let members): members
    case .named(_, let schema): schema.members
    default: []
    }
  }

  /// The words that an enumeration spells.
  static func words<Value: CaseIterable & RawRepresentable<String>>(_ type: Value.Type) -> Schema {
    .words(type.allCases.map(\.rawValue))
  }

  /// A first number and one behind the last.
  static let range: Schema = .list(.integer)

}

extension Schema: ExpressibleByDictionaryLiteral {

  /// An object; a name that ends with `?` is of a member that may be left out.
  public init(dictionaryLiteral members: (String, Schema)...) {
    self = .object(
      members.map { name, schema in
        let isOptional = name.hasSuffix("?")
        return Member(
          name: isOptional ? String(name.dropLast()) : name, schema: schema,
          isOptional: isOptional)
      })
  }

}
