import Support

/// How a tensor on the host is laid out for an accelerator: channels in blocks that lie innermost.
///
/// The host has `N C H W` (or `N C`), the accelerator `N C/block H W block`, where channels that
/// are missing to a whole block are zero.
public struct BlockedLayout: Sendable, Hashable {

  /// Channels in a block.
  public var block: Int

  public init(block: Int) { self.block = block }

  /// - Units: bytes of a packed tensor of one-byte elements.
  public func byteCount(_ shape: [Int]) -> Int {
    let (batch, channels, positions) = extents(shape)
    return batch * ((channels + block - 1) / block) * positions * block
  }

  /// Whether a tensor of `shape` has the same bytes on the host and packed: whole blocks of channels,
  /// at one position.
  public func isPlain(_ shape: [Int]) -> Bool {
    let (_, channels, positions) = extents(shape)
    return block == 1 || (positions == 1 && channels % block == 0)
  }

  /// The packed bytes of `tensor`, whose elements take one byte.
  /// - Cost: O(elements); nothing is moved where the layout is plain.
  public func pack(_ tensor: Tensor) -> [UInt8] {
    guard !isPlain(tensor.shape) else { return tensor.bytes }
    let (batch, channels, positions) = extents(tensor.shape)
    let blocks = (channels + block - 1) / block
    var packed = [UInt8](repeating: 0, count: batch * blocks * positions * block)
    let bytes = tensor.bytes
    var poll = Poll()
    for n in 0 ..< batch {
      for c in 0 ..< channels where !poll.isRequested(after: positions) {
        let from = (n * channels + c) * positions
        let to = ((n * blocks + c / block) * positions) * block + c % block
        for p in 0 ..< positions { packed[to + p * block] = bytes[from + p] }
      }
    }
    return packed
  }

  /// The tensor whose packed form is `packed`.
  /// - Errors: `packed` does not have the bytes that `shape` asks for.
  public func unpack(
    _ packed: [UInt8], _ type: ElementType, _ shape: [Int]
  ) throws(TensorError) -> Tensor {
    let (batch, channels, positions) = extents(shape)
    let blocks = (channels + block - 1) / block
    guard packed.count == byteCount(shape) else {
      throw .byteCount(expected: byteCount(shape), found: packed.count)
    }
    guard !isPlain(shape) else { return try Tensor(type, shape, bytes: packed) }
    var bytes = [UInt8](repeating: 0, count: batch * channels * positions)
    var poll = Poll()
    for n in 0 ..< batch {
      for c in 0 ..< channels where !poll.isRequested(after: positions) {
        let to = (n * channels + c) * positions
        let from = ((n * blocks + c / block) * positions) * block + c % block
        for p in 0 ..< positions { bytes[to + p] = packed[from + p * block] }
      }
    }
    return try Tensor(type, shape, bytes: bytes)
  }

  /// The index on the host of what stands at a byte of the packed tensor; nil for a channel that is
  /// there only to fill its block.
  public func index(ofByte offset: Int, _ shape: [Int]) -> [Int]? {
    let (_, channels, positions) = extents(shape)
    let blocks = (channels + block - 1) / block
    var flat = offset
    if !isPlain(shape) {
      let (row, lane) = offset.quotientAndRemainder(dividingBy: block)
      let (group, position) = row.quotientAndRemainder(dividingBy: positions)
      let (sample, part) = group.quotientAndRemainder(dividingBy: blocks)
      let channel = part * block + lane
      guard channel < channels else { return nil }
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

  private func extents(_ shape: [Int]) -> (batch: Int, channels: Int, positions: Int) {
    guard shape.count > 1 else { return (1, shape.first ?? 1, 1) }
    return (shape[0], shape[1], shape.dropFirst(2).product)
  }

}
