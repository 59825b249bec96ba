public import Diagnostics
public import OrderedCollections
import Passes
import Simulation
public import Support
import TargetKit
public import Tensors

/// All that the tool knows and can do, without a terminal.
///
/// A session is a value: a copy of it is a snapshot. Its methods take requests and give plain data;
/// a front end holds none of its state.
public struct Session: Sendable {

  /// The model with what passes have made of it; nil before `load`.
  var project: Project?

  /// The accelerators that there are, and those that programs are made for.
  public internal(set) var targets: TargetTable

  /// What `main` is given and what `quantize` calibrates on.
  public internal(set) var inputs = InputSet()

  /// What runs, or has run; nil before `run` and `stream load`.
  var journey: Journey?

  /// The values of `main` after the last whole run, by name.
  public internal(set) var outputs: OrderedDictionary<String, Tensor> = [:]

  /// Where runs stop, and what is shown when they do.
  var stopList = Stops()

  public internal(set) var settings = Settings()

  /// The clock that runs use, and which unit goes on where several could and no clock decides.
  var pace = Pace()

  /// Points in time that the user gave names.
  var marks: [NamedMark] = []

  /// What the last stop had to say.
  public internal(set) var lastReport: StopReport?

  /// Notes and warnings for the user that no reply has carried yet.
  private var reports: [Diagnostic] = []

  /// Asked often while work goes on; `true` ends it in a valid state.
  public var interruption: Interruption = .never

  /// Told how far long work has come, from 0 to 1, and what it does.
  public var progress: @Sendable (Double, String) -> Void = { _, _ in }

  /// - Parameter targets: how each accelerator that comes with the tool is made, by name.
  public init(targets: TargetTable = TargetTable()) { self.targets = targets }

  /// Leaves `diagnostic` for the reply of the command that runs now.
  public mutating func report(_ diagnostic: Diagnostic) { reports.append(diagnostic) }

  public mutating func clearReports() { reports = [] }

  /// What has been reported since the last call.
  public mutating func takeReports() -> [Diagnostic] {
    defer { reports = [] }
    return reports
  }

}

/// What the values of a session are to those who use it.
extension Session {

  /// The model as it was read; nil before `load`.
  public var model: LoadedModel? { project?.model }

  /// What passes have made of the model; nil before `load`.
  public internal(set) var history: History? {
    get { project?.history }
    set { if let newValue { project?.history = newValue } }
  }

  /// The program as it stands.
  var program: Program? { project?.history.program }

  /// All that can run.
  var space: ProgramSpace {
    ProgramSpace(journey: journey, history: history, targets: targets)
  }

  /// The run that is looked at.
  /// - Errors: nothing runs.
  func requireRun() throws(Diagnostic) -> Journey.Run {
    guard let run = journey?.run else { throw .nothingRuns }
    return run
  }

  /// How devices run what they are given.
  var runOptions: RunOptions {
    var options = RunOptions(
      schedule: pace.schedule, clock: pace.clock, stopsAtRaces: settings.stopsAtRaces)
    options.loadsCode = !settings.isSafe
    return options
  }

  /// Makes `model` the model: what was made of another one, its inputs and what runs are over.
  public mutating func use(_ model: LoadedModel) {
    use(Project(model))
  }

  mutating func use(_ project: Project) {
    self.project = project
    inputs = InputSet(seed: inputs.seed)
    journey = nil
    outputs = [:]
    lastReport = nil
  }

}
