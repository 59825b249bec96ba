import Support

/// How a tensor on the host is laid out for an accelerator: channels in blocks that lie innermost.
///
/// The host has `N C H W` (or `N C`), the accelerator `N/rows C/block H W rows block`, or with the
/// channels last `N/rows H W C/block rows block`, where samples and channels that are missing to whole
/// blocks are zero.
public struct BlockedLayout: Sendable, Hashable {

  /// Channels in a block.
  public var block: Int

  /// Samples in a block, which lie one behind the other outside of its channels.
  public var rows: Int

  /// Whether the blocks of one position lie next to each other, and not those of one block of
  /// channels.
  public var isChannelsLast: Bool

  public init(block: Int, rows: Int = 1, isChannelsLast: Bool = false) {
    self.block = block
    self.rows = rows
    self.isChannelsLast = isChannelsLast
  }

  /// - Units: bytes of a packed tensor of one-byte elements.
  public func byteCount(_ shape: [Int]) -> Int {
    let (batch, channels, positions) = extents(shape)
    let samples = (batch + rows - 1) / rows * rows
    return samples * ((channels + block - 1) / block) * positions * block
  }

  /// Whether a tensor of `shape` has the same bytes on the host and packed: whole blocks of
  /// channels, at one position.
  public func isPlain(_ shape: [Int]) -> Bool {
    let (_, channels, positions) = extents(shape)
    if isChannelsLast, positions > 1 { return rows == 1 && block == 1 && channels == 1 }
    return rows == 1 && (block == 1 || (positions == 1 && channels % block == 0))
  }

  /// Whether every tensor of `a`, under the shape `b`, has the same packed bytes in `other`.
  public func hasSameBytes(_ a: [Int], as b: [Int], in other: BlockedLayout) -> Bool {
    if isPlain(a), other.isPlain(b) { return a.product == b.product }
    guard block == other.block, rows == other.rows, extents(a) == extents(b) else { return false }
    let (_, channels, positions) = extents(a)
    return isChannelsLast == other.isChannelsLast || positions == 1 || channels <= block
  }

  /// The packed bytes of `tensor`.
  /// - Cost: O(bytes); nothing is moved where the layout is plain.
  public func pack(_ tensor: Tensor) -> [UInt8] {
    guard !isPlain(tensor.shape) else { return tensor.bytes }
    let size = tensor.elementType.byteSize
    let bytes = tensor.bytes
    var packed = [UInt8](repeating: 0, count: byteCount(tensor.shape) * size)
    move(tensor.shape, size) { plain, place in packed[place] = bytes[plain] }
    return packed
  }

  /// The tensor whose packed form is `packed`.
  /// - Errors: `packed` does not have the bytes that `shape` asks for.
  public func unpack(
    _ packed: [UInt8], _ type: ElementType, _ shape: [Int]
  ) throws(TensorError) -> Tensor {
    let size = type.byteSize
    guard packed.count == byteCount(shape) * size else {
      throw .byteCount(expected: byteCount(shape) * size, found: packed.count)
    }
    guard !isPlain(shape) else { return try Tensor(type, shape, bytes: packed) }
    var bytes = [UInt8](repeating: 0, count: shape.product * size)
    move(shape, size) { plain, place in bytes[plain] = packed[place] }
    return try Tensor(type, shape, bytes: bytes)
  }

  /// Calls `body` with where each byte of a tensor is on the host, and where it is packed.
  @inline(__always)
  private func move(_ shape: [Int], _ size: Int, _ body: (_ plain: Int, _ packed: Int) -> Void) {
    let (batch, channels, positions) = extents(shape)
    let blocks = (channels + block - 1) / block
    var poll = Poll()
    for n in 0 ..< batch {
      for c in 0 ..< channels where !poll.isRequested(after: positions * size) {
        let plain = (n * channels + c) * positions * size
        let first = line(n, c / block, 0, blocks, positions)
        let step = (line(n, c / block, 1, blocks, positions) - first) * block * size
        let packed = (first * block + c % block) * size
        for p in 0 ..< positions {
          for byte in 0 ..< size { body(plain + p * size + byte, packed + p * step + byte) }
        }
      }
    }
  }

  /// Which of the runs of channels of one block that of a sample, a block and a position is.
  private func line(_ n: Int, _ part: Int, _ p: Int, _ blocks: Int, _ positions: Int) -> Int {
    let group = n / rows
    let element =
      isChannelsLast
      ? (group * positions + p) * blocks + part : (group * blocks + part) * positions + p
    return element * rows + n % rows
  }

  /// The index on the host of what stands at a byte of the packed tensor; nil for a sample or a
  /// channel that is there only to fill its block.
  public func index(ofByte offset: Int, _ shape: [Int]) -> [Int]? {
    let (batch, channels, positions) = extents(shape)
    let blocks = (channels + block - 1) / block
    var flat = offset
    if !isPlain(shape) {
      let (line, lane) = offset.quotientAndRemainder(dividingBy: block)
      let (element, row) = line.quotientAndRemainder(dividingBy: rows)
      let inner = isChannelsLast ? blocks : positions
      let (group, low) = element.quotientAndRemainder(dividingBy: inner)
      let (samples, high) = group.quotientAndRemainder(dividingBy: blocks * positions / inner)
      let (part, position) = isChannelsLast ? (low, high) : (high, low)
      let (sample, channel) = (samples * rows + row, part * block + lane)
      guard channel < channels, sample < batch || rows == 1 else { return nil }
      flat = (sample * channels + channel) * positions + position
    }
    var index: [Int] = []
    for extent in shape.reversed() {
      guard extent > 0 else { return nil }
      index.append(flat % extent)
      flat /= extent
    }
    return flat == 0 ? index.reversed() : nil
  }

  // MARK: Tensors of any element, one sample in a block

  /// The shape of a packed tensor: blocks of channels in place of channels, or behind all other
  /// axes, and the channels of a block innermost.
  public func packedShape(_ shape: [Int]) -> [Int] {
    let (batch, channels, _) = extents(shape)
    let blocks = [(channels + block - 1) / block]
    let inner = Array(shape.dropFirst(2))
    return [batch] + (isChannelsLast ? inner + blocks : blocks + inner) + [block]
  }

  /// `tensor` packed, whatever its elements are; channels that fill a block are zero.
  /// - Errors: there is no room for it.
  public func packed(_ tensor: Tensor) throws(TensorError) -> Tensor {
    let (batch, channels, _) = extents(tensor.shape)
    let inner = Array(tensor.shape.dropFirst(2))
    let blocks = (channels + block - 1) / block
    let full = try tensor.reshaped(to: [batch, channels] + inner)
    let none = [Int](repeating: 0, count: inner.count)
    let filled = try full.padded(
      begin: [0, 0] + none, end: [0, blocks * block - channels] + none,
      .constant(Tensor(zeros: tensor.elementType, [])))
    let parts = try filled.reshaped(to: [batch, blocks, block] + inner)
    let places = inner.indices.map { 3 + $0 }
    return try parts.transposed(isChannelsLast ? [0] + places + [1, 2] : [0, 1] + places + [2])
  }

  /// The tensor of `shape` whose packed form is `packed`.
  /// - Errors: `packed` has not the shape of such a form.
  public func unpacked(_ packed: Tensor, _ shape: [Int]) throws(TensorError) -> Tensor {
    let (batch, channels, _) = extents(shape)
    guard packed.shape == packedShape(shape) else {
      throw .shapes("packed tensor", packed.shape, packedShape(shape))
    }
    let inner = Array(shape.dropFirst(2))
    let blocks = (channels + block - 1) / block
    let rank = packed.rank
    let apart = try packed.transposed(
      isChannelsLast
        ? [0, rank - 2, rank - 1] + inner.indices.map { 1 + $0 }
        : [0, 1, rank - 1] + inner.indices.map { 2 + $0 })
    let filled = try apart.reshaped(to: [batch, blocks * block] + inner)
    let none = [Int](repeating: 0, count: inner.count)
    return try filled.padded(
      begin: [0, 0] + none, end: [0, channels - blocks * block] + none,
      .constant(Tensor(zeros: packed.elementType, []))
    ).reshaped(to: shape)
  }

  /// `packed` with zeros in the channels that only fill a block.
  /// - Errors: `packed` has not the shape of a packed tensor of `shape`.
  public func clearingFill(_ packed: Tensor, _ shape: [Int]) throws(TensorError) -> Tensor {
    guard extents(shape).channels % block != 0 else { return packed }
    return try self.packed(unpacked(packed, shape))
  }

  private func extents(_ shape: [Int]) -> (batch: Int, channels: Int, positions: Int) {
    guard shape.count > 1 else { return (1, shape.first ?? 1, 1) }
    return (shape[0], shape[1], shape.dropFirst(2).product)
  }

}
