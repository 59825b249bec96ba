import Canvas
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
  public func valueOrigin(of text: String) throws(Diagnostic) -> QueryResult {
    let (run, place) = try cells(text)
    let origin = try run.device.origin(of: place, interruption: interruption)
    let most = settings.lineLimit > 0 ? settings.lineLimit : Int.max
    var lines: [StyledText] = []
    if let value = try? shown(text, "d") { lines.append("\("\(place)", .name) = \(value)") }
    for step in origin.steps.prefix(most) {
      lines.append("← " + instructionText(step.instruction))
      lines.append(StyledText("    " + formula(of: step), .dim))
    }
    if origin.steps.count > most {
      lines.append(StyledText("… and \(origin.steps.count - most) instructions more", .dim))
    }
    let tensors = sourceTensors(of: origin.dram, run)
    lines += tensors.map { "from " + $0.line }
    lines += origin.unwritten.map { "from \("\($0)", .name), which nothing has written" }
    if tensors.isEmpty, origin.unwritten.isEmpty {
      lines.append(origin.steps.isEmpty ? "nothing has written it" : "from constants alone")
    }
    return QueryResult(
      lines,
      [
        "cells": .text("\(place)"),
        "steps": .list(origin.steps.map { json(of: $0) }),
        "sources": .list(tensors.map(\.json)),
        "dram": .list(
          origin.dram.map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
        "unwritten": JSON(origin.unwritten.map { "\($0)" }),
      ])
  }

  private func json(of step: ValueOrigin.Step) -> JSON {
    [
      "insn": JSON(step.instruction), "written": JSON(step.written.map { "\($0)" }),
      "read": JSON(step.read.map { "\($0)" }), "constant": JSON(step.constant),
      "copy": .flag(step.isCopy),
    ]
  }

  /// As `acc[2][7] from acc[2][7], inp[32], wgt[71][112:128] and the constant 0`.
  private func formula(of step: ValueOrigin.Step) -> String {
    var parts = [listed(step.read)].filter { !$0.isEmpty }
    if let constant = step.constant { parts.append("the constant \(constant)") }
    let verb = step.isCopy ? "copied from" : "made from"
    return "\(listed(step.written)) \(verb) \(parts.joined(separator: " and "))"
  }

  private func listed(_ places: [CellPlace]) -> String {
    let most = 6
    let shown = places.prefix(most).map(\.description).joined(separator: ", ")
    return places.count > most ? "\(shown), … (\(places.count) places)" : shown
  }

  /// A tensor, or a named piece of DRAM, and how much of it was used.
  private struct SourceTensor {
    var name: String
    var role: String
    var bytes: Int
    var box: String?
    var addresses: [Range<Int>]

    var line: StyledText {
      var line: StyledText = "\(name, .name)"
      if let box { line += StyledText(box) }
      line.append(
        "  \(bytes) \(bytes == 1 ? "byte" : "bytes")\(role.isEmpty ? "" : " of \(role)")", .dim)
      return line
    }

    var json: JSON {
      [
        "name": .text(name), "role": .text(role), "bytes": .integer(bytes), "box": JSON(box),
        "dram": .list(addresses.map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
      ]
    }
  }

  /// The bytes by the named pieces of DRAM that they are in.
  private func sourceTensors(of dram: [Range<Int>], _ run: Journey.Run) -> [SourceTensor] {
    let bindings = inputBindings(of: run)
    var found: [SourceTensor] = []
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
        SourceTensor(
          name: region.name, role: region.role == .other ? "" : region.role.rawValue,
          bytes: inside.reduce(0) { $0 + $1.count },
          box: bindings.first { $0.name == region.name }.flatMap { box(of: inside, in: $0) },
          addresses: inside))
    }
    if !rest.isEmpty {
      found.append(
        SourceTensor(
          name: listed(rest.map { CellPlace(CellPlace.dram, $0) }), role: "",
          bytes: rest.reduce(0) { $0 + $1.count }, box: nil, addresses: rest))
    }
    return found.sorted { ($0.addresses[0].lowerBound) < ($1.addresses[0].lowerBound) }
  }

  private func inputBindings(of run: Journey.Run) -> [HostBinding] {
    guard let region = currentProgram?.lowered[run.name] as? StreamRegion else { return [] }
    return region.inputs
  }

  /// The smallest box of a tensor that has all of the bytes, as `[0, 0:16, 3:6, 2:5]`.
  private func box(of bytes: [Range<Int>], in binding: HostBinding) -> String? {
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
    let axes = zip(low, high).map { $0 == $1 ? "\($0)" : "\($0):\($1 + 1)" }
    return "[\(axes.joined(separator: ", "))]"
  }

}
