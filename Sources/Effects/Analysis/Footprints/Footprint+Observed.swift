import Tensors

extension Footprint {

  /// What steps read and wrote, as the engine saw it.
  public init(observed accesses: [EffectAccess], in machine: MachineForm) {
    self.init()
    for access in accesses {
      switch access.numbers {
      case .state(let part, let box):
        let steps = machine.byteSteps(of: part)
        let start = zip(box, steps).reduce(0) { $0 + $1.0.lowerBound * $1.1 }
        let axes = zip(box, steps).map { StridedSet.Axis(count: $0.count, step: $1) }
        guard
          let bytes = StridedSet(
            start: start, run: machine[part].type.element.byteSize, axes: axes)
        else { continue }
        insert(
          Access(.part(machine.root(of: part)), part: part, bytes: bytes, isWrite: access.isWrite))
      case .host(let address, let byteCount, let extents, let strides):
        let axes = zip(extents, strides).map { StridedSet.Axis(count: $0, step: $1) }
        guard let bytes = StridedSet(start: address, run: byteCount, axes: axes) else { continue }
        insert(Access(.host, part: nil, bytes: bytes, isWrite: access.isWrite))
      }
    }
    unite()
  }

}
