public import Diagnostics
public import Support
public import Tensors

/// What the graph passes know of an accelerator: what it computes in, and what it takes.
public struct TargetInterface: Sendable, Hashable {

  /// As `annotate` and region names spell it, such as `vta`.
  public var name: String

  public var types: ComputeTypes

  /// Groups of operators that it takes as one, in order of priority.
  public var patterns: [CompositePattern]

  /// Operators that it takes by themselves, whatever their operands and attributes.
  public var operators: [String]

  /// What its description says of where nodes go; edits of a program come after these.
  public var annotations: [AnnotationEdit] = []

  /// How it and the host hand values to each other.
  public var handover: Handover

  /// Asked of each composite before it is made; it follows from the machine.
  @Incidental public var check: CompositeCheck?

  /// Where its description has its patterns; nil where it has none.
  @Incidental public var place: Place?

  /// How fast it and the host are estimated to be.
  public var rates = TargetRates()

  public init(
    name: String, types: ComputeTypes = ComputeTypes(), patterns: [CompositePattern] = [],
    operators: [String] = [], handover: Handover = Handover()
  ) {
    self.name = name
    self.types = types
    self.patterns = patterns
    self.operators = operators
    self.handover = handover
  }

}

/// What an accelerator computes in; the quantize pass reads this.
public struct ComputeTypes: Sendable, Hashable {

  /// Of activations and of results in DRAM.
  public var data: ElementType

  public var weight: ElementType

  /// Of sums, biases and everything between.
  public var accumulator: ElementType

  /// Whether a scale is a power of two, so that a change of scale is a shift.
  public var shiftsOnly: Bool

  /// Whether each output channel may have a shift of its own.
  public var shiftPerChannel: Bool

  /// Whether sums can be multiplied by a constant, so that any change of scale is a product and a
  /// shift.
  public var multiplies: Bool

  /// Whether it takes the form of a shift that sends halves to the even number.
  public var tiesToEven: Bool

  /// Whether a model of floats becomes one of `data` by rounding alone, with `float32` sums.
  public var rounds: Bool

  /// How many numbers an array that sums floats adds up before it adds them to a sum.
  public var sumBlock: Int?

  public init(
    data: ElementType = .int8, weight: ElementType = .int8, accumulator: ElementType = .int32,
    shiftsOnly: Bool = true, shiftPerChannel: Bool = true, multiplies: Bool = false,
    tiesToEven: Bool = false, rounds: Bool = false, sumBlock: Int? = nil
  ) {
    self.data = data
    self.weight = weight
    self.accumulator = accumulator
    self.shiftsOnly = shiftsOnly
    self.shiftPerChannel = shiftPerChannel
    self.multiplies = multiplies
    self.tiesToEven = tiesToEven
    self.rounds = rounds
    self.sumBlock = sumBlock
  }

}

/// A group of operators that an accelerator takes as one, and when.
public struct CompositePattern: Sendable, Hashable {

  /// The name of the composite function, such as `vta.conv2d`.
  public var name: String

  /// What the lowering makes of it, such as `conv2d`; several patterns may share one.
  public var kind: String

  public var pattern: Pattern

  /// All of them must hold.
  public var conditions: [Condition]

  /// Where it stands in a description; nil where it was not read from one.
  @Incidental public var place: Place?

  public init(
    name: String, kind: String, pattern: Pattern, conditions: [Condition] = [],
    at place: Place? = nil
  ) {
    self.name = name
    self.kind = kind
    self.pattern = pattern
    self.conditions = conditions
    self.place = place
  }

}
