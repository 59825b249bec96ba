import Effects
import Support

/// Writes one block as nests.
struct Tensorizer: Sendable {

  let buffers: [BufferName: TileBuffer]

  /// The names of loops over the axes of a result: images, channel blocks, rows, columns.
  private static let axes: [LoopName] = [.image, .output, .row, .column]

  func nests(_ block: Block) -> [LoopNest] {
    let result = access(block.destination)
    let loops = self.loops(over: block.destination)
    switch block.operation {
    case .fill:
      let reset = LoopNest(.reset, result, loops: loops)
      guard let number = block.immediate, number != 0 else { return [reset] }
      return [reset, LoopNest(.vector(.add), result, immediate: number, loops: loops)]
    case .vector(let operation):
      let sources = block.operands.compactMap(\.buffer).map { operand(access($0), like: result) }
      return [
        LoopNest(.vector(operation), result, sources, immediate: block.immediate, loops: loops)
      ]
    case .widen:
      let sources = [result.indices, [0, 0, 0, 0]]
      return [
        LoopNest(
          .product, result,
          zip(block.operands.compactMap(\.buffer), sources).map { LoopNest.Access($0, $1) },
          loops: loops)
      ]
    case .convolve(let window):
      let operands = block.operands.compactMap(\.buffer)
      guard operands.count == 2 else { return [] }
      return [convolution(operands[0], operands[1], window, result, loops)]
    case .pool(let operation, let window, let inside):
      guard let data = block.operands.first?.buffer else { return [] }
      return [pool(operation, data, window, inside, result, loops)]
    }
  }

  /// The loops over every element of `buffer`, without those that run once.
  private func loops(over buffer: BufferName) -> [LoopNest.Loop] {
    zip(Self.axes, buffers[buffer]?.extents ?? []).map { LoopNest.Loop($0, $1) }
      .filter { $0.extent != 1 }
  }

  /// The element of `buffer` that the loops over it are at.
  private func access(_ buffer: BufferName) -> LoopNest.Access {
    let extents = buffers[buffer]?.extents ?? []
    return LoopNest.Access(
      buffer, zip(Self.axes, extents).map { $1 == 1 ? 0 : Linear(1, .start($0)) })
  }

  /// A buffer of one axis holds a number for each channel, or one for all; one of four axes is
  /// repeated along those of one element.
  private func operand(_ access: LoopNest.Access, like result: LoopNest.Access) -> LoopNest.Access {
    guard access.indices.count == 1 else { return access }
    let isOne = buffers[access.buffer]?.extents == [1]
    return LoopNest.Access(access.buffer, [isOne ? 0 : result.indices[1]])
  }

  /// Sums outside, results inside, so that neighbouring micro-ops change different elements.
  private func convolution(
    _ data: BufferName, _ weights: BufferName, _ window: Block.Window, _ result: LoopNest.Access,
    _ loops: [LoopNest.Loop]
  ) -> LoopNest {
    let channels = buffers[data]?.extents[1] ?? 1
    let sums = [
      LoopNest.Loop(.input, channels), LoopNest.Loop(.windowRow, Linear(window.kernel[0])),
      LoopNest.Loop(.windowColumn, Linear(window.kernel[1])),
    ].filter { $0.extent != 1 }
    let known = Set((sums + loops).map(\.variable))
    func index(_ loop: LoopName, _ factor: Int = 1) -> Linear {
      known.contains(loop) ? Linear(factor, .start(loop)) : 0
    }
    let source = LoopNest.Access(
      data,
      [
        index(.image), index(.input), index(.row, window.strides[0]) + index(.windowRow),
        index(.column, window.strides[1]) + index(.windowColumn),
      ])
    let weight = LoopNest.Access(
      weights, [index(.output), index(.input), index(.windowRow), index(.windowColumn)])
    return LoopNest(.product, result, [source, weight], loops: sums + loops)
  }

  private func pool(
    _ operation: AluOperation, _ data: BufferName, _ window: Block.Window,
    _ inside: [LoopNest.Guard], _ result: LoopNest.Access, _ loops: [LoopNest.Loop]
  ) -> LoopNest {
    let places = [
      LoopNest.Loop(.windowRow, Linear(window.kernel[0])),
      LoopNest.Loop(.windowColumn, Linear(window.kernel[1])),
    ].filter { $0.extent != 1 }
    let known = Set((places + loops).map(\.variable))
    func index(_ loop: LoopName, _ factor: Int = 1) -> Linear {
      known.contains(loop) ? Linear(factor, .start(loop)) : 0
    }
    let row = index(.row, window.strides[0]) + index(.windowRow)
    let column = index(.column, window.strides[1]) + index(.windowColumn)
    let source = LoopNest.Access(data, [index(.image), index(.output), row, column])
    let guards = zip(inside, [row, column]).map { limit, index in
      LoopNest.Guard(index + limit.index, limit.extent)
    }
    return LoopNest(
      .vector(operation), result, [source], loops: places + loops, guards: guards)
  }

}

/// The loops of nests.
extension LoopName {
  fileprivate static let image = LoopName("n")

  /// Over blocks of channels, of the result and of what is summed over.
  fileprivate static let output = LoopName("o")
  fileprivate static let input = LoopName("c")

  fileprivate static let row = LoopName("i")
  fileprivate static let column = LoopName("j")
  fileprivate static let windowRow = LoopName("r")
  fileprivate static let windowColumn = LoopName("s")
}
