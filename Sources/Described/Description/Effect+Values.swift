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

extension Effect {
  /// The values that actions write, and all that they are computed from.
  var values: [Value] {
    cases.flatMap(\.actions).flatMap { action -> [Value] in
      guard case .assign(_, let value, _) = action else { return [] }
      return value.parts
    }
  }
}

extension Effect {

  /// What an instruction does with these numbers in its fields; nil where the state says which case
  /// is done, and one of them is about queues.
  func actions(where fields: [Int]) -> [Action]? {
    for each in cases {
      guard let condition = each.condition else { return each.actions }
      guard let number = try? condition.value(in: fields) else {
        return cases.flatMap(\.actions).contains(where: \.isOfQueue) ? nil : []
      }
      if number != 0 { return each.actions }
    }
    return []
  }

}

extension Action {

  var isBarrier: Bool { if case .barrier = self { true } else { false } }

  fileprivate var isOfQueue: Bool { if case .queue = self { true } else { false } }

}

extension Value {

  fileprivate var parts: [Value] { [self] + operands.flatMap(\.parts) }

  /// Whether it is a function of numbers that lie in the state and of others that do.
  func combinesLanes(by function: ValueBinary) -> Bool {
    guard case .binary(function, let a, let b) = node else { return false }
    return !a.windows.isEmpty && !b.windows.isEmpty && !b.shape.isEmpty
  }

  /// How many products each number of a matrix product is the sum of, where that never changes.
  var summedExtent: Int? {
    guard case .contract(let a, _) = node, case .constant(let extent)? = a.shape.last else {
      return nil
    }
    return extent
  }

}
