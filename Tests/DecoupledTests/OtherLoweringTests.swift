import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import TestKit
import Testing

@testable import Decoupled

/// Descriptions that differ from the built-in one in what the lowering has to know.
@Suite struct OtherLoweringTests {

  private static let microOps = [
    ("depth: 8192\n    loaded-by: compute", "depth: 8192\n    loaded-by: load")
  ]

  /// Whoever loads micro-ops, what uses them waits for them.
  @Test(arguments: 0 ..< 4) func anotherUnitLoadsMicroOps(_ seed: Int) throws {
    var f = try LoweringFixture(seed: seed, on: changedDescription(Self.microOps))
    let data = f.input([1, 20, 9, 8])
    let image = try f.convolution(data, .init(outputs: 18, kernel: [3, 3], pads: [1, 1, 1, 1]))
    let sum = try f.sum(image, image)
    let pooled = try f.pool(sum, .init(kernel: [2, 2], strides: [2, 2]))
    let program = try f.lowered(f.program([pooled]))
    #expect(try f.mismatch(program) == nil)
    let region = try #require(program.lowered["region"] as? StreamRegion)
    var device = DecoupledDevice(f.description)
    try device.load(region.workload)
    device.run()
    #expect(device.stop == .end)
    // No load of micro-ops comes later.
    let loads = region.listing.indices.filter { region.listing[$0].contains("load uop") }
    #expect(loads == Array(loads.indices))
    #expect(!loads.isEmpty)
  }

  @Test func microOpsThatHaveNoRoomStayOnTheHost() throws {
    let small = [("depth: 8192\n    loaded-by: compute", "depth: 4\n    loaded-by: load")]
    var f = try LoweringFixture(seed: 1, on: changedDescription(small))
    let image = try f.convolution(f.input([1, 20, 9, 8]), .init(outputs: 18, kernel: [3, 3]))
    let (program, warnings) = try lowered(f, f.program([image]))
    #expect(program.lowered["region"] == nil)
    #expect(warnings.contains { $0.message.contains("has no room for at once") }, "\(warnings)")
  }

  /// A field that is too narrow keeps the region on the host, and not the program from running.
  @Test(arguments: [
    ("dram_base, lsb: 26, width: 32", "dram_base, lsb: 26, width: 8", "`dram_base`"),
    ("y_size, lsb: 64, width: 16", "y_size, lsb: 64, width: 2", "`y_size`"),
  ])
  func narrowFieldsKeepRegionsOnTheHost(_ old: String, _ new: String, _ field: String) throws {
    var f = try LoweringFixture(seed: 2, on: changedDescription([(old, new)]))
    let data = f.input([1, 20, 9, 8])
    let image = try f.convolution(data, .init(outputs: 18, kernel: [3, 3], pads: [1, 1, 1, 1]))
    let (program, warnings) = try lowered(f, f.program([image]))
    #expect(program.lowered["region"] == nil)
    let warning = try #require(warnings.first)
    #expect(warning.level == .warning)
    #expect(warning.message.contains("does not fit \(field)"), "\(warning)")
    #expect(warning.notes.contains { $0.contains("stays on the host") })
    let causes = RootCauses(program, for: [f.description.interface])
    #expect(causes.places.operators.allSatisfy { causes[$0]?.code == .notLowered })
  }

  private func lowered(
    _ f: LoweringFixture, _ program: Program
  ) throws -> (Program, [Diagnostic]) {
    var program = program
    var context = PassContext(targets: [f.description.interface])
    for pass in loweringPasses(for: f.description) {
      let given = try PassOptions([:], for: pass.info)
      program = try program.applying(try pass.make(given), in: &context)
    }
    return (program, Array(context.reports.elements))
  }

  /// What can not be lowered for is found before anything is lowered, unless there are no patterns.
  @Test func formsAreCheckedWherePatternsAre() throws {
    let shapes = [
      ("shape: [16, 16]", "shape: [32, 16]"),
      (
        "shape: [1, 16]\n    depth: 2048\n    loaded-by: compute",
        "shape: [1, 32]\n    depth: 2048\n    loaded-by: compute"
      ),
    ]
    let error = #expect(throws: Diagnostic.self) { try changedDescription(shapes) }
    #expect(
      error?.message.contains("has elements [32, 16], but the lowering needs [16, 16]") == true,
      "\(error.map { "\($0)" } ?? "")")
    #expect(error?.place?.line ?? 0 > 0)
    #expect(try changedDescription(shapes, hasPatterns: false).interface.patterns.isEmpty)
  }

}
