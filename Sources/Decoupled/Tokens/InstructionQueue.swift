/// The queue of instructions before a unit.
enum InstructionQueue {

  /// Whether another instruction fits behind those of its unit that have been fetched and have not
  /// finished.
  @inline(__always)
  static func hasRoom(fetched: Int, finished: Int, depth: Int) -> Bool {
    fetched - finished < depth
  }

}
