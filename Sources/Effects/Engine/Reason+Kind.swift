public import Simulation

extension EffectFault.Reason {

  /// What a program is told.
  public var kind: Fault.Kind {
    switch self {
    case .outside: .memoryRange
    case .noHostMemory, .overflow: .address
    case .negativeCount, .tooLarge, .noCase, .shapes, .divisionByZero, .nothingToReduce,
      .interrupted:
      .undefinedOperation
    }
  }

}
