/// What a source declares: a type, a function, a value.
struct Declaration {

  enum Kind: String {
    case `struct`, `class`, `enum`, `actor`, `protocol`, `extension`, `typealias`, `associatedtype`
    case `func`, `init`, `deinit`, `subscript`, `macro`
    case `var`, `let`

    var isType: Bool {
      switch self {
      case .struct, .class, .enum, .actor, .protocol, .extension: true
      default: false
      }
    }

    var isValue: Bool { self == .var || self == .let }
  }

  let kind: Kind

  /// Of an extension, the name of what it extends.
  let name: String
  let line: Int

  /// `public`, `static`, `nonisolated`, and the names of attributes after `@`.
  let modifiers: Set<String>

  /// The declaration that this stands in.
  let parent: Int?

  /// Stands in a function, an accessor or a closure.
  let isLocal: Bool

  /// The keyword.
  let start: Int

  /// Where its body stands, between the braces; of a value, those of its accessors.
  var body: Range<Int>?
  var lastLine: Int

  /// What follows the `=` of a value.
  var initializer: Range<Int>?

  /// What stands between the name and the `=` or `{`: the type of a value, the inheritance of a type.
  var header: Range<Int>
}
