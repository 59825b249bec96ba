/// Where a motion ended, and why.
struct Arrival: Sendable {

  /// All that hold there; never empty.
  var reasons: [StopReason]

  /// What logs have said on the way.
  var logged: [LoggedLine] = []

  init(_ reasons: StopReason...) { self.reasons = reasons }

  init(_ reasons: [StopReason], logged: [LoggedLine]) {
    self.reasons = reasons
    self.logged = logged
  }
}
