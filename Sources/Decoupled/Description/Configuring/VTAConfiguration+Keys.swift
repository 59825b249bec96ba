extension VTAConfiguration {

  /// What a file may say, in the order in which those of the generator do.
  enum Key: String, Sendable, CaseIterable {
    case target = "TARGET"
    case version = "HW_VER"
    case inputWidth = "LOG_INP_WIDTH"
    case weightWidth = "LOG_WGT_WIDTH"
    case sumWidth = "LOG_ACC_WIDTH"
    case batch = "LOG_BATCH"
    case block = "LOG_BLOCK"
    case microOpSize = "LOG_UOP_BUFF_SIZE"
    case inputSize = "LOG_INP_BUFF_SIZE"
    case weightSize = "LOG_WGT_BUFF_SIZE"
    case sumSize = "LOG_ACC_BUFF_SIZE"

    // What old files say besides, or instead, and what the generator adds.
    case frequency = "HW_FREQ"
    case period = "HW_CLK_TARGET"
    case outputWidth = "LOG_OUT_WIDTH"
    case inputBlock = "LOG_BLOCK_IN"
    case outputBlock = "LOG_BLOCK_OUT"
    case outputSize = "LOG_OUT_BUFF_SIZE"
  }

  /// What must be given as a number, and what it can be.
  static let numbers: [(key: Key, range: ClosedRange<Int>)] = [
    (.inputWidth, 2 ... 5), (.weightWidth, 2 ... 5), (.sumWidth, 4 ... 6), (.batch, 0 ... 8),
    (.microOpSize, 0 ... 30), (.inputSize, 0 ... 30), (.weightSize, 0 ... 30), (.sumSize, 0 ... 30),
  ]

  /// The number of a parameter; nil where it is none.
  subscript(key: Key) -> Int? {
    get {
      switch key {
      case .inputWidth: inputWidth
      case .weightWidth: weightWidth
      case .sumWidth: sumWidth
      case .outputWidth: outputWidth
      case .batch: batch
      case .block: inputBlock == outputBlock ? inputBlock : nil
      case .inputBlock: inputBlock
      case .outputBlock: outputBlock
      case .microOpSize: microOpSize
      case .inputSize: inputSize
      case .weightSize: weightSize
      case .sumSize: sumSize
      case .outputSize: sumSize + outputWidth - sumWidth
      case .frequency: frequency ?? target.frequency
      case .target, .version, .period: nil
      }
    }
    set {
      guard let newValue else { return }
      switch key {
      case .inputWidth: inputWidth = newValue
      case .weightWidth: weightWidth = newValue
      case .sumWidth: sumWidth = newValue
      case .outputWidth: givenOutputWidth = newValue
      case .batch: batch = newValue
      case .block: (inputBlock, outputBlock) = (newValue, newValue)
      case .inputBlock: inputBlock = newValue
      case .outputBlock: outputBlock = newValue
      case .microOpSize: microOpSize = newValue
      case .inputSize: inputSize = newValue
      case .weightSize: weightSize = newValue
      case .sumSize: sumSize = newValue
      case .frequency: frequency = newValue
      case .target, .version, .period, .outputSize: break
      }
    }
  }

  /// Where it differs from the default configuration, as `LOG_BLOCK 3`.
  var changes: [String] {
    let standard = VTAConfiguration()
    var found: [String] = []
    if isRecent != standard.isRecent { found.append("\(Key.version.rawValue) \(version.rawValue)") }
    var keys: [Key] = [.inputWidth, .weightWidth, .sumWidth]
    if outputWidth != inputWidth { keys.append(.outputWidth) }
    keys.append(.batch)
    keys += inputBlock == outputBlock ? [.block] : [.inputBlock, .outputBlock]
    keys += Memory.allCases.map(\.key)
    for key in keys where self[key] != standard[key] {
      found.append("\(key.rawValue) \(self[key] ?? 0)")
    }
    if self[.frequency] != standard[.frequency] {
      found.append("\(self[.frequency] ?? 0) MHz")
    }
    return found
  }

}

extension VTAConfiguration.Memory {

  /// The parameter that says how large it is.
  var key: VTAConfiguration.Key {
    switch self {
    case .uop: .microOpSize
    case .inp: .inputSize
    case .wgt: .weightSize
    case .acc: .sumSize
    }
  }

}
