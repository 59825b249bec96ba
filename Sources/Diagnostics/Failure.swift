/// What kind of failure an error is; its raw value is the exit code of a batch run.
public enum Failure: Int32, Sendable, Hashable, CaseIterable {
  case command = 1
  case usage = 2
  case verification = 3
  case deadlock = 4
  case hazard = 5
  case mismatch = 6
  case internalError = 7
  case limit = 8
  case interrupted = 130
}
