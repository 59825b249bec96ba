public import Canvas
public import Diagnostics
public import Passes
import Support

/// What a breakpoint or its like is for.
public enum StopKind: Sendable, Hashable {
  case breakpoint, temporary
  case write, read, access
}

extension Session {

  /// Sets a breakpoint or watchpoint at `text`: a location, with `if EXPRESSION` behind it.
  /// - Returns: the sentence that says so.
  /// - Errors: the text is no location, or names nothing that there is.
  public mutating func addStop(_ kind: StopKind, _ text: String) throws(Diagnostic) -> String {
    let (place, condition) = text.splitAtIf
    let location = try location(place, kind)
    try check(location)
    var entry = StopList.Entry(number: 0, kind: kind.entryKind, location: location)
    if let condition {
      entry.condition = try Expression(parsing: condition)
      entry.conditionText = condition
    }
    entry.isTemporary = kind == .temporary
    let number = stopList.insert(entry)
    let word =
      switch kind {
      case .breakpoint: "Breakpoint"
      case .temporary: "Temporary breakpoint"
      default: "Watchpoint"
      }
    return "\(word) \(number) at \(location)\(try describePlace(location))"
  }

  private func location(_ text: String, _ kind: StopKind) throws(Diagnostic) -> Location {
    if text.isEmpty, let next { return .instruction(next) }
    let location = try Location(parsing: text.isEmpty ? "?" : text)
    switch (location, kind) {
    case (.memory, .breakpoint), (.memory, .temporary):
      throw .error("`\(text)` is a part of a memory", hints: ["`watch \(text)` stops at writes"])
    case (.memory, _), (.tokens, _): return location
    case (_, .write), (_, .read), (_, .access):
      throw .error(
        "`\(text)` is nothing to watch", hints: ["watch a part of a memory: `watch acc[4:8]`"])
    default: return location
    }
  }

  /// What stands at a location: its only instruction, or how many there are.
  private func describePlace(_ location: Location) throws(Diagnostic) -> String {
    let found = try instructions(at: location)
    guard let first = found.first else { return "" }
    guard found.count == 1, let view = instruction(first) else {
      return " (\(found.count) places)"
    }
    let head: String = if case .instruction = location { "" } else { " \(first)" }
    let origin = view.origin.isEmpty ? "" : " (\(view.origin))"
    return "\(head) \(view.operation) \(view.operands)\(origin)"
  }

  /// Logs a text at a location without stopping: `LOCATION, "text with %d", expression, …`.
  /// - Errors: a part is missing, or is not what it should be.
  public mutating func addLog(_ text: String) throws(Diagnostic) -> String {
    guard let comma = text.firstIndex(of: ",") else {
      throw .error("a log needs a text", hints: ["`dprintf #3, \"acc %d\", acc[0][0]`"])
    }
    let location = try Location(parsing: text[..<comma].trimmingBlanks)
    try check(location)
    var rest = text[text.index(after: comma)...].trimmingBlanks
    guard rest.hasPrefix("\""), let end = rest.dropFirst().firstIndex(of: "\"") else {
      throw .error("the text of a log stands in quotes", hints: ["`dprintf #3, \"here\"`"])
    }
    var entry = StopList.Entry(number: 0, kind: .log, location: location)
    entry.format = String(rest[rest.index(after: rest.startIndex) ..< end])
    rest = String(rest[rest.index(after: end)...])
    for part in rest.split(separator: ",") {
      entry.arguments.append(try Expression(parsing: String(part)))
    }
    return "Log \(stopList.insert(entry)) at \(location)"
  }

  /// What a log says now.
  func formatted(_ entry: StopList.Entry) throws(Diagnostic) -> String {
    var values: [Int] = []
    for argument in entry.arguments { values.append(try evaluate(argument)) }
    var text = ""
    var isSign = false
    for character in entry.format {
      if isSign {
        isSign = false
        switch character {
        case "d" where !values.isEmpty: text += String(values.removeFirst())
        case "x" where !values.isEmpty: text += String(values.removeFirst(), radix: 16)
        default: text.append(character)
        }
      } else if character == "%" {
        isSign = true
      } else {
        text.append(character)
      }
    }
    return text
  }

  /// Deletes breakpoints by number; all of them where none is named.
  /// - Errors: there is none of a number; nothing has then changed.
  public mutating func deleteStops(_ numbers: [Int]) throws(Diagnostic) {
    var list = stopList
    if numbers.isEmpty { list.removeAll() }
    for number in numbers { try list.remove(number) }
    stopList = list
  }

  /// Enables or disables breakpoints by number; all of them where none is named.
  /// - Errors: there is none of a number; nothing has then changed.
  public mutating func setStops(_ numbers: [Int], enabled: Bool) throws(Diagnostic) {
    var list = stopList
    for number in numbers.isEmpty ? list.entries.map(\.number) : numbers {
      try list.change(number) { $0.isEnabled = enabled }
    }
    stopList = list
  }

  /// Gives a breakpoint a condition, or takes it away where the text is empty.
  /// - Errors: there is none of that number, or the text is no expression.
  public mutating func setCondition(_ number: Int, _ text: String) throws(Diagnostic) {
    let condition = text.isEmpty ? nil : try Expression(parsing: text)
    try stopList.change(number) {
      $0.condition = condition
      $0.conditionText = text
    }
  }

  /// Passes a breakpoint `count` times without a stop.
  /// - Errors: there is none of that number.
  public mutating func ignoreStop(_ number: Int, _ count: Int) throws(Diagnostic) {
    try stopList.change(number) { $0.ignored = count }
  }

  /// Why `apply` does not go on with `call`: a breakpoint is at it.
  public mutating func stop(before pass: PlannedPass) -> StyledText? {
    let call = shown(pass.call)
    guard
      let entry = stopList.entry(forPass: pass.call.name)
        ?? stopList.entry(forPass: pass.call.withoutOptions)
    else { return nil }
    try? stopList.change(entry.number) { $0.hits += 1 }
    if entry.isTemporary { try? stopList.remove(entry.number) }
    return "\("stopped:", .emphasis) breakpoint \(entry.number), next pass \("\(call)", .name)"
  }

}

extension StopKind {
  fileprivate var entryKind: StopList.Entry.Kind {
    switch self {
    case .breakpoint, .temporary: .breakpoint
    case .write: .write
    case .read: .read
    case .access: .access
    }
  }
}

extension String {
  /// What stands before and behind the first word `if`.
  var splitAtIf: (String, String?) {
    if hasPrefix("if ") { return ("", String(dropFirst(3)).trimmingBlanks) }
    guard let range = firstRange(of: " if ") else { return (trimmingBlanks, nil) }
    return (self[..<range.lowerBound].trimmingBlanks, self[range.upperBound...].trimmingBlanks)
  }
}
