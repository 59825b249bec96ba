public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors

extension Session: Inspection {

  public var headline: Headline {
    var line = Headline()
    line.model = model?.name ?? journey?.run?.device.workload.name ?? ""
    if let history {
      let entry = history.entries[history.current]
      line.passCount = entry.depth
      line.pass = entry.call.map { shown($0).withoutOptions } ?? ""
      line.pipelineLength =
        (history.path + history.future).count - 1
        + (history.future.isEmpty ? remainingPipeline.count : 0)
      line.isVerified = entry.call != nil && settings.verifiesEach ? true : nil
    }
    line.watchpointCount = stopList.entries.count { $0.kind.hit == .watchpoint }
    line.breakpointCount = stopList.entries.count - line.watchpointCount
    line.instructionCount = (try? instructionCount()) ?? 0
    guard let run = journey?.run else { return line }
    line.position = positionInProgram
    line.cycle = journey?.cycle
    line.behindLive = behindLive
    if let next {
      let origin = origin(of: next)
      line.place = origin.sources.first ?? origin.nodes.first ?? run.name
    }
    return line
  }

  /// How many instructions the newest recorded state is ahead of the one shown.
  public var behindLive: Int {
    journey?.run.map { $0.device.newestMark.instruction - $0.device.mark.instruction } ?? 0
  }

  /// How many instructions have been run before this point of the program.
  public var positionInProgram: Int? {
    journey?.run.map { $0.numbers.lowerBound.value + $0.device.mark.instruction }
  }

  /// How many instructions the whole program has.
  /// - Errors: nothing is loaded.
  func instructionCount() throws(Diagnostic) -> Int {
    guard journey?.isOfProgram != true, let run = journey?.run else {
      return try requireHistory().program.instructionCount
    }
    return run.device.workload.instructionCount
  }

  public var nextInstruction: Int? { next?.value }

  /// The instruction that the next step runs.
  var next: InstructionNumber? { journey?.run?.device.nextInstruction }

  /// One instruction as a reader sees it; nil where there is none of that number.
  func instruction(_ number: InstructionNumber) -> InstructionView? {
    guard parts.contains(where: { $0.numbers.contains(number) }) else { return nil }
    return instructions(number.value ..< number.value + 1).first
  }

  public func instructions(_ numbers: Range<Int>) -> [InstructionView] {
    let numbers = InstructionNumber(numbers.lowerBound) ..< InstructionNumber(numbers.upperBound)
    return parts.flatMap { part -> [InstructionView] in
      let own = numbers.clamped(to: part.numbers)
      guard !own.isEmpty, let device = part.device ?? freshDevice(for: part) else { return [] }
      return views(of: own, on: device, in: part)
    }
  }

  /// The instructions of what runs that race, of streams that are too long to
  /// be looked at while a screen is drawn none are known.
  private func hazards(of part: Part) -> Set<InstructionNumber> {
    guard part.workload.instructionCount <= 100_000 else { return [] }
    let races = (try? part.device?.analyzable())?.races(interruption: .never) ?? []
    return Set(races.flatMap { [$0.first.instruction, $0.second.instruction] })
  }

  private func views(
    of numbers: Range<InstructionNumber>, on device: any Device, in part: Part
  ) -> [InstructionView] {
    let hazards = hazards(of: part)
    return device.instructionViews(numbers).map { view in
      var view = view
      let number = InstructionNumber(view.number)
      view.hasHazard = hazards.contains(number)
      let origin = origin(of: number, in: part)
      view.origin = origin.sources.first ?? origin.nodes.first ?? origin.remark ?? ""
      view.hasBreakpoint = stopList.entries.contains { entry in
        entry.isEnabled && entry.kind.hit == .breakpoint && isAt(entry.location, view)
      }
      return view
    }
  }

  private func isAt(_ location: Location, _ view: InstructionView) -> Bool {
    switch location {
    case .instruction(let number): number.value == view.number
    case .operation(let name): view.operation.lowercased() == name
    case .pattern(let pattern): pattern.matches("\(view.operation) \(view.operands)")
    default: false
    }
  }

  public var units: [UnitView] {
    journey?.run?.device.unitViews ?? []
  }

  public var tokenQueues: [TokenQueueView] {
    journey?.run?.device.tokenQueueViews ?? []
  }

  /// The same for a reader who asks for nothing else.
  /// - Errors: what runs has no tokens.
  public func requiredTokenQueues() throws(Diagnostic) -> [TokenQueueView] {
    _ = try journey?.run?.device.tokenFlowing()
    return tokenQueues
  }

  public var transfers: [TransferView] {
    journey?.run?.device.transferViews ?? []
  }

  public var memories: [MemoryView] {
    journey?.run?.device.memoryViews ?? []
  }

  public func occupancy(of name: String, parts count: Int) -> [Occupancy] {
    journey?.run?.device.occupancyViews(of: name, parts: count) ?? []
  }

  public func rows(
    of name: String, _ indices: Range<Int>, as format: LaneFormat
  ) -> [MemoryRowView] {
    journey?.run?.device.rowViews(of: name, indices, as: format) ?? []
  }

  public func previousRows(
    of name: String, _ indices: Range<Int>, as format: LaneFormat
  ) -> [MemoryRowView] {
    journey?.run?.device.previousRowViews(of: name, indices, as: format) ?? []
  }

  public var stops: [StopView] {
    stopList.entries.map { entry in
      var view = StopView(
        number: entry.number, summary: entry.summary, hits: entry.hits, isEnabled: entry.isEnabled)
      if case .instruction(let number) = entry.location { view.instruction = number.value }
      return view
    }
  }

  public var allowsClipboard: Bool { settings.allowsClipboard }

}
