import Foundation
import Glibc

/// What no input may exceed.
struct Limits {
  /// - Units: seconds, of the processor.
  var time: Double
  /// - Units: MiB
  var memory: Int
}

/// What a worker is started with.
struct Assignment {

  enum Work {
    /// Inputs by number, and for how many seconds.
    case numbers(Range<Int>, Double)
    /// The input in a file.
    case file(String)
  }

  var area: String
  var seed: UInt64
  var work: Work
  var corpus: Corpus
}

/// A worker that runs, seen from outside.
final class Trial {

  /// What became of an input.
  struct Result {
    let number: Int
    let accepted: Bool
    let microseconds: Int
  }

  private let process = Process()
  private let folder: String
  private var reader: JournalReader
  private let limits: Limits

  /// The input that is being tried, since when, and what the process had computed until then.
  private var current: (number: Int, begin: ContinuousClock.Instant, computed: Double)?

  /// Whether it is known why the process has ended.
  private var isJudged = false
  private(set) var last: Int?

  /// What is wrong with an input, and with which.
  private(set) var faults: [(number: Int, fault: Fault, message: String)] = []

  /// - Parameter folder: a folder that is its own; what is in it is lost.
  /// - Errors: the process cannot be started.
  init(_ assignment: Assignment, in folder: String, _ limits: Limits) throws {
    self.folder = folder
    self.limits = limits
    reader = JournalReader("\(folder)/journal")
    // Paths that lead out of the folder of an input lead into these.
    let inside = "\(folder)/a/b/c/d/e/f/g/h"
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: "\(assignment.corpus.root)/samples", toPath: "\(inside)/samples")
    _ = FileManager.default.createFile(atPath: "\(folder)/errors", contents: nil)
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", Self.script(limits), Self.program] + arguments(assignment)
    process.currentDirectoryURL = URL(filePath: inside)
    process.environment = [
      "HOME": inside, "LANG": "C.UTF-8", "TERM": "dumb", "SWIFT_BACKTRACE": "enable=no",
      "TMPDIR": inside,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: "\(folder)/errors")
    try process.run()
  }

  /// This program.
  static let program =
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "Fuzz").path

  /// Three times the memory that is allowed may be asked for, no core and no large file is written,
  /// and ^C is for the parent.
  private static func script(_ limits: Limits) -> String {
    """
    trap '' INT XFSZ; ulimit -c 0; ulimit -f 400000; ulimit -v \(3 * 1024 * limits.memory); \
    exec "$0" "$@"
    """
  }

  private func arguments(_ assignment: Assignment) -> [String] {
    var words = [
      assignment.area, "--worker", "\(folder)/journal", "--root", assignment.corpus.root,
    ]
    words += ["--seed", "\(assignment.seed)"]
    if let extra = assignment.corpus.extra { words += ["--corpus", extra] }
    switch assignment.work {
    case .numbers(let range, let seconds):
      words += ["--from", "\(range.lowerBound)", "--inputs", "\(range.count)"]
      words += ["--seconds", "\(seconds)"]
    case .file(let path): words += ["--file", path]
    }
    return words
  }

  var isRunning: Bool { process.isRunning }

  /// The input that is being tried.
  var currentNumber: Int? { current?.number }

  /// Looks at what happened since the last call, and ends what exceeds the limits.
  func look() -> [Result] {
    let isOver = !process.isRunning
    let results = reader.events().compactMap { take($0) }
    if isOver {
      judgeTheEnd()
    } else if let current {
      heedLimits(current.number, since: current.begin, computed: current.computed)
    }
    return results
  }

  private func take(_ event: Journal.Event) -> Result? {
    switch event {
    case .begins(let number):
      current = (number, .now, ProcessFacts.computingTime(of: "\(process.processIdentifier)") ?? 0)
    case .broken(let number, let text): faults.append((number, .brokenPromise, text))
    case .ends(let number, let accepted, let microseconds, let peak):
      current = nil
      last = number
      if peak > limits.memory { faults.append((number, .memory, "")) }
      return Result(number: number, accepted: accepted, microseconds: microseconds)
    }
    return nil
  }

  private func heedLimits(
    _ number: Int, since begin: ContinuousClock.Instant, computed: Double
  ) {
    let id = "\(process.processIdentifier)"
    let time = (ProcessFacts.computingTime(of: id) ?? computed) - computed
    // A process that waits for nothing computes nothing.
    let isLate = begin.duration(to: .now) > .seconds(6 * limits.time)
    let isLarge = ProcessFacts.peakMemory(of: id) > limits.memory
    guard time > limits.time || isLate || isLarge else { return }
    end()
    isJudged = true
    faults.append((number, isLarge ? .memory : .hang, ""))
    current = nil
    last = number
  }

  /// Looks until the process has ended.
  func wait() -> [Result] {
    var results: [Result] = []
    while process.isRunning {
      results += look()
      Thread.sleep(forTimeInterval: 0.003)
    }
    return results + look()
  }

  /// Ends the process, whatever it does.
  func end() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  private func judgeTheEnd() {
    process.waitUntilExit()
    guard !isJudged else { return }
    isJudged = true
    let isSignal = process.terminationReason == .uncaughtSignal
    let status = process.terminationStatus
    guard let number = current?.number ?? (status == 0 ? nil : (last ?? -1) + 1) else { return }
    guard faults.isEmpty || faults.last?.number != number else { return }
    current = nil
    last = number
    faults.append((number, isSignal ? .signal(status) : .exitCode(status), lastWords))
  }

  /// The line with which the process said why it ends.
  private var lastWords: String {
    let data = FileManager.default.contents(atPath: "\(folder)/errors") ?? Data()
    let lines = String(decoding: data.suffix(20_000), as: UTF8.self).split(separator: "\n")
    let line =
      lines.first { $0.contains("Fatal error") || $0.contains("rror:") } ?? lines.last ?? ""
    return String(line.prefix(400))
  }

}
