extension VTAConfiguration {

  /// What has no room.
  enum Misfit: Sendable, Hashable {

    /// A memory of less than two elements.
    case small(Memory)

    /// An element of less than a byte.
    case thin(Memory)

    /// An instruction, or a micro-op, of more bits than there are.
    case wide(String, bits: Int, of: Int, Set<Memory>)
  }

  /// The first thing that has no room; nil where all has.
  var misfit: Misfit? {
    for memory in Memory.allCases {
      if elementSize(of: memory) < 0 { return .thin(memory) }
      if indexWidth(memory) < 1 { return .small(memory) }
    }
    // Places of micro-ops stand in the first half of an instruction, all others in the second.
    let half = fields(of: .product).end(of: "iter_in") > 64
    let others: Set<Memory> = half ? [.uop] : []
    let parts: [(String, Int, Int, Set<Memory>)] = [
      ("alu", fields(of: .vector).next, 128, others.union([.acc])),
      ("gemm", fields(of: .product).next, 128, others.union([.acc, .inp, .wgt])),
      ("a micro-op", microOp.next, 32, [.acc, .inp, .wgt]),
    ]
    return parts.first { $0.1 > $0.2 }.map { .wide($0.0, bits: $0.1, of: $0.2, $0.3) }
  }

  /// A configuration with smaller memories in which all has room: the deepest of those that are to
  /// blame is halved until it has; nil where that does not help.
  var fitting: VTAConfiguration? {
    var found = self
    while let misfit = found.misfit {
      guard case .wide(_, _, _, let memories) = misfit else { return nil }
      guard let deepest = found.deepest(of: memories) else { return nil }
      found[deepest] -= 1
    }
    return found
  }

  /// The memory with the most elements; of several, what is the easiest to do with less of.
  func deepest(of memories: Set<Memory>) -> Memory? {
    [Memory.wgt, .inp, .acc, .uop].filter(memories.contains).max {
      indexWidth($0) < indexWidth($1)
    }
  }

}
