import Foundation
import Testing

/// The cases of the backend that are not passed, with a reason for each kind of them.
///
/// The file has paragraphs: lines with `#` say the reason, a line with `=` has a part of the message
/// that tells that it is this reason, a line with `@` the releases of ONNX whose cases these are if
/// not those of each, and each further line names a case.
struct UnpassedCases {

  struct Kind {
    var reason = ""
    var message = ""
    var releases: [BackendRelease] = BackendRelease.allCases
    var names: [String] = []
  }

  let kinds: [Kind]

  /// The part of the message of each case of `release`.
  func messages(of release: BackendRelease) -> [String: String] {
    Dictionary(
      kinds.filter { $0.releases.contains(release) }
        .flatMap { kind in kind.names.map { ($0, kind.message) } },
      uniquingKeysWith: { first, _ in first })
  }

  init() throws {
    let file = try #require(
      Bundle.module.resourceURL?.appending(path: "Backend/unpassed.txt"))
    let text = try String(contentsOf: file, encoding: .utf8)
    kinds = text.components(separatedBy: "\n\n").map { paragraph in
      var kind = Kind()
      for line in paragraph.split(separator: "\n") {
        switch line.first {
        case "#": kind.reason += line.dropFirst()
        case "@":
          let names = line.dropFirst().split(separator: " ")
          kind.releases = names.compactMap { BackendRelease(rawValue: String($0)) }
          #expect(kind.releases.count == names.count, "\(line)")
        case "=": kind.message = line.dropFirst().trimmingCharacters(in: .whitespaces)
        default: kind.names.append(String(line))
        }
      }
      return kind
    }
  }

}
