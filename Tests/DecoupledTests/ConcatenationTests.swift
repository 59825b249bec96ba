import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import TestKit
import Testing

@testable import Decoupled

/// Channels are put one behind the other where they are computed.
@Suite struct ConcatenationTests {

  /// Each part is stored once, where the whole lies, and nothing else is.
  @Test func copiesNothingThatIsComputed() throws {
    var f = try LoweringFixture(seed: 1)
    let data = f.input([1, 20, 6, 5])
    let parts = try [32, 16, 48].map { try f.image(data, $0) }
    let whole = try f.concatenated(parts)
    let result = try f.image(whole, 16)
    let program = try f.lowered(try f.program([result]))
    #expect(try f.mismatch(program) == nil)
    #expect(try f.storedBytes(program) == (32 + 16 + 48 + 16) * 30)
  }

  /// What has a place already is copied: what comes in, goes out, or stands there twice.
  @Test func copiesWhatHasAPlace() throws {
    var f = try LoweringFixture(seed: 2)
    let data = f.input([1, 32, 4, 4])
    let part = try f.image(data, 16)
    let other = try f.image(data, 16)
    let whole = try f.concatenated([data, part, part, other])
    let program = try f.lowered(try f.program([try f.image(whole, 16), other]))
    #expect(try f.mismatch(program) == nil)
    // One part is computed in place; the input, the second use and the result are copied.
    #expect(try f.storedBytes(program) == (16 + 16 + 32 + 16 + 16 + 16) * 16)
  }

  @Test func placesConcatenationsInEachOther() throws {
    var f = try LoweringFixture(seed: 3)
    let data = f.input([1, 16, 7, 3])
    let inner = try f.concatenated([f.image(data, 16), f.image(data, 32)])
    let between = try f.image(inner, 16)
    let outer = try f.concatenated([between, inner, f.image(inner, 7)])
    let program = try f.lowered(try f.program([try f.image(outer, 20), outer]))
    #expect(try f.mismatch(program) == nil)
    #expect(try f.storedBytes(program) == (16 + 32 + 16 + 16 + 32) * 21)
  }

  /// Random graphs of convolutions, sums, poolings and concatenations of anything.
  @Test(arguments: 0 ..< 12)
  func joinsLikeTheReference(_ seed: Int) throws {
    var f = try LoweringFixture(seed: seed)
    let size = [f.pick(3 ... 8), f.pick(3 ... 8)]
    let images = f.pick(1 ... 3)
    var values = [f.input([images, 16 * f.pick(1 ... 3)] + size), f.input([images, 16] + size)]
    var wholes: [ID<Node>] = []
    for _ in 0 ..< 7 {
      let x = values[f.pick(0 ... values.count - 1)]
      switch f.pick(0 ... 4) {
      case 0:
        values.append(try f.rectifiedPool(x, .init(kernel: [3, 3], pads: [1, 1, 1, 1])))
      case 1: values.append(try f.sum(x, x))
      case 2, 3:
        let parts = try (0 ..< f.pick(2 ... 4)).map { _ in
          f.flip() ? values[f.pick(0 ... values.count - 1)] : try f.image(x, 16)
        }
        wholes.append(try f.concatenated(parts))
        values.append(wholes[wholes.count - 1])
      default: values.append(try f.image(x, 16 * f.pick(1 ... 3)))
      }
    }
    var results = [try f.image(values[values.count - 1], f.pick(1 ... 40))]
    if f.flip() { results += wholes.suffix(1) }
    if f.flip() { results.append(try f.image(values[2], 16)) }
    #expect(try f.mismatch(try f.lowered(try f.program(results))) == nil)
  }

  /// Rows of features, and a row that was an image, whose channels do not lie in blocks.
  @Test func joinsRows() throws {
    var f = try LoweringFixture(seed: 5)
    let data = f.input([1, 24])
    let parts = [try f.dense(data, 32), try f.dense(data, 9)]
    let program = try f.lowered(try f.program([try f.dense(f.concatenated(parts), 6)]))
    #expect(try f.mismatch(program) == nil)
    var g = try LoweringFixture(seed: 6)
    let image = g.input([1, 16, 2, 2])
    let row = try g.composite("flatten", [g.image(image, 16)]) { f, p in
      try f.call("nn.batch_flatten", p)
    }
    let joined = try g.concatenated([row, row])
    let error = #expect(throws: (any Error).self) {
      try g.lowered(try g.program([try g.dense(joined, 4)]))
    }
    #expect("\(error!)".contains("rows and columns among the channels"))
  }

  @Test(arguments: [
    (axis: 2, parts: [16, 16], batch: 1, "only channels"),
    (axis: 1, parts: [8, 16], batch: 1, "ends within a block"),
    (axis: 0, parts: [16, 16], batch: 2, "only channels"),
  ])
  func refusesWhatIsNoSequenceOfBlocks(
    _ axis: Int, _ parts: [Int], _ batch: Int, _ message: String
  ) throws {
    var f = try LoweringFixture(seed: 4)
    let data = f.input([batch, 16, 4, 4])
    let fields = try parts.map { try f.image(data, $0) }
    let whole = try f.concatenated(fields, axis: axis)
    let error = #expect(throws: (any Error).self) {
      try f.lowered(try f.program([try f.image(whole, 16)]))
    }
    #expect("\(error!)".contains(message))
  }

}

extension LoweringFixture {

  fileprivate mutating func concatenated(_ parts: [ID<Node>], axis: Int = 1) throws -> ID<Node> {
    try composite("concatenate", parts) { f, p in
      try f.call("concatenate", [try f.builder.tuple(p)], ["axis": .integer(axis)])
    }
  }

  /// A convolution that keeps rows and columns.
  fileprivate mutating func image(_ data: ID<Node>, _ channels: Int) throws -> ID<Node> {
    try convolution(data, .init(outputs: channels, kernel: [3, 3], pads: [1, 1, 1, 1]))
  }

  /// A pooling of what is not negative, so that padding never wins.
  fileprivate mutating func rectifiedPool(
    _ data: ID<Node>, _ window: LayerFixture.Window
  ) throws -> ID<Node> {
    try pool(try composite("clip", [data]) { f, p in try f.call("nn.relu", p) }, window)
  }

  /// What goes from the accelerator to memory while `program` runs.
  fileprivate func storedBytes(_ program: Program) throws -> Int {
    let region = try #require(program.lowered["region"] as? StreamRegion)
    var device = DecoupledTarget(description).makeDevice()
    try device.load(region.workload)
    #expect(device.run() == .end)
    return try #require(device.counters.first { $0.name == "out_store_nbytes" }).value
  }

}
