import Tensors

extension EffectRun {

  mutating func observe(_ state: StateID, _ box: [Range<Int>], isWrite: Bool) {
    accesses.append(EffectAccess(.state(state, box), isWrite: isWrite))
  }

  /// Notes that one number was read: its place is counted from the first of the part.
  mutating func observeCell(_ state: Int, _ place: Int) {
    var box: [Range<Int>] = []
    var rest = place
    for stride in plan.strides[state] {
      box.append(rest / stride ..< rest / stride + 1)
      rest %= stride
    }
    observe(StateID(state), box, isWrite: false)
  }

  /// Notes a window whose axes are in the frame.
  mutating func observe(_ window: WindowPlan, isWrite: Bool) {
    var box: [Range<Int>] = []
    for index in window.axes {
      let axis = plan.axes[index]
      let lower = unsafe frame[axis.lower]
      let count = axis.count.map { unsafe frame[$0] } ?? 1
      box.append(lower ..< lower + count)
    }
    observe(StateID(window.state), box, isWrite: isWrite)
  }

  /// Notes a window of the host, in as few runs as there are.
  mutating func observe(_ node: NodePlan, _ host: HostPlan, isWrite: Bool) {
    var run = node.type.byteSize
    var axis = node.rank
    while axis > 0, unsafe frame[host.strides + axis - 1] == run {
      run *= unsafe frame[node.extents + axis - 1]
      axis -= 1
    }
    accesses.append(
      EffectAccess(
        .host(
          address: unsafe frame[host.address], byteCount: run,
          extents: (0 ..< axis).map { unsafe frame[node.extents + $0] },
          strides: (0 ..< axis).map { unsafe frame[host.strides + $0] }),
        isWrite: isWrite))
  }

}
