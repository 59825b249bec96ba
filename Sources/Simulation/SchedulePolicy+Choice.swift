public import Support

extension SchedulePolicy {

  /// Which of the instructions that may run is the next.
  /// - Parameters:
  ///   - finished: how many have finished before.
  ///   - first: the number of the instruction at index 0.
  @inlinable
  public func choice(
    of ready: some Sequence<Int>, finished: Int, first: InstructionNumber = InstructionNumber(0)
  ) -> Int? {
    switch self {
    case .fifo: return ready.min()
    case .worstFirst: return ready.max()
    case .random(let seed):
      let all = ready.sorted()
      guard !all.isEmpty else { return nil }
      var mixed = SplitMix64(seed: seed &+ UInt64(finished) &* 0x2545_f491_4f6c_dd1d)
      return all[Int(mixed.next() % UInt64(all.count))]
    case .replay(let order):
      let asked = finished < order.count ? first.distance(to: order[finished]) : -1
      return ready.contains(asked) ? asked : ready.min()
    }
  }

}
