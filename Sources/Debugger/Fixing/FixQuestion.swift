import Passes

/// What rules are asked: why something is on the host, and what has made the program so far.
struct FixQuestion: Sendable {

  /// Why each of the operators is on the host, without repetitions.
  var causes: [RootCause]

  /// The passes that were applied.
  var calls: [PassCall]

  /// The passes of the default pipeline that come before it is decided what goes where and that were
  /// not applied, each with the place that is its own.
  var missing: [(pass: OfferedPass, place: Int)]

  /// The codes of all causes.
  var codes: Set<Decision.Code> { Set(causes.map(\.code)) }

}

extension Session {

  /// The question about what is on the host of `sources`.
  mutating func fixQuestion(_ causes: [RootCause]) -> FixQuestion? {
    guard let history else { return nil }
    let calls = history.calls
    let order = pipelinePasses.map(\.info.name)
    let end = calls.firstIndex { Self.deciders.contains($0.name) } ?? calls.count
    var missing: [(pass: OfferedPass, place: Int)] = []
    for (index, pass) in pipelinePasses.enumerated() {
      if Self.deciders.contains(pass.info.name) || pass.target != nil { break }
      guard !calls.contains(where: { $0.name == pass.info.name }) else { continue }
      let before = Set(order[..<index])
      let place = calls[..<end].lastIndex { before.contains($0.name) }.map { $0 + 1 } ?? 0
      missing.append((pass, place + 1))
    }
    return FixQuestion(causes: causes, calls: calls, missing: missing)
  }

}
