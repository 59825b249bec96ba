public import Diagnostics
import Simulation
import Support
import TargetKit

/// What front ends look at: the machine that runs, and instructions.
extension Session: Inspection {

  /// The machine that is looked at.
  private var device: (any Device)? { space.run?.device }

  public var nextInstruction: Int? { next?.value }

  /// The instruction that the next step runs.
  var next: InstructionNumber? { device?.nextInstruction }

  public func instructions(_ numbers: Range<Int>) -> [InstructionView] {
    let numbers = InstructionNumber(numbers.lowerBound) ..< InstructionNumber(numbers.upperBound)
    return space.instructions(numbers).map { view in
      var view = view
      view.hasBreakpoint = stopList.hasBreakpoint(at: view)
      return view
    }
  }

  /// The instructions with these numbers, as far as there are any, with all that they hold.
  /// - Cost: O(instructions asked for + parts).
  public func instructionRows(_ numbers: Range<Int>) -> [InstructionRow] {
    space.rows(instructions(numbers))
  }

  public var units: [UnitView] { device?.unitViews ?? [] }
  public var tokenQueues: [TokenQueueView] { device?.tokenQueueViews ?? [] }

  /// The same for a reader who asks for nothing else.
  /// - Errors: what runs has no tokens.
  public func requiredTokenQueues() throws(Diagnostic) -> [TokenQueueView] {
    _ = try device?.tokenFlowing()
    return tokenQueues
  }

  public var transfers: [TransferView] { device?.transferViews ?? [] }
  public var memories: [MemoryView] { device?.memoryViews ?? [] }

  public func occupancy(of name: String, parts count: Int) -> [Occupancy] {
    device?.occupancyViews(of: name, parts: count) ?? []
  }

  public func rows(
    of name: String, _ indices: Range<Int>, as format: LaneFormat
  ) -> [MemoryRowView] {
    device?.rowViews(of: name, indices, as: format) ?? []
  }

  public func previousRows(
    of name: String, _ indices: Range<Int>, as format: LaneFormat
  ) -> [MemoryRowView] {
    device?.previousRowViews(of: name, indices, as: format) ?? []
  }

  /// What the machine has counted.
  public var counterViews: [CounterView] { device?.counterViews ?? [] }

  public var stops: [StopView] { stopList.views }

  public var allowsClipboard: Bool { settings.allowsClipboard }

}
