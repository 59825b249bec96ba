public import Canvas
public import Diagnostics
public import Passes
import Simulation
import Support

/// What a breakpoint or its like is for.
public enum StopPurpose: Sendable, Hashable {
  case breakpoint, temporary
  case write, read, access

  var kind: any StopKind {
    switch self {
    case .breakpoint: Breakpoint()
    case .temporary: Breakpoint(isTemporary: true)
    case .write: Watchpoint(access: .write)
    case .read: Watchpoint(access: .read)
    case .access: Watchpoint(access: .access)
    }
  }
}

extension Session {

  /// Sets a breakpoint or watchpoint at `text`: a location, with `if EXPRESSION` behind it.
  /// - Returns: the sentence that says so.
  /// - Errors: the text is no location, or names nothing that there is.
  public mutating func addStop(_ purpose: StopPurpose, _ text: String) throws(Diagnostic) -> String
  {
    let (place, condition) = text.splitAtIf
    return try addStop(purpose.kind, at: place, if: condition)
  }

  /// Logs a text at a location without stopping: `LOCATION, "text with %d", expression, …`.
  /// - Errors: a part is missing, or is not what it should be.
  public mutating func addLog(_ text: String) throws(Diagnostic) -> String {
    guard let comma = text.firstIndex(of: ",") else {
      throw .error("a log needs a text", hints: ["`dprintf #3, \"acc %d\", acc[0][0]`"])
    }
    let log = try LogText(parsing: String(text[text.index(after: comma)...]))
    let (place, condition) = String(text[..<comma]).splitAtIf
    return try addStop(LogPoint(text: log), at: place, if: condition)
  }

  private mutating func addStop(
    _ kind: any StopKind, at place: String, if condition: String?
  ) throws(Diagnostic) -> String {
    let location =
      place.isEmpty ? next.map { .instruction($0) } : try Location(parsing: place)
    guard let location else { throw .error("a location is missing", hints: ["`break #3`"]) }
    try kind.check(location)
    try check(location)
    var entry = Stops.Entry(kind: kind, location: location)
    if let condition {
      entry.condition = try Expression(parsing: condition)
      entry.conditionText = condition
    }
    let description = try describePlace(location, kind)
    return "\(kind.title) \(stopList.insert(entry)) at \(location)\(description)"
  }

  /// What stands at a location: its only instruction, or how many there are.
  private func describePlace(
    _ location: Location, _ kind: any StopKind
  ) throws(Diagnostic) -> String {
    switch location {
    case .pass, .tokens, .memory: return ""
    default: break
    }
    guard journey?.run != nil else { return " (pending: nothing runs yet)" }
    let found = try places(of: location)
    guard let first = found.first else { return "" }
    guard found.count == 1, let view = instruction(first.number) else {
      return " (\(found.reduce(0) { $0 + $1.count }) places)"
    }
    if first.count > 1 { return " (\(first.count) places)" }
    let head: String = if case .instruction = location { "" } else { " \(first.number)" }
    let origin = view.origin.isEmpty ? "" : " (\(view.origin))"
    return "\(head) \(view.operation) \(view.operands)\(origin)"
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

  /// Why `apply` does not go on with `pass`: breakpoints are at it.
  public mutating func stop(before pass: PlannedPass) -> StyledText? {
    let call = shown(pass.call)
    var numbers: [Int] = []
    let entries = [pass.call.name, pass.call.withoutOptions].flatMap(stopList.entries(forPass:))
    for number in Set(entries.map(\.number)).sorted() {
      guard case .stops(let hit) = stopList.count(number, .holds()) else { continue }
      numbers.append(hit.number)
    }
    guard !numbers.isEmpty else { return nil }
    let list = numbers.map(String.init).joined(separator: ", ")
    return "\("stopped:", .emphasis) breakpoint \(list), next pass \("\(call)", .name)"
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
