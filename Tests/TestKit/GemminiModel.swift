/// Gemmini by its published instruction set, with nothing of this project's description of it: what
/// commands do to a scratchpad, an accumulator, an array of weights and the memory of the host.
///
/// Commands run one after the other, as a program that only sees results would have it. What is
/// modelled is the default configuration in its weight-stationary flow, up to `scaling`.
///
/// - Source: the section "ISA" of the README of ucb-bar/gemmini, and for what that leaves open, the
///   encodings of `gemmini.h` and the functional model that Spike is extended with.
public struct GemminiModel {

  /// What the scaling function of the generator makes of sums on their way out.
  public enum Scaling: Sendable {
    /// The default: a product with the float32 in the register, to the nearest, ties to even.
    case float
    /// A shift right by the number in the register, which rounds down.
    case shift
  }

  /// What a program must not ask for.
  public struct Misuse: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
  }

  static let size = 16

  let scaling: Scaling

  /// The bytes that the host has, from an address on.
  public var host: [(address: Int, bytes: [UInt8])] = []

  public internal(set) var scratchpad = [Int8](repeating: 0, count: 16384 * size)
  public internal(set) var accumulator = [Int32](repeating: 0, count: 1024 * size)

  /// How often each command ran, by its `funct`.
  public private(set) var counts: [UInt8: Int] = [:]

  var loads = [Load](repeating: Load(), count: 3)
  var store = Store()
  var execute = Execute()

  /// The weights in the array.
  var weights = [Int8](repeating: 0, count: size * size)
  var preloaded = Matrix(0)
  var target = Matrix(0)

  /// Whether a product has been preloaded for that has not been computed.
  var isReady = false

  public init(scaling: Scaling) { self.scaling = scaling }

  /// Nothing, or the first byte of the host that something else left different.
  /// - Parameter read: gives the bytes that it left from an address on.
  public func difference(
    from read: (_ address: Int, _ count: Int) throws -> [UInt8]
  ) rethrows -> String? {
    for (address, bytes) in host {
      let found = try read(address, bytes.count)
      let place = zip(found, bytes).enumerated().first { $1.0 != $1.1 }?.offset
      if let place { return "byte \(address + place) is \(bytes[place]), not \(found[place])" }
    }
    return nil
  }

  // MARK: - Configuration

  /// Of `mvin`, `mvin2` and `mvin3`, each for itself.
  struct Load {
    var stride = 0
    var blockStride = 0
    var isShrunk = false
    var scale: Float = 0
  }

  struct Store {
    var stride = 0
    var isRectified = false
    var scale: UInt32 = 0
  }

  struct Execute {
    var isWeightStationary = false
    var stride = 0
    var targetStride = 0
    var isTransposed = (a: false, b: false)
  }

  /// What half of the commands' registers say: a place and how many rows and columns there are.
  struct Matrix {
    var place: UInt32
    var columns: Int
    var rows: Int

    init(_ register: UInt64) {
      place = UInt32(truncatingIfNeeded: register)
      columns = GemminiModel.bits(register, 32, 16)
      rows = GemminiModel.bits(register, 48, 16)
    }

    /// Whether all bits of the place are set, which is no place.
    var isNowhere: Bool { place == .max }
    var isInAccumulator: Bool { place >> 31 == 1 }
    var adds: Bool { place >> 30 & 1 == 1 }
    var isWhole: Bool { place >> 29 & 1 == 1 }

    /// - Units: rows.
    var row: Int { Int(place & 0x1fff_ffff) }
  }

  static func bits(_ register: UInt64, _ lowest: Int, _ count: Int) -> Int {
    Int(register >> UInt64(lowest) & (1 << UInt64(count) - 1))
  }

  // MARK: - Commands

  /// Runs one command with what is in its two registers.
  public mutating func run(_ funct: UInt8, _ rs1: UInt64, _ rs2: UInt64) throws(Misuse) {
    counts[funct, default: 0] += 1
    switch funct {
    case 0: try configure(rs1, rs2)
    case 2: try moveIn(rs1, Matrix(rs2), loads[0])
    case 1: try moveIn(rs1, Matrix(rs2), loads[1])
    case 14: try moveIn(rs1, Matrix(rs2), loads[2])
    case 3: try moveOut(rs1, Matrix(rs2))
    case 4: try multiply(Matrix(rs1), Matrix(rs2), fillsArray: true)
    case 5: try multiply(Matrix(rs1), Matrix(rs2), fillsArray: false)
    case 6: (preloaded, target, isReady) = (Matrix(rs1), Matrix(rs2), true)
    // Of the TLB, and the fence of the core: there is nothing to wait for here.
    case 7, 127: break
    default: throw Misuse("funct \(funct) is none of the commands that are modelled")
    }
  }

  private mutating func configure(_ rs1: UInt64, _ rs2: UInt64) throws(Misuse) {
    switch Self.bits(rs1, 0, 2) {
    case 0:
      execute.stride = Self.bits(rs1, 16, 16)
      execute.targetStride = Self.bits(rs2, 48, 16)
      guard Self.bits(rs1, 7, 1) == 0 else { return }
      execute.isWeightStationary = Self.bits(rs1, 2, 1) == 1
      execute.isTransposed = (Self.bits(rs1, 8, 1) == 1, Self.bits(rs1, 9, 1) == 1)
    case 1:
      let which = Self.bits(rs1, 3, 2)
      guard loads.indices.contains(which) else { throw Misuse("there is no mvin \(which)") }
      guard Self.bits(rs1, 8, 8) <= 1 else { throw Misuse("repeated pixels are not modelled") }
      loads[which] = Load(
        stride: Int(bitPattern: UInt(rs2)), blockStride: Self.bits(rs1, 16, 16),
        isShrunk: Self.bits(rs1, 2, 1) == 1,
        scale: Float(bitPattern: UInt32(truncatingIfNeeded: rs1 >> 32)))
    case 2:
      guard Self.bits(rs1, 4, 2) == 0 else { throw Misuse("pooling is not modelled") }
      let activation = Self.bits(rs1, 2, 2)
      guard activation <= 1 else { throw Misuse("activation \(activation) is not modelled") }
      store = Store(
        stride: Self.bits(rs2, 0, 32), isRectified: activation == 1,
        scale: UInt32(truncatingIfNeeded: rs2 >> 32))
    default: throw Misuse("normalization is not modelled")
    }
  }

}

extension GemminiModel {

  // MARK: - Moves

  private mutating func moveIn(
    _ address: UInt64, _ matrix: Matrix, _ load: Load
  ) throws(Misuse) {
    let isWide = matrix.isInAccumulator && !load.isShrunk
    for row in 0 ..< matrix.rows {
      for column in 0 ..< matrix.columns {
        let place =
          matrix.row + row + column / Self.size * load.blockStride
        var number: Int32 = 0
        // Nothing is read from address 0: it stands for zeros.
        if address != 0 {
          let byte = Int(address) + row * load.stride + column * (isWide ? 4 : 1)
          number = try read(byte, isWide: isWide)
          // Whole sums come as they are.
          if !isWide { number = Self.scaled(number, load.scale) }
        }
        try put(
          number, at: place, column % Self.size, inAccumulator: matrix.isInAccumulator,
          adds: matrix.adds)
      }
    }
  }

  private mutating func moveOut(_ address: UInt64, _ matrix: Matrix) throws(Misuse) {
    let isWide = matrix.isInAccumulator && matrix.isWhole
    for row in 0 ..< matrix.rows {
      for column in 0 ..< matrix.columns {
        let place = matrix.row + row + column / Self.size * Self.size
        var number = try get(place, column % Self.size, inAccumulator: matrix.isInAccumulator)
        if matrix.isInAccumulator, !isWide { number = stored(number) }
        let byte = Int(address) + row * store.stride + column * (isWide ? 4 : 1)
        try write(number, byte, isWide: isWide)
      }
    }
  }

  /// A sum as the number that it is outside.
  private func stored(_ sum: Int32) -> Int32 {
    var number: Int32
    switch scaling {
    case .float: number = Self.scaled(sum, Float(bitPattern: store.scale))
    case .shift: number = Self.saturated(sum >> Int32(min(store.scale, 31)))
    }
    if store.isRectified { number = max(number, 0) }
    return number
  }

  private static func scaled(_ number: Int32, _ scale: Float) -> Int32 {
    let product = (Float(number) * scale).rounded(.toNearestOrEven)
    return Int32(min(max(product, -128), 127))
  }

  private static func saturated(_ number: Int32) -> Int32 { min(max(number, -128), 127) }

  // MARK: - Products

  /// - Parameter fillsArray: whether what was preloaded goes to the array first.
  private mutating func multiply(
    _ a: Matrix, _ d: Matrix, fillsArray: Bool
  ) throws(Misuse) {
    guard isReady else { throw Misuse("a product without a preload") }
    isReady = false
    guard execute.isWeightStationary else { throw Misuse("only weights that stay are modelled") }
    guard execute.isTransposed == (false, false) else { throw Misuse("nothing is transposed") }
    if fillsArray { try fillArray() }
    guard !a.isNowhere else { throw Misuse("a product of nothing") }
    guard !target.isNowhere else { return }
    for row in 0 ..< target.rows {
      for column in 0 ..< target.columns {
        var sum: Int32 = 0
        if row < d.rows, column < d.columns, !d.isNowhere {
          sum = try get(d.row + row, column, inAccumulator: false)
        }
        if row < a.rows {
          for k in 0 ..< min(a.columns, Self.size) {
            let number = try get(a.row + row * execute.stride, k, inAccumulator: false)
            sum &+= number &* Int32(weights[k * Self.size + column])
          }
        }
        if !target.isInAccumulator { sum = Self.saturated(sum) }
        try put(
          sum, at: target.row + row * execute.targetStride, column,
          inAccumulator: target.isInAccumulator, adds: target.isInAccumulator && target.adds)
      }
    }
  }

  private mutating func fillArray() throws(Misuse) {
    guard preloaded.isNowhere || !preloaded.isInAccumulator else {
      throw Misuse("weights come from the scratchpad")
    }
    for row in 0 ..< Self.size {
      for column in 0 ..< Self.size {
        let isThere =
          row < preloaded.rows && column < preloaded.columns && !preloaded.isNowhere
        let number = isThere ? try get(preloaded.row + row, column, inAccumulator: false) : 0
        weights[row * Self.size + column] = Int8(truncatingIfNeeded: number)
      }
    }
  }

  // MARK: - Memories

  private func place(_ row: Int, _ column: Int, of count: Int) throws(Misuse) -> Int {
    guard 0 ..< Self.size ~= column, 0 ..< count / Self.size ~= row else {
      throw Misuse("there is no row \(row) with a column \(column)")
    }
    return row * Self.size + column
  }

  private func get(_ row: Int, _ column: Int, inAccumulator: Bool) throws(Misuse) -> Int32 {
    inAccumulator
      ? accumulator[try place(row, column, of: accumulator.count)]
      : Int32(scratchpad[try place(row, column, of: scratchpad.count)])
  }

  private mutating func put(
    _ number: Int32, at row: Int, _ column: Int, inAccumulator: Bool, adds: Bool
  ) throws(Misuse) {
    if inAccumulator {
      let place = try place(row, column, of: accumulator.count)
      accumulator[place] = adds ? accumulator[place] &+ number : number
    } else {
      let place = try place(row, column, of: scratchpad.count)
      scratchpad[place] = Int8(truncatingIfNeeded: number)
    }
  }

  private func segment(_ address: Int, _ count: Int) throws(Misuse) -> Int {
    let found = host.firstIndex {
      $0.address <= address && address + count <= $0.address + $0.bytes.count
    }
    guard let found else { throw Misuse("the host has no byte \(address)") }
    return found
  }

  private func read(_ address: Int, isWide: Bool) throws(Misuse) -> Int32 {
    let index = try segment(address, isWide ? 4 : 1)
    let first = address - host[index].address
    let bytes = host[index].bytes
    guard isWide else { return Int32(Int8(bitPattern: bytes[first])) }
    let bits = (0 ..< 4).reduce(UInt32(0)) { $0 | UInt32(bytes[first + $1]) << UInt32(8 * $1) }
    return Int32(bitPattern: bits)
  }

  private mutating func write(_ number: Int32, _ address: Int, isWide: Bool) throws(Misuse) {
    let index = try segment(address, isWide ? 4 : 1)
    let first = address - host[index].address
    let bits = UInt32(bitPattern: number)
    for byte in 0 ..< (isWide ? 4 : 1) {
      host[index].bytes[first + byte] = UInt8(truncatingIfNeeded: bits >> UInt32(8 * byte))
    }
  }

}
