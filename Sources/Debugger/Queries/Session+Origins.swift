public import Diagnostics
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors

extension Session {

  /// What the values that `text` names were computed from: each instruction that had a part in them,
  /// the one that ran last first, and then what stood in DRAM.
  /// - Errors: nothing runs, there are no such cells, or too many values are behind them.
  public func valueOrigin(of text: String) throws(Diagnostic) -> OriginAnswer {
    let run = try requireRun()
    let place = try run.cells(text)
    let origin = try run.device.traceable().origin(of: place, interruption: interruption)
    let most = settings.lineLimit > 0 ? settings.lineLimit : Int.max
    return OriginAnswer(
      cells: place, value: try? shown(text, "d"),
      steps: origin.steps.enumerated().map { index, step in
        OriginAnswer.Step(
          instruction: index < most
            ? space.named(step.instruction) : NamedInstruction(number: step.instruction), step)
      }, shownCount: min(most, origin.steps.count), sources: sourceTensors(of: origin.dram, run),
      dram: origin.dram, unwritten: origin.unwritten)
  }

  /// The bytes by the named pieces of DRAM that they are in.
  private func sourceTensors(of dram: [Range<Int>], _ run: Journey.Run) -> [OriginAnswer.Source] {
    let bindings = inputBindings(of: run)
    var found: [OriginAnswer.Source] = []
    var rest = dram
    for region in run.device.workload.image.regions.sorted(by: { $0.count < $1.count }) {
      let own = region.address ..< region.address + region.count
      let inside = rest.map { $0.clamped(to: own) }.filter { !$0.isEmpty }
      guard !inside.isEmpty else { continue }
      rest = rest.flatMap { range in
        [
          range.lowerBound ..< max(range.lowerBound, min(range.upperBound, own.lowerBound)),
          min(range.upperBound, max(range.lowerBound, own.upperBound)) ..< range.upperBound,
        ].filter { !$0.isEmpty }
      }
      found.append(
        OriginAnswer.Source(
          name: region.name, role: region.role == .other ? "" : region.role.rawValue,
          bytes: inside.reduce(0) { $0 + $1.count },
          box: bindings.first { $0.name == region.name }.flatMap { box(of: inside, in: $0) },
          addresses: inside))
    }
    if !rest.isEmpty {
      found.append(
        OriginAnswer.Source(
          name: OriginAnswer.listed(rest.map { CellPlace(CellPlace.dram, $0) }), role: "",
          bytes: rest.reduce(0) { $0 + $1.count }, box: nil, addresses: rest))
    }
    return found.sorted { ($0.addresses[0].lowerBound) < ($1.addresses[0].lowerBound) }
  }

  private func inputBindings(of run: Journey.Run) -> [HostBinding] {
    guard let region = program?.lowered[run.name] as? StreamRegion else { return [] }
    return region.inputs
  }

  /// The smallest box of a tensor that has all of the bytes, a range for each axis.
  private func box(of bytes: [Range<Int>], in binding: HostBinding) -> [Range<Int>]? {
    var low: [Int]?
    var high: [Int] = []
    for address in bytes.joined() {
      guard
        let index = binding.layout.index(ofByte: address - binding.address, binding.shape)
      else { continue }
      low = low.map { zip($0, index).map(min) } ?? index
      high = high.isEmpty ? index : zip(high, index).map(max)
    }
    guard let low else { return nil }
    return zip(low, high).map { $0 ..< $1 + 1 }
  }

}
