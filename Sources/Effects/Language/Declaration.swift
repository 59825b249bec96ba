import Diagnostics

/// What names may be.
enum Declaration {

  /// - Errors: it is no name, or a word of the language.
  static func check(_ name: String, at place: Place) throws(Diagnostic) {
    guard let first = name.utf8.first, !first.isDigit, name.utf8.allSatisfy(\.isNamePart) else {
      throw .error(
        name.isEmpty ? "a name is missing" : "`\(name)` is no name", at: place,
        hints: ["names are of letters of ASCII, digits and `_`"])
    }
    guard !ReservedWord.isOne(name) else {
      throw .error(
        "`\(name)` is a word of the language", at: place, hints: ["give it another name"])
    }
  }

}
