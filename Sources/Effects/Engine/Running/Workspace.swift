/// Room for the numbers that a run computes, which is used again by the next one.
///
/// Numbers of values stand one behind the other; when a value is written, all of the room is free
/// again.
@safe struct Workspace: ~Copyable {

  /// The numbers of the frame, and for each node where its numbers begin.
  private(set) var frame: UnsafeMutablePointer<Int>
  private(set) var numbers: UnsafeMutablePointer<UnsafeMutableRawPointer>
  private var frameRoom = 64
  private var numbersRoom = 16

  /// The plan whose constants are in the frame.
  private var plan: EffectPlan?

  private var chunk: UnsafeMutableRawPointer
  private var chunkRoom = 1 << 16
  private var used = 0

  /// Chunks that were too small, in which numbers still stand.
  private var older: [UnsafeMutableRawPointer] = unsafe []

  /// What was overwritten, in order: where, and the bytes.
  private var kept: [(offset: Int, bytes: [UInt8])] = []

  init() {
    unsafe frame = .allocate(capacity: frameRoom)
    unsafe numbers = .allocate(capacity: numbersRoom)
    unsafe chunk = .allocate(byteCount: chunkRoom, alignment: 64)
    unsafe frame.initialize(repeating: 0, count: frameRoom)
    unsafe numbers.initialize(repeating: chunk, count: numbersRoom)
  }

  deinit {
    unsafe frame.deallocate()
    unsafe numbers.deallocate()
    unsafe chunk.deallocate()
    unsafe older.forEach { old in unsafe old.deallocate() }
  }

  /// Makes the frame that of a plan.
  /// - Cost: O(1) where it is already.
  mutating func enter(_ plan: EffectPlan) {
    guard self.plan !== plan else { return }
    self.plan = plan
    if plan.frame.count > frameRoom {
      unsafe frame.deallocate()
      frameRoom = plan.frame.count
      unsafe frame = .allocate(capacity: frameRoom)
    }
    if plan.nodes.count > numbersRoom {
      unsafe numbers.deallocate()
      numbersRoom = plan.nodes.count
      unsafe numbers = .allocate(capacity: numbersRoom)
      unsafe numbers.initialize(repeating: chunk, count: numbersRoom)
    }
    for (slot, number) in plan.frame.enumerated() { unsafe frame[slot] = number }
  }

  // MARK: Room

  @inline(__always)
  mutating func take(_ byteCount: Int) -> UnsafeMutableRawPointer {
    let start = used
    let end = (start + byteCount + 63) & ~63
    guard end <= chunkRoom else { return unsafe takeChunk(byteCount) }
    used = end
    return unsafe chunk + start
  }

  private mutating func takeChunk(_ byteCount: Int) -> UnsafeMutableRawPointer {
    unsafe older.append(chunk)
    chunkRoom = max(2 * chunkRoom, (byteCount + 127) & ~63)
    unsafe chunk = .allocate(byteCount: chunkRoom, alignment: 64)
    used = (byteCount + 63) & ~63
    return unsafe chunk
  }

  /// The most room that is kept from one value to the next.
  /// - Units: bytes.
  private static var mostKept: Int { 64 << 20 }

  mutating func free() {
    used = 0
    if unsafe older.isEmpty, chunkRoom <= Workspace.mostKept { return }
    unsafe older.forEach { old in unsafe old.deallocate() }
    unsafe older.removeAll()
    guard chunkRoom > Workspace.mostKept else { return }
    unsafe chunk.deallocate()
    chunkRoom = 1 << 16
    unsafe chunk = .allocate(byteCount: chunkRoom, alignment: 64)
  }

  // MARK: Undoing

  mutating func keep(_ cells: UnsafeMutableRawPointer, _ offset: Int, _ count: Int) {
    let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: cells + offset, count: count))
    kept.append((offset, bytes))
  }

  mutating func forgetKept() {
    if !kept.isEmpty { kept.removeAll(keepingCapacity: true) }
  }

  /// Writes back what was kept, the last first.
  mutating func undo(_ cells: UnsafeMutableRawPointer) {
    for (offset, bytes) in kept.reversed() {
      unsafe bytes.withUnsafeBytes { source in
        guard let start = source.baseAddress else { return }
        unsafe (cells + offset).copyMemory(from: start, byteCount: source.count)
      }
    }
    kept.removeAll()
  }

}
