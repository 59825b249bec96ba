import Diagnostics

/// Where runs stop, and what is shown when they do.
public struct StopList: Sendable {

  /// A breakpoint, a watchpoint, or a place that is only logged.
  struct Entry: Sendable {

    enum Kind: String, Sendable { case breakpoint, write, read, access, log }

    var number: Int
    var kind: Kind
    var location: Location
    var condition: Expression?
    var conditionText = ""

    /// What a log prints: the text and its expressions.
    var format = ""
    var arguments: [Expression] = []

    var isTemporary = false
    var isEnabled = true
    var hits = 0

    /// How many more times it is passed without a stop.
    var ignored = 0

    var summary: String {
      let head =
        switch kind {
        case .breakpoint: "\(location)"
        case .write: "write \(location)"
        case .read: "read \(location)"
        case .access: "access \(location)"
        case .log: "log \(location) \"\(format)\""
        }
      return conditionText.isEmpty ? head : "\(head) if \(conditionText)"
    }
  }

  /// What is shown at every stop.
  struct Display: Sendable {
    var number: Int
    var format: String
    var text: String
  }

  private(set) var entries: [Entry] = []
  var displays: [Display] = []
  private var lastNumber = 0

  /// Adds `entry` under the next number, which is returned.
  mutating func insert(_ entry: Entry) -> Int {
    lastNumber += 1
    var entry = entry
    entry.number = lastNumber
    entries.append(entry)
    return lastNumber
  }

  /// - Errors: nothing has that number.
  func index(of number: Int) throws(Diagnostic) -> Int {
    guard let index = entries.firstIndex(where: { $0.number == number }) else {
      throw .error("there is no breakpoint \(number)", hints: ["`info breakpoints` lists them"])
    }
    return index
  }

  /// Changes the entry with `number`.
  /// - Errors: nothing has that number.
  mutating func change(_ number: Int, _ body: (inout Entry) -> Void) throws(Diagnostic) {
    body(&entries[try index(of: number)])
  }

  /// Removes the entry with `number`.
  /// - Errors: nothing has that number.
  mutating func remove(_ number: Int) throws(Diagnostic) {
    entries.remove(at: try index(of: number))
  }

  mutating func removeAll() { entries = [] }

  /// The place that `apply` stops at before `pass`.
  func entry(forPass pass: String) -> Entry? {
    entries.first { $0.isEnabled && $0.location == .pass(pass) }
  }

}
