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

  /// The model as it was read; nil before `load`.
  public internal(set) var model: LoadedModel?

  /// What passes have made of the model; nil before `load`.
  public internal(set) var history: History?

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
  var clock = ClockChoice.functional
  var schedule = SchedulePolicy.fifo

  /// Points in time that the user gave names.
  var marks: [NamedMark] = []

  /// Passes of the default pipeline that are to be left out.
  var skipped: [PassCall] = []

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
