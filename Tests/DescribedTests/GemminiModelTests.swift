import Described
import Diagnostics
import GraphIR
import ISA
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import TestKit
import Testing

/// Streams that are made for `gemmini.yaml`, on a model that knows the published instruction set
/// and nothing of the description.
@Suite struct GemminiModelTests {

  // MARK: - The model itself

  private static func matrix(_ place: UInt32, columns: Int, rows: Int) -> UInt64 {
    UInt64(place) | UInt64(columns) << 32 | UInt64(rows) << 48
  }

  /// Rows of 3 numbers times columns of 3, as a program would spell it that knows the manual.
  private static func product(
    compute: UInt8 = 4, scale: Float = 1, activation: UInt64 = 0
  ) -> [(UInt8, UInt64, UInt64)] {
    let one = UInt64(Float(1).bitPattern) << 32
    return [
      (0, 1 << 2 | 1 << 16, 1 << 48),
      (0, 1 | one, 3),
      (2, 0x100, matrix(0, columns: 3, rows: 2)),
      (0, 1 | 1 << 3 | one, 3),
      (1, 0x140, matrix(16, columns: 3, rows: 3)),
      (6, matrix(16, columns: 3, rows: 3), matrix(0x8000_0002, columns: 3, rows: 2)),
      (compute, matrix(0, columns: 3, rows: 2), matrix(.max, columns: 0, rows: 0)),
      (0, 2 | activation << 2, 16 | UInt64(scale.bitPattern) << 32),
      (3, 0x180, matrix(0x8000_0002, columns: 3, rows: 2)),
      (7, 0, 0),
    ]
  }

  private static func ran(
    _ commands: [(UInt8, UInt64, UInt64)], _ scaling: GemminiModel.Scaling = .float
  ) throws -> GemminiModel {
    var model = GemminiModel(scaling: scaling)
    let data: [Int8] = [1, 2, 3, -4, 5, -6]
    let weights: [Int8] = [1, 0, 2, 0, 1, -1, 3, 1, 0]
    var bytes = [UInt8](repeating: 0, count: 0x100)
    for (place, number) in data.enumerated() { bytes[place] = UInt8(bitPattern: number) }
    for (place, number) in weights.enumerated() { bytes[0x40 + place] = UInt8(bitPattern: number) }
    model.host = [(0x100, bytes)]
    for (funct, rs1, rs2) in commands { try model.run(funct, rs1, rs2) }
    return model
  }

  private static func stored(_ model: GemminiModel) -> [Int8] {
    let bytes = model.host[0].bytes
    return [0x80, 0x81, 0x82, 0x90, 0x91, 0x92].map { Int8(bitPattern: bytes[$0]) }
  }

  @Test func aProductAsTheManualSpellsIt() throws {
    let model = try Self.ran(Self.product())
    #expect(Self.stored(model) == [10, 5, 0, -22, -1, -13])
    // Halves go to the even neighbour.
    let half = try Self.ran(Self.product(scale: 0.5))
    #expect(Self.stored(half) == [5, 2, 0, -11, 0, -6])
    let rectified = try Self.ran(Self.product(scale: 0.5, activation: 1))
    #expect(Self.stored(rectified) == [5, 2, 0, 0, 0, 0])
    // The array has no weights yet where nothing has filled it.
    let kept = try Self.ran(Self.product(compute: 5))
    #expect(Self.stored(kept) == [0, 0, 0, 0, 0, 0])
  }

  @Test func whatIsNotModelledIsRefused() {
    for (funct, rs1) in [(UInt8(8), UInt64(0)), (0, 3), (0, 2 | 1 << 4), (4, 0)] {
      #expect(throws: GemminiModel.Misuse.self) { try Self.ran([(funct, rs1, 0)]) }
    }
  }

  // MARK: - Streams

  /// Nothing, or the first byte that the model and the device leave different.
  private static func difference(
    _ workload: Workload, _ description: MachineDescription, without left: Int? = nil
  ) throws -> String? {
    var device = try DescribedDevice(description)
    try device.load(workload, RunOptions())
    guard device.run() == .end else { return "the device stops: \(device.stop)" }
    var model = GemminiModel(scaling: .shift)
    model.host = workload.image.segments.map { ($0.address, $0.bytes) }
    let words = workload.streams.flatMap(\.code.wideWords)
    for (index, word) in words.enumerated() where index != left {
      let funct = UInt8(truncatingIfNeeded: word[0, 7])
      try model.run(funct, word[8, 64], word[72, 64])
    }
    return try model.difference { try device.readDRAM(at: $0, count: $1) }
  }

  private static func workload(
    _ f: inout LayerFixture, _ results: [ID<Node>], _ description: MachineDescription
  ) throws -> Workload {
    let (program, warnings) = try MachineLoweringTests.lowered(
      try f.program(results), for: description)
    let region = try #require(program.lowered["region"] as? StreamRegion, "\(warnings)")
    return try region.workload(for: f.inputs().map { .tensor($0) })
  }

  @Test(arguments: 0 ..< 8) func layers(_ seed: Int) throws {
    let description = try Machines.gemmini()
    var f = LayerFixture(seed: seed, target: "gemmini")
    let data = f.input([1, f.pick(1 ... 40), f.pick(3 ... 9), f.pick(3 ... 9)])
    let kernel = [f.pick(1 ... 3), f.pick(1 ... 3)]
    let pads = kernel.map { $0 / 2 }
    let window = LayerFixture.Window(
      outputs: f.pick(1 ... 40), kernel: kernel, strides: [f.pick(1 ... 2), f.pick(1 ... 2)],
      pads: pads + pads)
    let first = try f.convolution(
      data, window, .init(hasRelu: f.flip(), shift: f.pick(6 ... 11), rounds: f.flip()))
    let sum = try f.sum(first, first, shift: f.pick(0 ... 2), amount: f.pick(0 ... 3))
    let flat = try f.call("nn.batch_flatten", [try f.mean(sum, shift: f.pick(1 ... 5))])
    let result = try f.dense(flat, f.pick(1 ... 40))
    let workload = try Self.workload(&f, [result, sum], description)
    #expect(try Self.difference(workload, description) == nil)
  }

  /// What the comparison sees: without any one of its commands a stream computes something else.
  @Test func everyCommandIsNeeded() throws {
    let description = try Machines.gemmini()
    var f = LayerFixture(seed: 3, target: "gemmini")
    let result = try f.dense(f.input([1, 20]), 20)
    let workload = try Self.workload(&f, [result], description)
    let names = workload.streams[0].code.wideWords.map { $0[0, 7] }
    // The last one may be nothing but the end.
    for index in names.indices where names[index] != 0 {
      let isMissed: Bool
      do {
        isMissed = try Self.difference(workload, description, without: index) != nil
      } catch { isMissed = error is GemminiModel.Misuse }
      #expect(isMissed, "without command \(index), funct \(names[index])")
    }
  }

  // MARK: - The default scaling

  /// The description with a float32 that sums are multiplied by, as the default is generated.
  private static func scaling() throws -> MachineDescription {
    var text = try Machines.source("gemmini").text
    let changes = [
      (
        "  shift: register uint32\n",
        "  shift: register uint32\n  scale: register float32 over shift\n"
      ),
      (">> shift, 0, 127)", "* scale), 0, 127))"),
      (">> shift, -128, 127)", "* scale), -128, 127))"),
      ("clip(acc[at:at+rows, 0:cols] *", "cast(int8, clip(round(acc[at:at+rows, 0:cols] *"),
    ]
    for (old, new) in changes {
      #expect(text.contains(old))
      text = text.replacing(old, with: new)
    }
    return try MachineDescription(reading: SourceText(name: "scaling.yaml", text: text))
  }

  @Test(arguments: [(1, 0), (0.5, 0), (0.5, 1), (0.3, 0), (7, 0)] as [(Float, UInt64)])
  func theDefaultScalingCanBeDescribed(_ scale: Float, _ activation: UInt64) throws {
    // The words of the manual, but for what moves rows by a command of its own.
    let commands = Self.product(scale: scale, activation: activation).filter { $0.0 != 7 }.map {
      $0.0 == 1 ? (2, $0.1, $0.2) : ($0.0, $0.1 & ~(1 << 3), $0.2)
    }
    let words = commands.map { funct, rs1, rs2 in
      var word = WideWord()
      word[0, 7] = UInt64(funct)
      word[8, 64] = rs1
      word[72, 64] = rs2
      return word
    }
    let model = try Self.ran(commands)
    let image = MemoryImage(
      segments: try Self.ran([]).host.map { .init(address: $0.address, bytes: $0.bytes) })
    var device = try DescribedDevice(try Self.scaling())
    try device.load(
      Workload(name: "", image: image, streams: [Stream(name: "", code: .wide(words))]),
      RunOptions())
    #expect(device.run() == .streamEnd(0) || device.stop == .end)
    #expect(try model.difference { try device.readDRAM(at: $0, count: $1) } == nil)
  }

}
