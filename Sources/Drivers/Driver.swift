import CDriver
public import Support

/// A device behind a library in C, which is loaded into a process of its own: what happens to that
/// process happens to it alone. The process ends with this value.
public struct Driver: ~Copyable {

  private let process: DriverProcess
  private let setup: DriverSetup

  /// Whether it can be asked for memories on the chip.
  public let readsMemories: Bool

  private init(_ process: consuming DriverProcess, _ setup: DriverSetup, _ flags: UInt64) {
    self.process = process
    self.setup = setup
    readsMemories = flags & 1 != 0
  }

  /// Loads the library at `path` and opens its device.
  /// - Parameter seconds: how long the driver may take for one request.
  /// - Errors: the library is no driver, or it fails.
  /// - Cost: a process; a few milliseconds.
  public static func opened(
    _ path: String, _ setup: DriverSetup, seconds: Int, interruption: Interruption
  ) throws(DriverFailure) -> Driver {
    let process = try DriverProcess(path, seconds: seconds, interruption)
    let flags = try process.load()
    let bytes = setup.bytes
    try process.perform(cd_request(CD_OPEN, count: bytes.count), bytes[...], .open)
    return Driver(process, setup, flags)
  }

  /// Puts bytes into DRAM.
  public func write(_ bytes: [UInt8], at address: Int) throws(DriverFailure) {
    var done = 0
    while done < bytes.count {
      let end = min(bytes.count, done + DriverProcess.window)
      try process.perform(
        cd_request(CD_WRITE, address: address + done, count: end - done), bytes[done ..< end],
        .write)
      done = end
    }
  }

  /// Runs so many instructions that stand in DRAM, and waits until they have finished.
  public func run(at address: Int, count: Int) throws(DriverFailure) {
    try process.perform(cd_request(CD_RUN, address: address, count: count), [], .run)
  }

  /// Bytes of DRAM.
  public func readDRAM(_ addresses: Range<Int>) throws(DriverFailure) -> [UInt8] {
    try read(UInt32.max, addresses)
  }

  /// All bytes of the memory with that number.
  public func readMemory(_ number: Int) throws(DriverFailure) -> [UInt8] {
    let memory = setup.memories[number]
    return try read(UInt32(number), 0 ..< memory.elementBytes * memory.depth)
  }

  /// Lets the driver close its device.
  public func close() throws(DriverFailure) {
    try process.perform(cd_request(CD_CLOSE), [], .close)
  }

  private func read(_ memory: UInt32, _ range: Range<Int>) throws(DriverFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    while bytes.count < range.count {
      let count = min(range.count - bytes.count, DriverProcess.window)
      try process.perform(
        cd_request(
          CD_READ, memory: memory, address: range.lowerBound + bytes.count, count: count), [],
        .read)
      bytes += process.bytes(count)
    }
    return bytes
  }

}
