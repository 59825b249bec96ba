import Effects

extension MachineForm {

  /// How many places of a memory, from the first on, fields get to in each use of it that there is: what
  /// loads do not reach can not hold data, whatever products reach.
  /// - Returns: at most as many as there are.
  func reach(of part: StateID) -> Int {
    let extent = self[part].shape.first ?? 1
    var most: [Use: Int] = [:]
    for (index, instruction) in instructions.enumerated() {
      let forms = normalForms(of: index)
      for reach in instruction.effect.reaches(in: self)
      where reach.part == part && reach.axis == 0 {
        let form = forms.first {
          $0.branch == reach.place.branch && $0.action == reach.place.action
        }
        guard let kind = form?.kind.use else { continue }
        let use = Use(kind: kind, isWritten: reach.isWritten)
        most[use] = max(most[use] ?? 0, reach.places.upperBound.addingReportingOverflow(1).0)
      }
    }
    return min(extent, max(1, most.values.min() ?? extent))
  }

  private struct Use: Hashable {
    var kind: NormalForm.Use
    var isWritten: Bool
  }

}

extension NormalForm {
  /// What kernels use an action for.
  fileprivate enum Use { case load, store, copy, product, function, fill }
}

extension NormalForm.Kind {
  fileprivate var use: NormalForm.Use? {
    switch self {
    case .move(let move):
      switch move.direction {
      case .load: .load
      case .store: .store
      case .copy: .copy
      }
    case .contract: .product
    case .map: .function
    case .fill: .fill
    case .reduce, .set, .queue, .barrier, .stop, .other: nil
    }
  }
}
