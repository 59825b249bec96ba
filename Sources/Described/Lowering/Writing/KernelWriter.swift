import Diagnostics
import Effects
import Passes
import Support
import TargetKit
import Tensors

/// Writes the operations of one kernel, tile by tile.
struct KernelWriter {

  let machine: OperationMachine
  let region: KernelRegion
  let kernel: Kernel
  let plan: KernelPlan
  let problem: TileProblem
  let sizes: TileSizes

  /// Of the blocks that make sums of data.
  let distances: [Int]

  /// How sums begin as 0.
  let zero: KernelPlan.Beginning

  /// Where everything stands on the host; constants are added to it.
  private(set) var host: HostImage

  private(set) var list = OperationList()
  private var rings: [OperationMachine.Part: PlaceRing<PlaceKey>]

  /// Where the buffers of the tile that is written begin, and rows of constants for it.
  private var buffers: [Int] = []
  private var rows: [KernelPlan.RowSource: Int] = [:]

  /// Where data is among the sums.
  private var pooled = 0

  /// Where constants stand on the host that have been asked for.
  private var rowAddresses: [KernelPlan.RowSource: Int] = [:]
  private var weightAddress: Int?

  init(
    _ kernel: Kernel, of region: KernelRegion, by plan: KernelPlan, _ problem: TileProblem,
    _ sizes: TileSizes, on host: HostImage
  ) {
    machine = problem.machine
    distances = machine.distances
    self.region = region
    self.kernel = kernel
    self.plan = plan
    self.problem = problem
    self.sizes = sizes
    self.host = host
    let canFill = machine.can(.fill(Rows(machine.sums.id, 0), 0))
    let number: Operation.Number = machine.sums.element.isFloat ? .real(0) : .integer(0)
    zero = canFill ? .number(.integer(0)) : .row(.constant([number]))
    rings = [:]
    for part in [machine.data, machine.weights, machine.sums] {
      rings[part] = PlaceRing(count: part.count)
    }
  }

  var result: RegionValue { region[kernel.result] }

  // MARK: Tiles

  /// - Errors: a memory has no room for a tile after all.
  /// - Cost: O(operations).
  mutating func write() throws(Diagnostic) {
    let outputs = (0 ..< problem.outputs).pieces(of: sizes.outputs)
    if sizes.keepsWeights {
      for part in outputs {
        for position in positions { try write(position.box(part)) }
      }
    } else {
      for position in positions {
        for part in outputs { try write(position.box(part)) }
      }
    }
  }

  private struct Position {
    var image: Int
    var rows: Range<Int>
    var columns: Range<Int>

    func box(_ outputs: Range<Int>) -> TileBox {
      TileBox(image: image, outputs: outputs, rows: rows, columns: columns)
    }
  }

  private var positions: [Position] {
    (0 ..< problem.images).flatMap { image in
      (0 ..< problem.rows).pieces(of: sizes.rows).flatMap { rows in
        (0 ..< problem.columns).pieces(of: sizes.columns).map {
          Position(image: image, rows: rows, columns: $0)
        }
      }
    }
  }

  private mutating func write(_ box: TileBox) throws(Diagnostic) {
    try Interruption.current.check()
    try placeSums(of: box)
    for action in plan.actions { try write(action.kind, box, action.origin) }
    for output in box.outputs {
      for row in box.rows {
        let rows = sumRows(plan.result, box, output, row, box.columns)
        let to = result.row(
          of: machine.lanes, output, in: (box.image, row, box.columns.lowerBound),
          at: host[kernel.result])
        append(.store(rows, to, steps: plan.tail), plan.tailOrigin)
      }
    }
  }

  mutating func append(_ kind: Operation.Kind, _ origin: Provenance) { list.append(kind, origin) }

  /// Rows of a buffer that are a part of one row of the result.
  func sumRows(
    _ buffer: KernelPlan.Buffer, _ box: TileBox, _ output: Int, _ row: Int, _ columns: Range<Int>
  ) -> Rows {
    Rows(
      machine.sums.id, buffers[buffer] + box.place(output, row, columns.lowerBound),
      count: columns.count)
  }

  /// All rows of a buffer.
  func sumRows(_ buffer: KernelPlan.Buffer, _ box: TileBox) -> Rows {
    Rows(machine.sums.id, buffers[buffer], count: box.count)
  }

  /// All rows of a buffer that belong to one block of channels.
  func sumRows(_ buffer: KernelPlan.Buffer, _ box: TileBox, _ output: Int) -> Rows {
    let count = box.rows.count * box.columns.count
    return Rows(
      machine.sums.id,
      buffers[buffer] + box.place(output, box.rows.lowerBound, box.columns.lowerBound), count: count
    )
  }

  // MARK: Places

  typealias Want = PlaceRing<PlaceKey>.Want
  typealias Place = PlaceRing<PlaceKey>.Place

  /// Places in the memory `part`, which wants share.
  mutating func take(
    _ wants: [Want], of part: OperationMachine.Part
  ) throws(Diagnostic) -> [Place] {
    guard let places = rings[part]?.places(for: wants) else {
      let count = wants.reduce(0) { $0 + $1.count }
      throw .error("a tile takes \(count) places of `\(part.name)`, which has \(part.count)")
    }
    return places.map { Place(first: part.first + $0.first, isThere: $0.isThere) }
  }

  /// Gives buffers and rows of constants their places, and loads the latter.
  private mutating func placeSums(of box: TileBox) throws(Diagnostic) {
    let sources = plan.rows
    let pool = plan.pool.map { wholeTile($0.value, $0.window, box) }
    var wants = (0 ..< plan.buffers).map { _ in Want(nil, count: box.count) }
    wants += sources.map { Want(key($0.source, box), count: box.outputs.count) }
    if let pool {
      let count = box.outputs.count * pool.rows.count * pool.columns.count
      wants.append(Want(nil, count: count))
    }
    let places = try take(wants, of: machine.sums)
    buffers = places.prefix(plan.buffers).map(\.first)
    rows = [:]
    for (index, row) in sources.enumerated() {
      let place = places[plan.buffers + index]
      rows[row.source] = place.first
      guard !place.isThere else { continue }
      append(
        .load(
          Rows(machine.sums.id, place.first, count: box.outputs.count), from(row.source, box),
          adds: false), row.origin)
    }
    if pool != nil { pooled = places[places.count - 1].first }
  }

  private func key(_ source: KernelPlan.RowSource, _ box: TileBox) -> PlaceKey {
    if case .value = source { return .row(source, image: box.image, blocks: box.outputs) }
    return .row(source, image: 0, blocks: box.outputs)
  }

  /// Where the rows for the blocks of a tile stand on the host.
  private mutating func from(_ source: KernelPlan.RowSource, _ box: TileBox) -> HostRows {
    switch source {
    case .constant:
      HostRows(
        address: address(of: source, box.outputs.lowerBound), stride: machine.sumRowBytes,
        lanes: machine.lanes, element: machine.sums.element)
    case .value(let id):
      // There is one position, so that rows of channels follow each other.
      HostRows(
        address: region[id].row(
          of: machine.lanes, box.outputs.lowerBound, in: (box.image, 0, 0), at: host[id]
        ).address, stride: machine.lanes * region[id].element.byteSize, lanes: machine.lanes,
        element: region[id].element)
    }
  }

  /// Where the row of a constant for a block of channels stands on the host.
  mutating func address(of source: KernelPlan.RowSource, _ output: Int) -> Int {
    guard case .constant(let numbers) = source else { return 0 }
    let first =
      rowAddresses[source]
      ?? host.address(
        of: ConstantPacking(machine: machine).rows(numbers, blocks: problem.outputs), named: "B")
    rowAddresses[source] = first
    return first + output * machine.sumRowBytes
  }

  /// Where weights stand on the host.
  mutating func address(of weights: KernelPlan.Weights) -> Int {
    let packing = ConstantPacking(machine: machine)
    switch weights {
    case .diagonal(let scale): return host.address(of: packing.diagonals(scale), named: "D")
    case .dense(let tensor):
      let first =
        weightAddress
        ?? host.address(of: packing.weights(tensor, blocks: problem.outputs), named: "W")
      weightAddress = first
      return first
    }
  }

  mutating func address(ofElements bytes: [UInt8]) -> Int { host.address(of: bytes, named: "E") }

  /// Where the row of `source` for a block of channels is among the sums.
  func row(_ source: KernelPlan.RowSource, _ box: TileBox, _ output: Int) -> Int? {
    rows[source].map { $0 + output - box.outputs.lowerBound }
  }

  /// Where data that is among the sums begins for a block of channels.
  func pooledPlace(_ box: TileBox, _ output: Int, _ size: Int) -> Int {
    pooled + (output - box.outputs.lowerBound) * size
  }

}
