import Diagnostics
import Simulation
import TargetKit

/// Where motions stop, and what is shown when they do.
public struct Stops: Sendable {

  /// A breakpoint, a watchpoint, or a place that is only logged.
  struct Entry: Sendable {

    var number = 0
    var kind: StopKind
    var location: Location

    /// What it says in passing, for a kind that does.
    var log: LogText?
    var condition: Expression?
    var conditionText = ""
    var isEnabled = true
    var hits = 0

    /// How many more times it is passed without a stop.
    var ignored = 0

    var summary: String {
      let head = kind.word.isEmpty ? "\(location)" : "\(kind.word) \(location)"
      let text = log.map { " \"\($0.format)\"" } ?? ""
      return head + text + (conditionText.isEmpty ? "" : " if \(conditionText)")
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

  /// The place of the entry with `number`.
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

  /// The entries as a reader sees them.
  var views: [StopView] {
    entries.map { entry in
      var view = StopView(
        number: entry.number, summary: entry.summary, hits: entry.hits, ignored: entry.ignored,
        isEnabled: entry.isEnabled)
      if case .instruction(let number) = entry.location { view.instruction = number.value }
      return view
    }
  }

  /// Whether an instruction has a breakpoint, as far as its text alone tells.
  func hasBreakpoint(at view: InstructionView) -> Bool {
    entries.contains { entry in
      guard entry.isEnabled, entry.kind.hit != nil, !entry.kind.isWatch else { return false }
      return switch entry.location {
      case .instruction(let number): number.value == view.number
      case .operation(let name): view.operation.lowercased() == name
      case .pattern(let pattern): pattern.matches("\(view.operation) \(view.operands)")
      case .unit, .node, .pass, .tokens, .memory: false
      }
    }
  }

  /// The entries that `apply` stops at before `pass`.
  func entries(forPass pass: String) -> [Entry] {
    entries.filter { $0.isEnabled && $0.location == .pass(pass) }
  }

}

/// What entries say at a boundary where what they wait for holds.
extension Stops {

  /// What the condition and the text of an entry come to.
  enum Verdict: Sendable, Hashable {
    case holds(text: String? = nil)
    case fails

    /// The condition or the text has no value; this is why.
    case broken(String)
  }

  /// What comes of a verdict.
  enum Outcome: Sendable {
    case passes
    case logs(String)
    case stops(StopHit)
  }

  private func entry(_ number: Int) -> Entry? { entries.first { $0.number == number } }

  /// Whether what an entry says depends on more than where it is.
  func needsState(_ number: Int) -> Bool {
    guard let entry = entry(number) else { return false }
    return entry.condition != nil || entry.log?.arguments.isEmpty == false
  }

  /// What an entry says of a device at a boundary.
  func verdict(of number: Int, in device: any Device) -> Verdict {
    guard let entry = entry(number) else { return .fails }
    let scope = DeviceScope(device: device)
    do throws(Diagnostic) {
      if let condition = entry.condition, try condition.evaluated(in: scope) == 0 { return .fails }
      return .holds(text: try entry.log?.text(in: scope))
    } catch {
      return .broken(error.message)
    }
  }

  /// Whether an entry would stop for a verdict.
  func wouldStop(_ number: Int, _ verdict: Verdict) -> Bool {
    var copy = self
    if case .stops = copy.count(number, verdict) { return true }
    return false
  }

  /// Counts a verdict: a hit, a pass that was to be ignored, a temporary entry that is gone.
  mutating func count(_ number: Int, _ verdict: Verdict) -> Outcome {
    guard verdict != .fails, let place = entries.firstIndex(where: { $0.number == number }) else {
      return .passes
    }
    entries[place].hits += 1
    if entries[place].ignored > 0 {
      entries[place].ignored -= 1
      return .passes
    }
    let entry = entries[place]
    guard let kind = entry.kind.hit else {
      switch verdict {
      case .holds(let text?): return .logs(text)
      case .broken(let problem): return .logs("log \(number): \(problem)")
      default: return .passes
      }
    }
    if entry.kind.isTemporary { entries.remove(at: place) }
    var hit = StopHit(
      number: number, kind: kind, isWatch: entry.kind.isWatch, summary: entry.summary)
    if case .broken(let problem) = verdict { hit.problem = problem }
    return .stops(hit)
  }

}
