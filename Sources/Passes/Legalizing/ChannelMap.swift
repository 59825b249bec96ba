import Diagnostics
import GraphIR
import Support
import Tensors

/// Where the channels of a value come from, where operators move, cut or add channels, put zeros
/// around images, and do nothing else.
///
/// - Units: elements. Lists of pads have an entry for each spatial axis.
struct ChannelMap {

  /// What is read: `N C …`.
  let source: ID<Node>

  /// The type of what is read.
  let type: TensorType

  /// The nodes between, that which is asked for left out, the first that reads the source first.
  let inner: [ID<Node>]

  /// How many channels the source has.
  let width: Int

  /// For each channel which one of the source it is; nil where it is 0.
  private(set) var channels: [Int?]

  private(set) var padsBegin: [Int]
  private(set) var padsEnd: [Int]

  /// The extents of the axes that channels are on for now, and the spatial ones.
  private var axes: [Int]
  private var extents: [Int]

  private let batch: Int

  /// What stands for 0.
  private let zero: Int

  /// More nodes than this are not looked through.
  private static let longestChain = 8

  /// Images of more channels than this are left alone.
  private static let mostChannels = 1 << 20

  /// - Parameter zero: the integer that stands for 0; nil for a value of floats.
  /// - Returns: nil if the value of `id` is something else, or just the source.
  /// - Cost: O(channels) for each node between.
  init?(_ id: ID<Node>, zero: Int? = nil, in rewriter: Rewriter) {
    var chain: [ElementMove] = []
    var end = id
    while chain.count < Self.longestChain, let move = ElementMove(end, in: rewriter) {
      chain.append(move)
      end = move.data
    }
    chain.reverse()
    while let first = chain.first {
      if let map = Self(chain, from: first.data, zero, in: rewriter) {
        self = map
        return
      }
      chain.removeFirst()
    }
    return nil
  }

  private init?(
    _ chain: [ElementMove], from source: ID<Node>, _ zero: Int?, in rewriter: Rewriter
  ) {
    guard let type = rewriter.tensorType(source), let shape = type.extents, shape.count > 2,
      shape.allSatisfy({ $0 > 0 }), shape[1] <= Self.mostChannels,
      type.element.isFloat == (zero == nil)
    else { return nil }
    self.zero = zero ?? 0
    self.source = source
    self.type = type
    inner = chain.dropLast().map(\.id)
    width = shape[1]
    batch = shape[0]
    channels = (0 ..< width).map(\.self)
    axes = [width]
    extents = Array(shape.dropFirst(2))
    padsBegin = extents.map { _ in 0 }
    padsEnd = padsBegin
    for move in chain {
      guard let shape = rewriter.tensorType(move.id)?.extents, apply(move, giving: shape) else {
        return nil
      }
    }
    guard axes.count == 1, hasPads || channels != (0 ..< width).map(\.self) else { return nil }
  }

  var hasPads: Bool { (padsBegin + padsEnd).contains { $0 != 0 } }

  /// Whether some channel is 0.
  var hasZeros: Bool { channels.contains(nil) }

  /// For each channel of the source which one of the result it is; nil where it is none, and nil as
  /// a whole where one is several.
  var inverse: [Int?]? {
    var inverse = [Int?](repeating: nil, count: width)
    for case (let place, let channel?) in channels.enumerated() {
      guard inverse[channel] == nil else { return nil }
      inverse[channel] = place
    }
    return inverse
  }

}

extension ChannelMap {

  /// Goes on through `move`, whose result has `shape`; false where it is something else.
  private mutating func apply(_ move: ElementMove, giving shape: [Int]) -> Bool {
    let (op, attributes) = (move.op, move.attributes)
    if op.has(.view) { return view(as: shape) }
    if op == Transpose.op { return transpose(attributes[Transpose.axes]) }
    guard axes.count == 1, shape.count == extents.count + 2 else { return false }
    if op == Pad.op { return pad(attributes, move) }
    return pick(move, giving: shape)
  }

  private mutating func view(as shape: [Int]) -> Bool {
    guard shape.count > extents.count + 1, shape[0] == batch,
      Array(shape.suffix(extents.count)) == extents
    else { return false }
    axes = Array(shape[1 ..< shape.count - extents.count])
    return true
  }

  private mutating func transpose(_ order: [Int]?) -> Bool {
    let last = axes.count + 1
    guard let order, order.count == last + extents.count, order.first == 0,
      order[last...].enumerated().allSatisfy({ $1 == last + $0 }),
      let places = try? Tensor(axes, channels.map { Int64($0 ?? -1) })
        .transposed(order[1 ..< last].map { $0 - 1 })
    else { return false }
    axes = places.shape.map(\.self)
    channels = places.ints.map { $0 < 0 ? nil : $0 }
    return true
  }

  private mutating func pad(_ attributes: Attributes, _ move: ElementMove) -> Bool {
    let widths = attributes[Pad.widths]
    let allowed = 0 ... Self.mostChannels
    guard attributes[Pad.mode] == "constant",
      move.constants.first?.isFilled(with: Double(zero)) == true,
      widths.count == extents.count + 2, widths[0] == [0, 0],
      widths.allSatisfy({ $0.count == 2 && $0.allSatisfy(allowed.contains) }),
      channels.count + widths[1][0] + widths[1][1] <= Self.mostChannels
    else { return false }
    channels =
      Array(repeating: nil, count: widths[1][0]) + channels
      + Array(repeating: nil, count: widths[1][1])
    axes = [channels.count]
    for axis in extents.indices {
      padsBegin[axis] += widths[axis + 2][0]
      padsEnd[axis] += widths[axis + 2][1]
      extents[axis] += widths[axis + 2][0] + widths[axis + 2][1]
    }
    return true
  }

  /// The numbers of the channels as one pixel of an image.
  private var numbers: Tensor {
    Tensor([1, channels.count] + extents.map { _ in 1 }, channels.map { Int64($0 ?? -1) })
  }

  /// Whatever else chooses among channels does so with their numbers.
  private mutating func pick(_ move: ElementMove, giving shape: [Int]) -> Bool {
    guard shape[0] == batch, Array(shape.dropFirst(2)) == extents, shape[1] <= Self.mostChannels,
      move.op != StridedSlice.op || move.attributes[StridedSlice.strides].allSatisfy({ $0 > 0 }),
      let value = try? move.op.evaluate(
        [.tensor(numbers)] + move.constants.map { .tensor($0) }, move.attributes)
    else { return false }
    var picked = value.tensor
    if let field = move.field {
      guard case .tuple(let fields) = value, fields.indices.contains(field) else { return false }
      picked = fields[field].tensor
    }
    guard let picked, picked.count == shape[1] else { return false }
    channels = picked.ints.map { $0 < 0 ? nil : $0 }
    axes = [channels.count]
    return true
  }

}
