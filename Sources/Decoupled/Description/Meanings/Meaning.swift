public import Effects

/// What effects know of a machine of this family is what its description says.
public typealias Meaning = DecoupledShape.Meaning
public typealias Parameter = DecoupledShape.Parameter
public typealias AluOperation = DecoupledShape.Operation
public typealias MemoryRole = DecoupledShape.Role

extension Meaning {

  /// What the family knows of it.
  ///
  /// Nothing else tells one meaning from another.
  var facts: MeaningFacts {
    switch self {
    case .load: .load
    case .store: .store
    case .gemm: .gemm
    case .alu: .alu
    case .finish: .finish
    }
  }

  /// What has to be bound to a field; everything else of `parameters` is 0 without one.
  public var required: [Parameter] { facts.required }

  public var parameters: [Parameter] { facts.required + facts.optional }

  /// Which way it copies; nil for what copies nothing.
  var direction: TransferDirection? { facts.direction }

}

extension Parameter {

  /// The widest field that it can be, so that no product of numbers is too large to count.
  /// - Units: bits.
  var widthLimit: Int {
    switch self {
    case .sram, .dram, .immediate: 32
    default: 18
    }
  }

  static let pads: [Parameter] = [.padTop, .padBottom, .padLeft, .padRight]

  static let loops: [Parameter] = [
    .outerCount, .innerCount, .destinationOuter, .destinationInner, .sourceOuter, .sourceInner,
  ]

}
