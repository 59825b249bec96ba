public import Effects
public import Support

/// What a kernel computes on a whole tile, before it is cut into the accelerator's intrinsics.
public struct Block: Sendable, Hashable {

  public enum Operation: Sendable, Hashable {

    /// Sets every element to the immediate.
    case fill

    /// Adds a convolution of the first operand with the second.
    case convolve(Window)

    /// Takes the greatest or the sum of a window over the first operand, by `max` or `add`; where
    /// `inside` is not empty, only of those elements whose rows and columns, counted from there, are
    /// in range.
    case pool(AluOperation, Window, inside: [LoopNest.Guard])

    /// Combines in place with the operand or the immediate.
    case vector(AluOperation)

    /// Takes the elements of the operand, sign-extended; with a second operand, adds its product
    /// with that block.
    case widen
  }

  /// How a window moves over rows and columns.
  public struct Window: Sendable, Hashable {
    public var kernel: [Int]
    public var strides: [Int]

    public init(kernel: [Int], strides: [Int]) {
      self.kernel = kernel
      self.strides = strides
    }
  }

  /// What a block reads: a buffer, or a box of a value in DRAM until operands are cached.
  public enum Operand: Sendable, Hashable {
    case buffer(BufferName)
    case box(Slice)

    public var box: Slice? { if case .box(let slice) = self { slice } else { nil } }
    public var buffer: BufferName? { if case .buffer(let name) = self { name } else { nil } }
  }

  public var operation: Operation

  /// The buffer that is changed.
  public var destination: BufferName

  public var operands: [Operand]
  public var immediate: Int?

  public init(
    _ operation: Operation, _ destination: BufferName, _ operands: [Operand] = [],
    immediate: Int? = nil
  ) {
    self.operation = operation
    self.destination = destination
    self.operands = operands
    self.immediate = immediate
  }

}

extension Block: CustomStringConvertible {
  public var description: String {
    let list = operands.map(\.description)
    switch operation {
    case .fill: return "fill \(destination), \(immediate ?? 0)"
    case .convolve(let window):
      return "conv2d \(destination) += \(list.joined(separator: " * ")) \(window)"
    case .pool(let operation, let window, let inside):
      let rest =
        inside.isEmpty ? "" : " inside " + inside.map(\.description).joined(separator: ", ")
      let name = operation == .add ? "sumpool" : "maxpool"
      return "\(name) \(destination), \(list.joined()) \(window)\(rest)"
    case .vector(let name):
      return
        "vector \(name.rawValue) \(destination), \(immediate.map(String.init) ?? list.joined())"
    case .widen: return "widen \(destination), \(list.joined(separator: " * "))"
    }
  }
}

extension Block.Operand: CustomStringConvertible {
  public var description: String {
    switch self {
    case .buffer(let name): name.text
    case .box(let slice): slice.description
    }
  }
}

extension Block.Window: CustomStringConvertible {
  public var description: String {
    "window \(kernel[0])x\(kernel[1]) stride \(strides[0])x\(strides[1])"
  }
}
