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
    func limit(_ number: MachineNumber) -> Int { timing[number] == 0 ? .max : timing[number] }
    launch = timing[.launch]
    latency = timing[.dramLatency]
    busBytes = max(1, timing[.busBytes])
    burstBeats = max(1, timing[.burstBeats])
    handshake = timing[.readHandshake]
    readReturn = timing[.readReturn]
    outstandingReads = max(1, timing[.outstandingReads])
    commandDelay = timing[.commandQueue]
    writeHandshake = timing[.writeHandshake]
    writeAcknowledge = timing[.writeAcknowledge]
    alignsNarrowToMemory = timing[.narrowAlignment] != 0
    splitsNarrow = timing[.narrowBoundary] != 0
    fetchBurst = timing[.fetchBurst]
    dispatchLatency = max(1, timing[.dispatchLatency])
    queueDepth = limit(.queueDepth)
    tokenLatency = max(1, timing[.tokenLatency])
    tokenDepth = limit(.tokenDepth)
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
    start = max(1, timing[.start, of: unit])
    noOperation = timing[.noOperation, of: unit]
    finish = timing[.finish, of: unit]
    gemmStart = timing[.gemmStart, of: unit]
    gemmInterval = max(1, timing[.gemmInterval, of: unit])
    gemmDrain = timing[.gemmDrain, of: unit]
    gemmResetDrain = timing[.gemmResetDrain, of: unit]
    aluStart = timing[.aluStart, of: unit]
    aluImmediateInterval = max(1, timing[.aluImmediateInterval, of: unit])
    aluVectorInterval = max(1, timing[.aluVectorInterval, of: unit])
    aluDrain = timing[.aluDrain, of: unit]
    row = timing[.row, of: unit]
    burst = timing[.burst, of: unit]
    padBeat = timing[.padBeat, of: unit]
    padElement = timing[.padElement, of: unit]
    padsInParallel = timing[.padParallel, of: unit] != 0
    padRow = timing[.padRow, of: unit]
    readsAhead = timing[.readAhead, of: unit] != 0
    loadDrain = timing[.loadDrain, of: unit]
    elementGap = timing[.elementGap, of: unit]
  }

  /// The cycles before the micro-ops of a nest, of each and behind them.
  func nest(_ operation: Operation) -> (count: Int, start: Int, interval: Int, drain: Int)? {
    guard case .nest(let nest, let vector) = operation else { return nil }
    guard let vector else {
      return (nest.count, gemmStart, gemmInterval, nest.isReset ? gemmResetDrain : gemmDrain)
    }
    let interval = vector.hasImmediate ? aluImmediateInterval : aluVectorInterval
    return (nest.count, aluStart, interval, aluDrain)
  }

}
