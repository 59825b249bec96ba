import Foundation

/// Tries inputs in processes of their own until the time is over, and tells what it finds.
struct Hunt {

  struct Plan {
    var areas: [any Area.Type]
    var seconds: Double
    var seed: UInt64
    var jobs: Int
    var from = 0
    var inputs = Int.max / 2
    var limits: Limits
    var corpus: Corpus
    /// Where findings are written.
    var folder: String
    /// - Units: seconds for each finding.
    var minimizing: Double
    /// It ends with so many findings.
    var most: Int
  }

  private let plan: Plan
  private let work: String
  private let isInterrupted: () -> Bool
  private var quotas: [Quota]
  private(set) var findings: [Finding] = []
  private let begin = ContinuousClock.now
  private var status = StatusLine()

  /// - Errors: no folder for the work can be made.
  init(_ plan: Plan, isInterrupted: @escaping () -> Bool) throws {
    self.plan = plan
    self.isInterrupted = isInterrupted
    let id = ProcessInfo.processInfo.processIdentifier
    work = FileManager.default.temporaryDirectory.appending(path: "sluice-fuzz-\(id)").path
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    let share = plan.seconds * Double(plan.jobs) / Double(plan.areas.count)
    quotas = plan.areas.map { Quota($0, time: share, from: plan.from, most: plan.inputs) }
  }

  private struct Lane {
    var trial: Trial
    var quota: Int
    var range: Range<Int>
    var begin: ContinuousClock.Instant
  }

  /// How many inputs one process tries, and for how long.
  private static let block = 4000
  private static let blockSeconds = 60.0

  /// Runs to its end; returns what was found.
  mutating func run() throws -> [Finding] {
    defer { try? FileManager.default.removeItem(atPath: work) }
    var lanes: [Lane?] = Array(repeating: nil, count: plan.jobs)
    while true {
      for index in lanes.indices {
        if let lane = lanes[index] { lanes[index] = look(at: lane) }
        if lanes[index] == nil, !isOver { lanes[index] = try start(index) }
      }
      if isInterrupted() { for lane in lanes { lane?.trial.end() } }
      if lanes.allSatisfy({ $0 == nil }) || isInterrupted() { break }
      status.show(quotas, findings.count, seconds)
      Thread.sleep(forTimeInterval: 0.01)
    }
    status.clear()
    for index in findings.indices where !isInterrupted() { try writeDown(index) }
    return findings
  }

  private var seconds: Double { Double(begin.duration(to: .now).components.seconds) }

  private var isOver: Bool {
    isInterrupted() || seconds >= plan.seconds || findings.count >= plan.most
      || quotas.allSatisfy(\.isOver)
  }

  /// Begins with the area that has had the least of its time.
  private mutating func start(_ index: Int) throws -> Lane? {
    let open = quotas.indices.filter { !quotas[$0].isOver }
    guard let place = open.min(by: { quotas[$0].used < quotas[$1].used }),
      let range = quotas[place].take(Self.block)
    else { return nil }
    let time = min(Self.blockSeconds, quotas[place].time - quotas[place].used)
    let assignment = Assignment(
      area: quotas[place].area.name, seed: plan.seed, work: .numbers(range, time),
      corpus: plan.corpus)
    let trial = try Trial(assignment, in: "\(work)/lane\(index)", plan.limits)
    return Lane(trial: trial, quota: place, range: range, begin: .now)
  }

  /// Takes in what a worker did; returns nil once it has ended.
  private mutating func look(at lane: Lane) -> Lane? {
    let wasRunning = lane.trial.isRunning
    for result in lane.trial.look() { quotas[lane.quota].note(result) }
    if wasRunning, lane.trial.isRunning { return lane }
    for result in lane.trial.look() { quotas[lane.quota].note(result) }
    let time = lane.begin.duration(to: .now).components
    quotas[lane.quota].used += Double(time.seconds) + Double(time.attoseconds) / 1e18
    for fault in lane.trial.faults {
      note(
        Finding(
          area: quotas[lane.quota].area.name, seed: plan.seed, number: fault.number,
          fault: fault.fault, message: fault.message))
    }
    let next = max(lane.range.lowerBound, (lane.trial.last ?? lane.range.lowerBound - 1) + 1)
    quotas[lane.quota].giveBack(min(next, lane.range.upperBound) ..< lane.range.upperBound)
    return nil
  }

  private mutating func note(_ finding: Finding) {
    if let known = findings.firstIndex(where: { $0.signature == finding.signature }) {
      findings[known].count += 1
    } else {
      findings.append(finding)
      status.clear()
      print(finding.lines.prefix(3).joined(separator: "\n"))
    }
  }

  // MARK: Making smaller

  /// Writes the input of a finding to a file, as small as it becomes.
  private mutating func writeDown(_ index: Int) throws {
    let finding = findings[index]
    guard let type = areaType(named: finding.area), finding.number >= 0 else { return }
    let folder = FileManager.default.currentDirectoryPath
    _ = FileManager.default.changeCurrentDirectoryPath(plan.corpus.root)
    defer { _ = FileManager.default.changeCurrentDirectoryPath(folder) }
    let input = try type.init(plan.corpus).input(finding.number, plan.seed)
    let end = ContinuousClock.now + .seconds(plan.minimizing)
    let current = self
    let minimizer = Minimizer(
      fails: { !current.isInterrupted() && current.fault(of: $0, finding) == finding.fault },
      end: end)
    let smallest = plan.minimizing > 0 ? minimizer.smallest(input, type.grain) : input
    try FileManager.default.createDirectory(atPath: plan.folder, withIntermediateDirectories: true)
    let path = "\(plan.folder)/\(finding.area)-\(finding.seed)-\(finding.number)"
    try Data(smallest).write(to: URL(filePath: path))
    findings[index].file = path
  }

  /// What comes of an input in a process of its own.
  private func fault(of input: [UInt8], _ finding: Finding) -> Fault? {
    let path = "\(work)/candidate"
    guard (try? Data(input).write(to: URL(filePath: path))) != nil else { return nil }
    let assignment = Assignment(
      area: finding.area, seed: plan.seed, work: .file(path), corpus: plan.corpus)
    guard let trial = try? Trial(assignment, in: "\(work)/smaller", plan.limits) else { return nil }
    _ = trial.wait()
    return trial.faults.first?.fault
  }

  /// The lines that it ends with.
  var summary: [String] {
    let count = quotas.reduce(0) { $0 + $1.tried }
    let head = "\(count) inputs in \(Int(seconds)) s, seed \(plan.seed), \(findings.count) findings"
    return quotas.filter { $0.tried > 0 }.map(\.line) + [head]
  }

}
