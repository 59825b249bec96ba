public import Diagnostics
public import Passes
import Simulation
import Support

extension Session {

  /// Sets an entry at `text`: a location, with `if EXPRESSION` behind it; for a log
  /// `LOCATION, "text with %d", expression, …`.
  /// - Errors: the text is no location, or names nothing that there is; a part is missing.
  public mutating func addStop(_ kind: StopKind, _ text: String) throws(Diagnostic) -> StopAnswer {
    let (place, log) = kind.takesText ? try LogText.split(text) : (text, nil)
    let (spot, condition) = place.splitAtIf
    let location = spot.isEmpty ? next.map { .instruction($0) } : try Location(parsing: spot)
    guard let location else { throw .error("a location is missing", hints: ["`break #3`"]) }
    if let problem = kind.refuse(location) { throw problem }
    let space = space
    try space.check(location)
    var entry = Stops.Entry(kind: kind, location: location, log: log)
    if let condition {
      entry.condition = try Expression(parsing: condition)
      entry.conditionText = condition
    }
    let places = try space.found(at: location)
    return StopAnswer(
      number: stopList.insert(entry), title: kind.title, location: "\(location)", places: places)
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
  public mutating func stop(before pass: PlannedPass) -> PassStop? {
    var numbers: [Int] = []
    let names = [pass.call.name, pass.call.withoutOptions]
    let entries = names.flatMap(stopList.entries(forPass:))
    for number in Set(entries.map(\.number)).sorted() {
      guard case .stops(let hit) = stopList.count(number, .holds()) else { continue }
      numbers.append(hit.number)
    }
    guard !numbers.isEmpty else { return nil }
    return PassStop(breakpoints: numbers, pass: spelling(of: pass))
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
