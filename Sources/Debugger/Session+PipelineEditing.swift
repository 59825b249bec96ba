public import Diagnostics
import Passes

extension Session {

  /// Changes the passes that were applied: `action` is `drop`, `insert`, `move` or `set`.
  /// - Errors: the words are not what the action takes, or a pass cannot be applied at its new
  ///   place; the program is then what it was.
  public mutating func changePipeline(
    _ action: String, _ words: [String]
  ) throws(Diagnostic) {
    let history = try requireHistory()
    var calls = (history.path + history.future).compactMap { history.entries[$0].call }
    switch action {
    case "drop": calls.remove(at: try place(words, 0, below: calls.count))
    case "insert":
      let place = try place(words, 0, below: calls.count + 1)
      guard words.count > 1 else { throw usage("insert N PASS") }
      calls.insert(try PassCall(parsing: words[1]), at: place)
    case "move":
      let from = try place(words, 0, below: calls.count)
      let call = calls.remove(at: from)
      calls.insert(call, at: try place(words, 1, below: calls.count + 1))
    case "set":
      calls = []
      for word in words.flatMap({ $0.split(separator: " ") }) {
        calls.append(try PassCall(parsing: String(word)))
      }
    default:
      throw .error(
        "`\(action)` is nothing that `pipeline` does",
        hints: ["expected show, drop, insert, move, set"])
    }
    try become(calls)
  }

  /// Makes the program what `calls` make of the model; what the old and the new way have in common
  /// is not done again.
  private mutating func become(_ calls: [PassCall]) throws(Diagnostic) {
    let saved = self
    var history = try requireHistory()
    let way = history.path + history.future
    var kept = 0
    while kept < calls.count, kept + 1 < way.count,
      history.entries[way[kept + 1]].call == calls[kept]
    {
      kept += 1
    }
    history.go(to: way[kept])
    self.history = history
    do throws(Diagnostic) {
      for call in calls[kept...] { try apply(call) }
    } catch {
      self = saved
      throw error
    }
    programChanged()
  }

  /// The place that the word at `index` names as a position counted from 1.
  private func place(
    _ words: [String], _ index: Int, below end: Int
  ) throws(Diagnostic) -> Int {
    guard words.indices.contains(index) else {
      throw usage(index == 0 ? "drop N" : "move N M")
    }
    let digits = words[index].hasPrefix("P") ? words[index].dropFirst() : words[index][...]
    guard let position = Int(digits), position > 0, position <= end else {
      throw .error("`\(words[index])` is no place", hints: ["there are P1 to P\(end)"])
    }
    return position - 1
  }

  private func usage(_ text: String) -> Diagnostic {
    .error("a word is missing", hints: ["usage: pipeline \(text)"])
  }

}
