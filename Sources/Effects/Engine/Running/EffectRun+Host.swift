import Tensors

extension EffectRun {

  /// Copies numbers of the host's memory, or looks that there is memory for those that come.
  mutating func readHost(
    _ index: Int, _ host: HostPlan, isTarget: Bool
  ) throws(EffectFault.Reason) {
    let node = plan.nodes[index]
    let count = try count(node.extents, node.rank)
    let layout = runs(of: node, host)
    if count > 0 { try check(node, host, layout) }
    if isObserved, count > 0 {
      if host.isRead { observe(node, host, isWrite: false) }
      if host.isWritten { observe(node, host, isWrite: true) }
    }
    guard !isTarget else { return }
    try makeRoom(index)
    guard count > 0 else { return }
    var target = unsafe numbers[index]
    forEachRun(node, host, layout) { offset in
      unsafe target.copyMemory(from: cells + offset, byteCount: layout.byteCount)
      unsafe target += layout.byteCount
    }
  }

  /// Copies numbers that lie one behind the other to the host.
  mutating func writeHost(_ value: Int, _ index: Int, _ host: HostPlan, keeps: Bool) {
    let node = plan.nodes[index]
    let layout = runs(of: node, host)
    var source = unsafe numbers[value]
    forEachRun(node, host, layout) { offset in
      mark(offset, layout.byteCount)
      if keeps { unsafe workspace.pointee.keep(cells, offset, layout.byteCount) }
      unsafe (cells + offset).copyMemory(from: source, byteCount: layout.byteCount)
      unsafe source += layout.byteCount
    }
  }

  /// How many bytes lie one behind the other, and along how many axes there are such runs.
  func runs(of node: NodePlan, _ host: HostPlan) -> (byteCount: Int, axes: Int) {
    var byteCount = node.type.byteSize
    var axes = node.rank
    while axes > 0 {
      let extent = unsafe frame[node.extents + axes - 1]
      guard unsafe extent == 1 || frame[host.strides + axes - 1] == byteCount else { break }
      byteCount &*= extent
      axes -= 1
    }
    return (byteCount, axes)
  }

  /// Looks that the host has all bytes of a window that has some.
  private func check(
    _ node: NodePlan, _ host: HostPlan, _ layout: (byteCount: Int, axes: Int)
  ) throws(EffectFault.Reason) {
    let address = unsafe frame[host.address]
    var (least, most) = (address, address)
    for axis in 0 ..< layout.axes {
      let (reach, overflow) = unsafe frame[host.strides + axis].multipliedReportingOverflow(
        by: frame[node.extents + axis] - 1)
      let (end, overflows) = (reach < 0 ? least : most).addingReportingOverflow(reach)
      guard !overflow, !overflows else { throw .overflow }
      if reach < 0 { least = end } else { most = end }
    }
    let (end, overflow) = most.addingReportingOverflow(layout.byteCount)
    guard !overflow else { throw .overflow }
    if place(of: least, byteCount: end &- least) != nil { return }
    // Rows may lie in segments of their own.
    guard least >= 0 else { throw .noHostMemory(address: least, byteCount: layout.byteCount) }
    var missing: Int?
    forEachAddress(node, host, layout) { address in
      if missing == nil, place(of: address, byteCount: layout.byteCount) == nil {
        missing = address
      }
    }
    if let missing { throw .noHostMemory(address: missing, byteCount: layout.byteCount) }
  }

  /// Where bytes of the host lie among the cells; nil if it does not have all of them.
  @inline(__always)
  func place(of address: Int, byteCount: Int) -> Int? {
    guard byteCount >= 0 else { return nil }
    var (low, high) = (0, segments.count)
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].addresses.lowerBound > address { high = middle } else { low = middle + 1 }
    }
    guard low > 0 else { return nil }
    let segment = segments[low - 1]
    let (end, overflow) = address.addingReportingOverflow(byteCount)
    guard !overflow, end <= segment.addresses.upperBound else { return nil }
    return segment.offset + (address - segment.addresses.lowerBound)
  }

  /// Calls `body` with where each run lies among the cells.
  private func forEachRun(
    _ node: NodePlan, _ host: HostPlan, _ layout: (byteCount: Int, axes: Int),
    _ body: (Int) -> Void
  ) {
    forEachAddress(node, host, layout) { address in
      if let offset = place(of: address, byteCount: layout.byteCount) { body(offset) }
    }
  }

  /// Calls `body` with the address of each run, in the order of numbers.
  @inline(__always)
  private func forEachAddress(
    _ node: NodePlan, _ host: HostPlan, _ layout: (byteCount: Int, axes: Int),
    _ body: (Int) -> Void
  ) {
    for axis in 0 ..< layout.axes { unsafe frame[node.counters + axis] = 0 }
    var address = unsafe frame[host.address]
    while true {
      body(address)
      var axis = layout.axes - 1
      while axis >= 0 {
        let (stride, extent) = unsafe (frame[host.strides + axis], frame[node.extents + axis])
        unsafe frame[node.counters + axis] += 1
        address &+= stride
        if unsafe frame[node.counters + axis] < extent { break }
        unsafe frame[node.counters + axis] = 0
        address &-= stride &* extent
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

}
