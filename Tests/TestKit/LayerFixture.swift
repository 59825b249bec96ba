public import GraphIR
public import Support
public import Tensors

/// A region of random layers under construction.
public struct LayerFixture: LayerNetwork {

  public var builder = GraphBuilder(pass: "test")
  public var parameters: [ID<Node>] = []
  public var random: SplitMix64
  public let target: String

  public let float: ElementType
  public let whole: ElementType
  public let weight: ElementType

  public init(
    seed: Int, target: String = "machine", float: ElementType = .bfloat16,
    whole: ElementType = .int8, weight: ElementType? = nil
  ) {
    self.float = float
    self.whole = whole
    self.weight = weight ?? whole
    random = SplitMix64(seed: UInt64(seed))
    self.target = target
  }

  /// What stands behind sums.
  public struct Tail: Sendable {
    public var hasBias = true
    public var hasRelu = false
    public var shift = 7
    public var rounds = true
    public var isEach = false
    public static let plain = Tail()

    public init(
      hasBias: Bool = true, hasRelu: Bool = false, shift: Int = 7, rounds: Bool = true,
      isEach: Bool = false
    ) {
      self.hasBias = hasBias
      self.hasRelu = hasRelu
      self.shift = shift
      self.rounds = rounds
      self.isEach = isEach
    }
  }

  /// What a window of a convolution or a pool covers, and how many channels it gives.
  public struct Window: Sendable {
    public var outputs = 1
    public var kernel = [1, 1]
    public var strides = [1, 1]
    public var pads = [0, 0, 0, 0]

    public init(
      outputs: Int = 1, kernel: [Int] = [1, 1], strides: [Int] = [1, 1], pads: [Int] = [0, 0, 0, 0]
    ) {
      self.outputs = outputs
      self.kernel = kernel
      self.strides = strides
      self.pads = pads
    }

    public var attributes: [String: AttributeValue] {
      ["strides": strides.attributeValue, "padding": pads.attributeValue]
    }
  }

}
