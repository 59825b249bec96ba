import Foundation

/// What a worker says of its inputs: a file that outlives it, of a line for each event.
struct Journal {

  enum Event: Equatable {
    case begins(Int)
    /// An input is through; the peak of the worker's memory is in MiB.
    case ends(Int, accepted: Bool, microseconds: Int, peak: Int)
    case broken(Int, String)
  }

  private let file: FileHandle

  /// - Errors: the file cannot be written.
  init(writingTo path: String) throws {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    guard let file = FileHandle(forWritingAtPath: path) else { throw Missing("the journal") }
    self.file = file
  }

  func append(_ event: Event) throws {
    try file.write(contentsOf: Data((Self.line(of: event) + "\n").utf8))
  }

  static func line(of event: Event) -> String {
    switch event {
    case .begins(let number): return "begins \(number)"
    case .ends(let number, let accepted, let time, let peak):
      return "ends \(number) \(accepted ? 1 : 0) \(time) \(peak)"
    case .broken(let number, let text):
      let line = text.unicodeScalars.map { $0.value < 32 ? " " : String($0) }.joined()
      return "broken \(number) \(line.prefix(600))"
    }
  }

  /// The event that a line is; nil for one that has not been written to its end.
  static func event(_ line: Substring) -> Event? {
    let words = line.split(separator: " ")
    guard words.count > 1, let number = Int(words[1]) else { return nil }
    let rest = words.dropFirst(2).compactMap { Int($0) }
    switch words[0] {
    case "begins": return .begins(number)
    case "ends" where rest.count == 3:
      return .ends(number, accepted: rest[0] == 1, microseconds: rest[1], peak: rest[2])
    case "broken": return .broken(number, words.dropFirst(2).joined(separator: " "))
    default: return nil
    }
  }

}

/// Reads the lines of a journal as they are written.
struct JournalReader {

  private let path: String
  private var offset: UInt64 = 0
  private var rest = ""

  init(_ path: String) { self.path = path }

  /// The events since the last call.
  mutating func events() -> [Journal.Event] {
    guard let file = FileHandle(forReadingAtPath: path) else { return [] }
    try? file.seek(toOffset: offset)
    guard let data = try? file.readToEnd(), !data.isEmpty else { return [] }
    offset += UInt64(data.count)
    var lines = (rest + String(decoding: data, as: UTF8.self))
      .split(separator: "\n", omittingEmptySubsequences: false)
    rest = String(lines.popLast() ?? "")
    return lines.compactMap { Journal.event($0) }
  }

}
