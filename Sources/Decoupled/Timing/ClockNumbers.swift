import TargetKit

/// The numbers of a timing, looked up once.
struct ClockNumbers: Sendable {

  let launch: Int
  let latency: Int
  let busBytes: Int
  let burstBeats: Int
  let handshake: Int
  let readReturn: Int
  let outstandingReads: Int
  let commandDelay: Int
  let writeHandshake: Int
  let writeAcknowledge: Int
  let alignsNarrowToMemory: Bool
  let splitsNarrow: Bool
  let fetchBurst: Int
  let dispatchLatency: Int
  let queueDepth: Int
  let tokenLatency: Int
  let tokenDepth: Int
  let units: [UnitNumbers]

  init(_ timing: TimingDescription, units names: [String]) {
    func number(_ name: String) -> Int { timing.number(name) }
    func limit(_ name: String) -> Int { number(name) == 0 ? .max : number(name) }
    launch = number("launch")
    latency = number("dram-latency")
    busBytes = max(1, number("bus-bytes"))
    burstBeats = max(1, number("burst-beats"))
    handshake = number("read-handshake")
    readReturn = number("read-return")
    outstandingReads = max(1, number("outstanding-reads"))
    commandDelay = number("command-queue")
    writeHandshake = number("write-handshake")
    writeAcknowledge = number("write-acknowledge")
    alignsNarrowToMemory = number("narrow-alignment") != 0
    splitsNarrow = number("narrow-boundary") != 0
    fetchBurst = number("fetch-burst")
    dispatchLatency = max(1, number("dispatch-latency"))
    queueDepth = limit("queue-depth")
    tokenLatency = max(1, number("token-latency"))
    tokenDepth = limit("token-depth")
    units = names.map { UnitNumbers(timing, $0) }
  }

}

/// The numbers of one unit.
struct UnitNumbers: Sendable {

  let start: Int
  let noOperation: Int
  let finish: Int
  let gemmStart: Int
  let gemmInterval: Int
  let gemmDrain: Int
  let gemmResetDrain: Int
  let aluStart: Int
  let aluImmediateInterval: Int
  let aluVectorInterval: Int
  let aluDrain: Int
  let row: Int
  let burst: Int
  let padBeat: Int
  let padElement: Int
  let padsInParallel: Bool
  let padRow: Int
  let readsAhead: Bool
  let loadDrain: Int
  let elementGap: Int

  init(_ timing: TimingDescription, _ unit: String) {
    func number(_ name: String) -> Int { timing.number(name, of: unit) }
    start = max(1, number("start"))
    noOperation = number("no-operation")
    finish = number("finish")
    gemmStart = number("gemm-start")
    gemmInterval = max(1, number("gemm-interval"))
    gemmDrain = number("gemm-drain")
    gemmResetDrain = number("gemm-reset-drain")
    aluStart = number("alu-start")
    aluImmediateInterval = max(1, number("alu-immediate-interval"))
    aluVectorInterval = max(1, number("alu-vector-interval"))
    aluDrain = number("alu-drain")
    row = number("row")
    burst = number("burst")
    padBeat = number("pad-beat")
    padElement = number("pad-element")
    padsInParallel = number("pad-parallel") != 0
    padRow = number("pad-row")
    readsAhead = number("read-ahead") != 0
    loadDrain = number("load-drain")
    elementGap = number("element-gap")
  }

  /// The cycles before the micro-ops of a nest, of each and behind them.
  func nest(_ operation: Operation) -> (count: Int, start: Int, interval: Int, drain: Int)? {
    switch operation {
    case .gemm(let nest):
      (nest.count, gemmStart, gemmInterval, nest.isReset ? gemmResetDrain : gemmDrain)
    case .alu(let nest, let vector):
      (
        nest.count, aluStart, vector.hasImmediate ? aluImmediateInterval : aluVectorInterval,
        aluDrain
      )
    case .load, .store, .finish, .undefined: nil
    }
  }

}
