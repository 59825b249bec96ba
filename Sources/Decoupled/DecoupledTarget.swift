public import Passes
public import TargetKit

/// An accelerator of the decoupled family, which its description alone defines.
public struct DecoupledTarget: Target {

  public let description: TargetDescription

  public init(_ description: TargetDescription) { self.description = description }

  public var passes: [OfferedPass] { loweringPasses(for: description) }

  public func makeDevice() -> any Device { DecoupledDevice(description) }

}
