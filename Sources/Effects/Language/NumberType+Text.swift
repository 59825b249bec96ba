import Diagnostics
import Support
import Tensors

/// `int8`, or `int8.sat` where it saturates.
extension NumberType: LosslessStringConvertible {

  public var description: String { element.rawValue + (saturates ? ".sat" : "") }

  /// The type that is spelled so; nil where there is none.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let element = ElementType(parts[0]), parts.count == 1 || parts[1...] == ["sat"] else {
      return nil
    }
    self.init(element, saturates: parts.count == 2)
  }

  /// The type that is spelled so.
  /// - Errors: there is none, or it would saturate and is no integer.
  static func reading(_ text: String, at place: Place) throws(Diagnostic) -> NumberType {
    guard let type = NumberType(text) else {
      throw .error("no type is called `\(text)`", at: place, hints: hints(for: text))
    }
    guard !type.saturates || type.element.isInteger else {
      throw .error(
        "`\(type)` does not saturate: only integers do", at: place,
        hints: ["write `\(type.element)`"])
    }
    return type
  }

  /// What to say of a text that is no type.
  private static func hints(for text: String) -> [String] {
    let names = ElementType.allCases.map(\.rawValue)
    if text.hasSuffix(".sat") || !text.contains(".") {
      let element = String(text.prefix { $0 != "." })
      if let near = nearest(to: element, in: names, most: 1).first {
        return ["did you mean `\(near)`?"]
      }
    }
    return [
      "types are \(names.map { "`\($0)`" }.joined(separator: ", ")), with `.sat` where they saturate"
    ]
  }

}
