import Commands
import Foundation
import Testing

/// A document whose `console` blocks are sessions: `(sluice) COMMAND` and what it answers.
struct Document: CustomTestStringConvertible {

  /// From the root of the package.
  let path: String

  /// The documents of this package that have a `console` block.
  static var all: [Document] {
    let folder = "Sources/sluice/Sluice.docc"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Headless.root)/\(folder)"))
    let paths = ["README.md"] + (names ?? []).sorted().map { "\(folder)/\($0)" }
    return paths.map(Document.init).filter { $0.text.contains("```console\n") }
  }

  var text: String {
    (try? String(contentsOfFile: "\(Headless.root)/\(path)", encoding: .utf8)) ?? ""
  }

  var testDescription: String { path }

  private static let prompt = "(sluice) "

  /// The text with the answers of a fresh session, which all of its blocks share.
  func answered() -> String {
    var interpreter = Headless.interpreter()
    var lines: [String] = []
    var isInBlock = false
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        isInBlock = line == "```console"
      } else if isInBlock {
        guard line.hasPrefix(Self.prompt) else { continue }
        lines.append(line)
        let reply = interpreter.perform(String(line.dropFirst(Self.prompt.count)))
        lines += reply.terminalText.components(separatedBy: "\n").dropLast().map(\.trimmedAtEnd)
        continue
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

}

extension String {
  var trimmedAtEnd: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

/// Compares `text` with the file at `path`, or writes it where `UPDATE_GOLDEN` is set.
/// - Returns: the first line that differs, as it is and as it should be; nil where none does.
func difference(of path: String, from text: String) throws -> String? {
  let file = "\(Headless.root)/\(path)"
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return nil
  }
  let old = ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").components(
    separatedBy: "\n")
  let new = text.components(separatedBy: "\n")
  guard old != new else { return nil }
  let index = zip(old, new).prefix { $0 == $1 }.reduce(0) { count, _ in count + 1 }
  let lines = [old, new].map { $0.indices.contains(index) ? $0[index] : "(no line)" }
  return """
    \(path):\(index + 1)
    is     \(lines[0])
    should \(lines[1])
    `UPDATE_GOLDEN=1 swift test --filter Document` writes what should be there
    """
}
