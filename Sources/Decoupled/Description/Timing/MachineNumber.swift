/// A number of the whole machine that the cycle clock counts by.
public struct MachineNumber: TimingNumber {

  public let parameter: TimingParameter

  private init(
    _ name: String, _ standard: Int, _ range: ClosedRange<Int>, _ unit: String, _ meaning: String
  ) {
    parameter = TimingParameter(name, standard, range, unit, meaning)
  }

  public static let all = [
    launch, dramLatency, busBytes, burstBeats, readHandshake, readReturn, outstandingReads,
    commandQueue, writeHandshake, writeAcknowledge, narrowAlignment, narrowBoundary, fetchBurst,
    dispatchLatency, queueDepth, tokenLatency, tokenDepth,
  ]

  public static let launch = Self(
    "launch", 1, TimingParameter.cycles, "cycles",
    "from the launch to the first request for instructions")

  public static let dramLatency = Self(
    "dram-latency", 1, TimingParameter.cycles, "cycles",
    "from a read request at the memory to its first beat")

  public static let busBytes = Self(
    "bus-bytes", 8, 1 ... 4096, "bytes", "in one beat of the bus")

  public static let burstBeats = Self(
    "burst-beats", 256, 1 ... 65536, "beats",
    "in a burst at most; no burst crosses a multiple of that many")

  public static let readHandshake = Self(
    "read-handshake", 2, TimingParameter.cycles, "cycles",
    "from the grant of a read to the latency of the memory")

  public static let readReturn = Self(
    "read-return", 0, TimingParameter.cycles, "cycles",
    "from a beat on the bus to who asked for it")

  public static let outstandingReads = Self(
    "outstanding-reads", 1, 1 ... 64, "bursts",
    "read bursts that are granted and not over, at most")

  public static let commandQueue = Self(
    "command-queue", 0, TimingParameter.flag, "commands",
    "that wait at the port for each client; 0: the client waits itself")

  public static let writeHandshake = Self(
    "write-handshake", 2, TimingParameter.cycles, "cycles",
    "from a write request to the first beat")

  public static let writeAcknowledge = Self(
    "write-acknowledge", 1, TimingParameter.cycles, "cycles",
    "from behind the last beat of a write to behind its acknowledgement")

  public static let narrowAlignment = Self(
    "narrow-alignment", 0, TimingParameter.flag, "choice",
    "whether a row of elements narrower than a beat is read from its first element on, and one beat more where that lies inside a beat of the memory on the chip, instead of by whole beats of DRAM"
  )

  public static let narrowBoundary = Self(
    "narrow-boundary", 1, TimingParameter.flag, "choice",
    "whether bursts of elements narrower than a beat end at the boundary, too")

  public static let fetchBurst = Self(
    "fetch-burst", 0, 0 ... 65536, "instructions",
    "that are read together and then dispatched; 0: all are there at the launch")

  public static let dispatchLatency = Self(
    "dispatch-latency", 1, TimingParameter.interval, "cycles",
    "from the dispatch of an instruction to where its unit can begin it")

  public static let queueDepth = Self(
    "queue-depth", 0, 0 ... 1 << 30, "instructions",
    "dispatched to one unit and not finished, at most; 0: any number")

  public static let tokenLatency = Self(
    "token-latency", 1, TimingParameter.interval, "cycles",
    "from the cycle of a push to the first one in which the token can be popped")

  public static let tokenDepth = Self(
    "token-depth", 0, 0 ... 1 << 30, "tokens", "in one queue at most; 0: any number")

}
