import Foundation
import Testing

/// The cases of the backend that are not passed, with a reason for each kind of them.
///
/// The file has paragraphs: lines with `#` say the reason, a line with `=` has a part of the message
/// that tells that it is this reason, and each further line names a case.
struct UnpassedCases {

  struct Kind {
    var reason = ""
    var message = ""
    var names: [String] = []
  }

  let kinds: [Kind]

  /// The part of the message of each case.
  let messages: [String: String]

  init() throws {
    let file = try #require(
      Bundle.module.resourceURL?.appending(path: "Backend/unpassed.txt"))
    let text = try String(contentsOf: file, encoding: .utf8)
    kinds = text.components(separatedBy: "\n\n").map { paragraph in
      var kind = Kind()
      for line in paragraph.split(separator: "\n") {
        switch line.first {
        case "#": kind.reason += line.dropFirst()
        case "=": kind.message = line.dropFirst().trimmingCharacters(in: .whitespaces)
        default: kind.names.append(String(line))
        }
      }
      return kind
    }
    messages = Dictionary(
      kinds.flatMap { kind in kind.names.map { ($0, kind.message) } },
      uniquingKeysWith: { first, _ in first })
  }

}
