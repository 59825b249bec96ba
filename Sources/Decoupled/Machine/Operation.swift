/// What one instruction does, decoded.
enum Operation: Sendable {
  case transfer(Transfer)

  /// Steps that compute with vectors as the second part says; without one, steps that multiply blocks
  /// or clear sums.
  case nest(Nest, Vector?)

  /// The end of the stream.
  case end

  /// An opcode that no format has.
  case undefined(opcode: Int)
}

extension Operation {

  var transfer: Transfer? { if case .transfer(let transfer) = self { transfer } else { nil } }

  /// The transfer, where it goes that way.
  func transfer(_ direction: TransferDirection) -> Transfer? {
    transfer.flatMap { $0.direction == direction ? $0 : nil }
  }

  var nest: Nest? { if case .nest(let nest, _) = self { nest } else { nil } }

  var vector: Vector? { if case .nest(_, let vector) = self { vector } else { nil } }

  /// The nest, where it multiplies blocks.
  var product: Nest? {
    if case .nest(let nest, nil) = self, !nest.isReset { nest } else { nil }
  }

  var endsStream: Bool { if case .end = self { true } else { false } }

}

/// A copy between DRAM and a memory.
struct Transfer: Sendable {

  var direction: TransferDirection

  /// The index of the memory in the description; `nil` for a code that none has.
  var memory: Int?
  var code: Int
  var sram: Int
  var dram: Int
  var rows: Int
  var columns: Int
  var stride: Int
  var top: Int
  var bottom: Int
  var left: Int
  var right: Int

  var width: Int { left + columns + right }
  var height: Int { top + rows + bottom }

  var isStore: Bool { direction.isStore }

  /// The rows and columns of what it moves in the memory: only loads put zeros around.
  var lines: Int { isStore ? rows : height }
  var lineWidth: Int { isStore ? columns : width }

  /// - Units: elements of the memory.
  var count: Int { lines * lineWidth }

  var hasPadding: Bool { top + bottom + left + right > 0 }
}

/// Two loops around a run of micro-ops.
struct Nest: Sendable, Hashable {
  var begin: Int
  var end: Int
  var outer: Int
  var inner: Int
  var destinationOuter: Int
  var destinationInner: Int
  var sourceOuter: Int
  var sourceInner: Int
  var weightOuter: Int
  var weightInner: Int

  /// Whether sums are cleared instead of added to.
  var isReset: Bool

  var uopCount: Int { max(0, end - begin) }

  /// The number of steps.
  var count: Int { outer * inner * uopCount }
}

/// What a vector instruction computes.
struct Vector: Sendable, Hashable {

  /// As `DK_MIN` and the others; `nil` for a code that has no meaning.
  var operation: Int32?
  var code: Int
  var hasImmediate: Bool
  var immediate: Int
}

/// One instruction, decoded.
struct DecodedInstruction: Sendable {
  var unit: Int

  /// A bit for each token queue that it pops, and that it pushes.
  var pops: UInt32
  var pushes: UInt32

  /// Whether it has a flag that has no queue at its unit.
  var hasUnboundFlag: Bool
  var operation: Operation
}
