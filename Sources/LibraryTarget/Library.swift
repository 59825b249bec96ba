public import TargetKit

/// An accelerator that is reached through a library of functions: it says which operators and patterns
/// it takes, and has no instructions. The evaluator computes its regions.
public struct Library: Target {

  public let description: TargetDescription

  public init(_ description: TargetDescription) { self.description = description }

}
