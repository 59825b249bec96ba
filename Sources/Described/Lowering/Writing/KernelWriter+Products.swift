import Diagnostics
import Effects
import Passes
import Tensors

extension KernelWriter {

  /// What is in the memories for one step of a sum.
  private struct Loaded {
    var group: TapGroup
    var inputs: Range<Int>
    var tile: (rows: AxisTile, columns: AxisTile)
    var data: Int
    var weights: Int

    /// Where a block of the data begins.
    func place(_ input: Int) -> Int {
      data + (input - inputs.lowerBound) * tile.rows.count * tile.columns.count
    }
  }

  /// Sums products into a buffer.
  mutating func contract(
    _ contraction: KernelPlan.Contraction, into buffer: KernelPlan.Buffer, begins: Bool,
    _ box: TileBox, _ origin: Provenance
  ) throws(Diagnostic) {
    let first = begins ? coveringTap(contraction, box) : nil
    if begins, first == nil { begin(buffer, zero, box, origin) }
    var begun: Set<Int> = []
    for inputs in inputPieces(contraction, box) {
      for group in tapGroups(contraction.window, first: first) {
        guard let loaded = try load(contraction, inputs, group, box, origin) else { continue }
        for output in contraction.weights.isDense ? box.outputs : inputs {
          for input in contraction.weights.isDense ? inputs : output ..< output + 1 {
            for tap in group.taps(first: first) {
              let isFirst = first != nil && begun.insert(output).inserted
              let weights = weightRows(contraction, loaded, box, output, input, tap)
              for (sums, place) in meetings(
                tap, contraction.window, loaded.tile, buffer, box, output)
              {
                let data = Rows(machine.data.id, loaded.place(input) + place, count: sums.count)
                append(
                  .multiply(sums: sums, data: data, weights: weights, begins: isFirst), origin)
              }
            }
          }
        }
      }
    }
  }

  /// The tap at which all of the tile meets data, so that its products can begin the sums; the first
  /// one only where the order is said.
  private func coveringTap(
    _ contraction: KernelPlan.Contraction, _ box: TileBox
  ) -> TapGroup.Tap? {
    let window = contraction.window
    let group = TapGroup(rows: 0 ..< window.kernel[0], columns: 0 ..< window.kernel[1])
    let tile = wholeTile(contraction.data, window, box)
    let taps = problem.isOrdered ? Array(group.taps.prefix(1)) : group.taps
    return taps.first { tap in
      tile.rows.outputs(box.rows, meetingAt: tap.row * window.dilations[0]) == box.rows
        && tile.columns.outputs(box.columns, meetingAt: tap.column * window.dilations[1])
          == box.columns
    }
  }

  private func inputPieces(
    _ contraction: KernelPlan.Contraction, _ box: TileBox
  ) -> [Range<Int>] {
    contraction.weights.isDense
      ? (0 ..< problem.inputs).pieces(of: sizes.inputs) : box.outputs.pieces(of: sizes.inputs)
  }

  /// The groups in which taps are summed, the one with `first` before all others.
  private func tapGroups(_ window: TapWindow, first: TapGroup.Tap?) -> [TapGroup] {
    let groups = (0 ..< window.kernel[0]).pieces(of: sizes.tapRows).flatMap { rows in
      (0 ..< window.kernel[1]).pieces(of: sizes.tapColumns).map {
        TapGroup(rows: rows, columns: $0)
      }
    }
    guard let first, let index = groups.firstIndex(where: { $0.contains(first) }) else {
      return groups
    }
    return [groups[index]] + groups[..<index] + groups[(index + 1)...]
  }

  // MARK: Loads

  /// Brings data and weights of one step into their memories; nil where no tap meets any data.
  private mutating func load(
    _ contraction: KernelPlan.Contraction, _ inputs: Range<Int>, _ group: TapGroup,
    _ box: TileBox, _ origin: Provenance
  ) throws(Diagnostic) -> Loaded? {
    let tile = dataTile(contraction.data, contraction.window, box, group)
    let count = inputs.count * tile.rows.count * tile.columns.count
    guard count > 0 else { return nil }
    let address = self.address(of: contraction.weights)
    let weights: Want
    if contraction.weights.isDense {
      let blocks = box.outputs.count * inputs.count * group.taps.count
      weights = Want(
        .weights(address: address, outputs: box.outputs, inputs: inputs, group),
        count: blocks * machine.blockPlaces)
    } else {
      let none = TapGroup(rows: 0 ..< 0, columns: 0 ..< 0)
      weights = Want(
        .weights(address: address, outputs: 0 ..< 0, inputs: 0 ..< 0, none),
        count: machine.blockPlaces)
    }
    let data = Want(
      .data(contraction.data, image: box.image, blocks: inputs, tile.rows, tile.columns),
      count: count)
    let places: [PlaceRing<PlaceKey>.Place]
    if machine.data.id == machine.weights.id {
      places = try take([data, weights], of: machine.data)
    } else {
      places = try take([data], of: machine.data) + take([weights], of: machine.weights)
    }
    if !places[0].isThere {
      loadData(
        contraction.data, box.image, inputs, tile.rows, tile.columns, to: machine.data.id,
        places[0].first, origin)
    }
    if !places[1].isThere {
      loadWeights(contraction, address, inputs, group, box, to: places[1].first, origin)
    }
    return Loaded(
      group: group, inputs: inputs, tile: tile, data: places[0].first, weights: places[1].first)
  }

  private mutating func loadWeights(
    _ contraction: KernelPlan.Contraction, _ address: Int, _ inputs: Range<Int>,
    _ group: TapGroup, _ box: TileBox, to first: Int, _ origin: Provenance
  ) {
    guard contraction.weights.isDense else {
      let rows = Rows(machine.weights.id, first, count: machine.blockPlaces)
      append(.loadWeights(rows, address: address), origin)
      return
    }
    let kernel = contraction.window.kernel
    var place = first
    var next: (rows: Rows, address: Int)?
    for output in box.outputs {
      for input in inputs {
        for row in group.rows {
          let taps = (output * problem.inputs + input) * kernel[0] + row
          let block = taps * kernel[1] + group.columns.lowerBound
          let from = address + block * machine.blockBytes
          let count = group.columns.count * machine.blockPlaces
          if let run = next, run.address + bytes(run.rows) == from {
            next = (Rows(run.rows.part, run.rows.first, count: run.rows.count + count), run.address)
          } else {
            if let run = next { append(.loadWeights(run.rows, address: run.address), origin) }
            next = (Rows(machine.weights.id, place, count: count), from)
          }
          place += count
        }
      }
    }
    if let run = next { append(.loadWeights(run.rows, address: run.address), origin) }
  }

  /// - Units: bytes of weights on the host.
  private func bytes(_ rows: Rows) -> Int {
    rows.count / machine.blockPlaces * machine.blockBytes
  }

  private func weightRows(
    _ contraction: KernelPlan.Contraction, _ loaded: Loaded, _ box: TileBox, _ output: Int,
    _ input: Int, _ tap: TapGroup.Tap
  ) -> Rows {
    var block = 0
    if contraction.weights.isDense {
      let pair =
        (output - box.outputs.lowerBound) * loaded.inputs.count + input - loaded.inputs.lowerBound
      block = pair * loaded.group.taps.count + loaded.group.place(of: tap)
    }
    return Rows(
      machine.weights.id, loaded.weights + block * machine.blockPlaces, count: machine.blockPlaces)
  }

  // MARK: Pools

  /// Combines what each tap meets, which a product with ones brings among the sums.
  mutating func pool(
    _ function: ValueBinary, _ contraction: KernelPlan.Contraction,
    through other: KernelPlan.Buffer, into buffer: KernelPlan.Buffer, _ box: TileBox,
    _ origin: Provenance
  ) throws(Diagnostic) {
    let window = contraction.window
    for inputs in inputPieces(contraction, box) {
      for group in tapGroups(window, first: nil) {
        guard let loaded = try load(contraction, inputs, group, box, origin) else { continue }
        for output in inputs {
          for tap in group.taps {
            let weights = weightRows(contraction, loaded, box, output, output, tap)
            let found = meetings(tap, window, loaded.tile, other, box, output)
            for (sums, place) in found {
              let data = Rows(machine.data.id, loaded.place(output) + place, count: sums.count)
              append(.multiply(sums: sums, data: data, weights: weights, begins: true), origin)
            }
            for (sums, _) in found {
              let into = Rows(
                sums.part, sums.first - sumRows(other, box).first + sumRows(buffer, box).first,
                count: sums.count)
              append(.combine(function, into, sums), origin)
            }
          }
        }
      }
    }
  }

}

extension TapGroup {

  func contains(_ tap: Tap) -> Bool { rows.contains(tap.row) && columns.contains(tap.column) }

  /// The taps, `first` before all others.
  func taps(first: Tap?) -> [Tap] {
    guard let first, contains(first) else { return taps }
    return [first] + taps.filter { $0 != first }
  }

}

extension KernelPlan.Weights {
  var isDense: Bool { if case .dense = self { true } else { false } }
}
