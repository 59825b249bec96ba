import Effects

extension Effect {

  /// The windows on the host that actions read and write, in their order.
  var hostWindows: [HostWindow] {
    cases.flatMap(\.actions).flatMap { action -> [HostWindow] in
      guard case .assign(let target, let value, _) = action else { return [] }
      guard case .host(let window) = target else { return value.hostWindows }
      return value.hostWindows + [window]
    }
  }

}
