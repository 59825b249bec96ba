import ArgumentParser
import Foundation

/// Gives the product inputs that are nearly right, and says which ones it did not bear.
@main
struct FuzzCommand: ParsableCommand {

  static let configuration = CommandConfiguration(
    commandName: "Fuzz",
    abstract: "Looks for inputs that end the program, hang it or take too much memory.",
    discussion: """
      Areas: \(allAreas.map { "`\($0.name)` (\($0.summary))" }.joined(separator: ", ")); `all` \
      shares the time between them.

      Exit codes: 0 nothing was found, 1 something was, 2 usage, 130 interrupted.
      """)

  @Argument(help: "What to try: an area, or `all`.")
  var area: String

  @Option(help: "For how long.")
  var seconds = 60.0

  @Option(help: "What the inputs follow from.")
  var seed: UInt64 = 1

  @Option(help: "How many processes try inputs at once.")
  var jobs = 1

  @Option(help: "Try the input with this number alone.")
  var only: Int?

  @Flag(help: "Print the input of `--only` instead.")
  var show = false

  @Option(help: "Try the input in this file alone.")
  var file: String?

  @Option(help: "How many inputs of each area at most.")
  var inputs = Int.max / 2

  @Option(help: "A folder with more files to make inputs from.")
  var corpus: String?

  @Option(help: "Where inputs are written that were found.")
  var findings: String?

  @Option(help: "How long one input may compute, in seconds.")
  var limit: Double = Self.usualLimit

  @Option(help: "How much memory one input may take, in MiB.")
  var memory = 2048

  @Option(help: "How long one finding is made smaller, in seconds; 0 leaves it as it is.")
  var minimize = 20.0

  @Option(help: "End with so many findings.")
  var most = 30

  @Option(help: .hidden)
  var from = 0

  @Option(help: .hidden)
  var root: String?

  @Option(help: .hidden)
  var worker: String?

  /// Code that is not optimised takes its time.
  private static var usualLimit: Double {
    #if DEBUG
      20
    #else
      5
    #endif
  }

  static func main() {
    do {
      let command = try parse()
      try command.run()
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      try? FileHandle.standardError.write(contentsOf: Data((fullMessage(for: error) + "\n").utf8))
      Foundation.exit(2)
    }
  }

  func validate() throws {
    guard area == "all" || areaType(named: area) != nil else {
      let names = allAreas.map { $0.name }.joined(separator: ", ")
      throw ValidationError("there is no area `\(area)`; there are \(names), and all")
    }
    let isSmall = jobs <= 256 && inputs <= Int.max / 2 && memory <= 1 << 20
    let isPositive = seconds >= 0 && jobs > 0 && inputs > 0 && limit > 0 && from >= 0
    guard isSmall, isPositive, memory > 0, (only ?? 0) >= 0 else {
      throw ValidationError("a number is out of range")
    }
    guard area != "all" || (only == nil && file == nil) else {
      throw ValidationError("an input is one of an area: name it")
    }
  }

  func run() throws {
    let corpus = Corpus(root: try root ?? Self.packageRoot(), extra: corpus.map(Self.wholePath))
    if show, let only, let type = areaType(named: area) {
      _ = FileManager.default.changeCurrentDirectoryPath(corpus.root)
      FileHandle.standardOutput.write(Data(try type.init(corpus).input(only, seed)))
    } else if let worker {
      try work(corpus, worker)
    } else {
      try hunt(corpus)
    }
  }

  /// The folder of the package: the current one, or that of this source.
  private static func packageRoot() throws -> String {
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
    for folder in [FileManager.default.currentDirectoryPath, source]
    where FileManager.default.fileExists(atPath: "\(folder)/samples/streams") {
      return folder
    }
    throw ValidationError("there are no samples here: run it from the root of the package")
  }

  private static func wholePath(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  private func work(_ corpus: Corpus, _ journal: String) throws {
    guard let type = areaType(named: area) else { return }
    var worker = try Worker(type, corpus, seed: seed, journal: journal)
    if let file {
      let input = FileManager.default.contents(atPath: file) ?? Data()
      try worker.run([UInt8](input), 0)
    } else {
      try worker.run(from ..< from + inputs, seconds: seconds)
    }
  }

  /// Tries the input in a file once more, and says what comes of it.
  private func retry(_ file: String, _ corpus: Corpus) throws {
    let work = FileManager.default.temporaryDirectory
      .appending(path: "sluice-fuzz-\(ProcessInfo.processInfo.processIdentifier)").path
    defer { try? FileManager.default.removeItem(atPath: work) }
    let trial = try Trial(
      Assignment(area: area, seed: seed, work: .file(file), corpus: corpus), in: work,
      Limits(time: limit, memory: memory))
    let results = trial.wait()
    for fault in trial.faults { print("\(fault.fault.text)\n  \(fault.message)") }
    for result in results where trial.faults.isEmpty {
      print("\(result.accepted ? "accepted" : "refused") in \(result.microseconds / 1000) ms")
    }
    if !trial.faults.isEmpty { throw ExitCode(1) }
  }

  private func hunt(_ corpus: Corpus) throws {
    let stopping = Stopping()
    if let file { return try retry(Self.wholePath(file), corpus) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "sluice-fuzz-findings").path
    var plan = Hunt.Plan(
      areas: area == "all" ? allAreas : areaType(named: area).map { [$0] } ?? [],
      seconds: seconds, seed: seed, jobs: jobs, inputs: inputs,
      limits: Limits(time: limit, memory: memory), corpus: corpus,
      folder: findings.map(Self.wholePath) ?? folder, minimizing: minimize, most: most)
    if let only {
      (plan.from, plan.inputs, plan.jobs) = (only, 1, 1)
      plan.seconds = max(plan.seconds, 8 * limit)
    }
    var hunt = try Hunt(plan) { stopping.isRequested }
    let found = try hunt.run()
    for finding in found where finding.file != nil { print(finding.lines.joined(separator: "\n")) }
    print(hunt.summary.joined(separator: "\n"))
    if stopping.isRequested { throw ExitCode(130) }
    if !found.isEmpty { throw ExitCode(1) }
  }

}
