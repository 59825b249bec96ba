public import Diagnostics
public import ISA
public import Passes
public import TargetKit

/// An accelerator of the decoupled family, which its description alone defines.
public struct DecoupledTarget: Target {

  /// All that the accelerator says of itself.
  public let accelerator: DecoupledDescription

  public init(_ description: DecoupledDescription) {
    var accelerator = description
    accelerator.common.interface.check = (try? Accelerator(description)).map { CompositeCheck($0) }
    self.accelerator = accelerator
  }

  public var description: TargetDescription { accelerator.common }

  public var parts: TargetParts {
    TargetParts(
      units: accelerator.units.map(\.name),
      memories: accelerator.memories.map {
        TargetParts.Memory(
          name: $0.name, depth: $0.depth, shape: $0.shape, element: "\($0.element)",
          alias: $0.alias)
      },
      queues: accelerator.tokens.map {
        TargetParts.Queue(name: $0.name, from: $0.from, to: $0.to)
      })
  }

  public var instructionSet: InstructionSet? { accelerator.instructionSet }

  public var clocks: [ClockSummary] { accelerator.timings.map(\.summary) }

  public func interface(by clock: ClockChoice) -> TargetInterface {
    var interface = description.interface
    let chosen = (try? accelerator.timing(clock)) ?? accelerator.timings.first
    interface.rates = accelerator.rates(chosen)
    return interface
  }

  public func check(_ clock: ClockChoice) throws(Diagnostic) {
    _ = try accelerator.timing(clock)
  }

  public var passes: [OfferedPass] { loweringPasses(for: accelerator) }

  public var driver: String? { accelerator.driver }

  public func makeDevice() -> any Device { DecoupledDevice(accelerator) }

}
