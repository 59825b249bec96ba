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
    for piece in pieces(contraction, box) {
      for group in tapGroups(contraction.window, first: first) {
        guard let loaded = try load(contraction, piece.inputs, group, box, origin) else { continue }
        for output in piece.outputs {
          for input in inputs(contraction, piece, output) {
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

  /// What is multiplied with one load: rows of data, and the rows of sums that they are added to.
  private struct Piece {
    var outputs: Range<Int>
    var inputs: Range<Int>
  }

  private func pieces(_ contraction: KernelPlan.Contraction, _ box: TileBox) -> [Piece] {
    guard contraction.weights.isDense else {
      return box.outputs.pieces(of: sizes.inputs).map {
        Piece(outputs: $0, inputs: machine.dataRows(of: $0))
      }
    }
    return (0 ..< problem.inputs).pieces(of: sizes.inputs).map {
      Piece(outputs: box.outputs, inputs: $0)
    }
  }

  /// The rows of data of a piece that become a part of one row of sums.
  private func inputs(
    _ contraction: KernelPlan.Contraction, _ piece: Piece, _ output: Int
  ) -> Range<Int> {
    contraction.weights.isDense ? piece.inputs : machine.dataRows(of: output ..< output + 1)
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
        count: distances.count * machine.blockPlaces)
    }
    let data = Want(
      .data(contraction.data, image: box.image, blocks: inputs, tile.rows, tile.columns),
      count: count)
    let places: [Place]
    if machine.data == machine.weights {
      places = try take([data, weights], of: machine.data)
    } else {
      places = try take([data], of: machine.data) + take([weights], of: machine.weights)
    }
    if !places[0].isThere {
      loadData(
        contraction.data, of: machine.depth, box.image, inputs, tile.rows, tile.columns,
        to: machine.data.id, places[0].first, origin)
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
      let rows = Rows(
        machine.weights.id, first, count: distances.count * machine.blockPlaces)
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
    let block: Int
    if contraction.weights.isDense {
      let pair =
        (output - box.outputs.lowerBound) * loaded.inputs.count + input - loaded.inputs.lowerBound
      block = pair * loaded.group.taps.count + loaded.group.place(of: tap)
    } else {
      block = distances.firstIndex(of: machine.distance(of: output, from: input)) ?? 0
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
    for piece in pieces(contraction, box) {
      for group in tapGroups(window, first: nil) {
        guard let loaded = try load(contraction, piece.inputs, group, box, origin) else { continue }
        for output in piece.outputs {
          for tap in group.taps {
            let found = meetings(tap, window, loaded.tile, other, box, output)
            let inputs = inputs(contraction, piece, output)
            for input in inputs {
              let weights = weightRows(contraction, loaded, box, output, input, tap)
              for (sums, place) in found {
                let data = Rows(machine.data.id, loaded.place(input) + place, count: sums.count)
                let begins = input == inputs.lowerBound
                append(.multiply(sums: sums, data: data, weights: weights, begins: begins), origin)
              }
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
