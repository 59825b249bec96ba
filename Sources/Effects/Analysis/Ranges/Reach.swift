/// How far a window of an effect reaches along one axis of a part, over all numbers that the fields
/// can hold.
public struct Reach: Hashable, Sendable {

  /// Which case and which of its actions has the window.
  public var place: Place

  public var part: StateID
  public var axis: Int
  public var isWritten: Bool

  /// The fields, loop variables and names without which the window would stand elsewhere.
  public var variables: Set<VariableID>

  /// The places at which the window can begin.
  public var starts: ClosedRange<Int>

  /// The places that it can have, from the first to the last.
  public var places: ClosedRange<Int>

  /// How many there are.
  public var extent: Int

  public struct Place: Hashable, Sendable {
    public var branch: Int
    public var action: Int
    public init(branch: Int, action: Int) {
      self.branch = branch
      self.action = action
    }
  }

  /// Whether there are places that the window never has.
  public var isShort: Bool { places.lowerBound > 0 || places.upperBound < extent - 1 }

  /// Whether it can have places that there are not.
  public var isOutside: Bool { places.lowerBound < 0 || places.upperBound > extent - 1 }

}

extension Effect {

  /// How far each window of the state reaches along each axis that it gives, case by case under the
  /// condition of the case.
  public func reaches(in machine: MachineForm) -> [Reach] {
    let expansion = Expansion(of: self)
    var rest: Ranges? = Ranges(of: self, in: machine)
    var reaches: [Reach] = []
    for (index, each) in cases.enumerated() {
      let condition = each.condition.map { expansion[$0].scalar }
      let inside = condition.map { rest?.narrowed(by: $0) } ?? rest
      if let inside {
        for (number, action) in each.actions.enumerated() {
          let place = Reach.Place(branch: index, action: number)
          for (window, isWritten) in action.stateWindows {
            reaches += window.reaches(
              at: place, isWritten: isWritten, machine, inside, expansion)
          }
        }
      }
      rest = condition.flatMap { rest?.narrowed(by: $0, holds: false) }
    }
    return reaches
  }

}

extension Window {

  fileprivate func reaches(
    at place: Reach.Place, isWritten: Bool, _ machine: MachineForm, _ ranges: Ranges,
    _ expansion: Expansion
  ) -> [Reach] {
    guard machine.state.indices.contains(state.index) else { return [] }
    return zip(axes, machine[state].shape).enumerated().map { axis, pair in
      let (lower, count): (Scalar, Scalar) =
        switch pair.0 {
        case .at(let place): (place, 1)
        case .range(let lower, let count): (lower, count)
        }
      let (start, last) = (expansion[lower], expansion[lower + count - 1])
      let starts = ranges.range(of: start)
      let lasts = ranges.range(of: last)
      return Reach(
        place: place, part: state, axis: axis, isWritten: isWritten,
        variables: start.variables.union(last.variables), starts: starts,
        places: starts.lowerBound ... max(starts.lowerBound, lasts.upperBound),
        extent: pair.1)
    }
  }

}

extension Action {

  /// The windows of the state that are written or read; one that is added to is written.
  public var stateWindows: [(window: Window, isWritten: Bool)] {
    guard case .assign(let target, let value, _) = self else { return [] }
    var windows = value.windows.map { ($0, false) }
    if case .window(let window) = target { windows.append((window, true)) }
    return windows
  }

}
