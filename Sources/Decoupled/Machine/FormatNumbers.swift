import CKernels
import Effects
import ISA

/// Where the numbers of a format stand.
struct FormatNumbers {
  let memory, sram, dram, rows, columns, stride, top, bottom, left, right: BitPlace
  let reset, begin, end, outer, inner: BitPlace
  let destinationOuter, destinationInner, sourceOuter, sourceInner, weightOuter,
    weightInner: BitPlace
  let operation, useImmediate, immediate: BitPlace

  /// What each number of the operation stands for.
  private let operations: [(code: Int, operation: Int32)]

  init(_ instruction: InstructionDescription, in format: Format) {
    func place(_ parameter: Parameter, _ fallback: Int = 0) -> BitPlace {
      BitPlace(instruction.fields[parameter].map { format.fields[$0] }, fallback: fallback)
    }
    operations = instruction.operations.map { ($0, $1.engineCode) }
    memory = place(.memory)
    sram = place(.sram)
    dram = place(.dram)
    rows = place(.rows)
    columns = place(.columns)
    stride = place(.stride)
    top = place(.padTop)
    bottom = place(.padBottom)
    left = place(.padLeft)
    right = place(.padRight)
    reset = place(.reset)
    begin = place(.uopBegin)
    end = place(.uopEnd)
    outer = place(.outerCount, 1)
    inner = place(.innerCount, 1)
    destinationOuter = place(.destinationOuter)
    destinationInner = place(.destinationInner)
    sourceOuter = place(.sourceOuter)
    sourceInner = place(.sourceInner)
    weightOuter = place(.weightOuter)
    weightInner = place(.weightInner)
    operation = place(.operation)
    useImmediate = place(.useImmediate)
    immediate = place(.immediate)
  }

  func transfer(
    in word: Word, _ direction: TransferDirection, _ memory: Int?
  ) -> Transfer {
    Transfer(
      direction: direction, memory: memory, code: self.memory.value(in: word),
      sram: sram.value(in: word), dram: dram.value(in: word),
      rows: rows.value(in: word), columns: columns.value(in: word),
      stride: stride.value(in: word), top: top.value(in: word), bottom: bottom.value(in: word),
      left: left.value(in: word), right: right.value(in: word))
  }

  func nest(in word: Word) -> Nest {
    Nest(
      begin: begin.value(in: word), end: end.value(in: word), outer: outer.value(in: word),
      inner: inner.value(in: word), destinationOuter: destinationOuter.value(in: word),
      destinationInner: destinationInner.value(in: word), sourceOuter: sourceOuter.value(in: word),
      sourceInner: sourceInner.value(in: word), weightOuter: weightOuter.value(in: word),
      weightInner: weightInner.value(in: word), isReset: reset.value(in: word) != 0)
  }

  func vector(in word: Word) -> Vector {
    let code = operation.value(in: word)
    return Vector(
      operation: operations.first { $0.code == code }?.operation, code: code,
      hasImmediate: useImmediate.value(in: word) != 0, immediate: immediate.value(in: word))
  }
}

extension AluOperation {
  /// As `DK_MIN` and the others.
  fileprivate var engineCode: Int32 {
    switch self {
    case .min: Int32(DK_MIN)
    case .max: Int32(DK_MAX)
    case .add: Int32(DK_ADD)
    case .shiftRight: Int32(DK_SHIFT)
    case .multiply: Int32(DK_MULTIPLY)
    }
  }
}
