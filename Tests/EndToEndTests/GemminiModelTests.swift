import Debugger
import Described
import Diagnostics
import Foundation
import ISA
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import TestKit
import Testing

/// Streams of whole models that are made for `gemmini.yaml`, on a model that knows the published
/// instruction set and nothing of the description.
@Suite struct GemminiModelTests {

  private static let file = "\(Workshop.root)/samples/targets/gemmini.yaml"

  /// A stream with random numbers in its inputs.
  private static func filled(_ workload: Workload, seed: Int) -> Workload {
    var random = SplitMix64(seed: UInt64(seed))
    var workload = workload
    for region in workload.image.regions where region.role == .input {
      let bytes = (0 ..< region.count).map { _ in UInt8.random(in: 0 ... 255, using: &random) }
      workload.image.replace(at: region.address, with: bytes)
    }
    return workload
  }

  @Test(arguments: ["digits_mlp", "digits_lenet", "digits_resnet"])
  func everyStreamDoesTheSame(_ model: String) throws {
    var session = Session(targets: Workshop.targets)
    try session.selectTargets([Self.file])
    try session.load("\(Workshop.root)/samples/models/\(model).onnx")
    try session.readCalibration(Workshop.images, scale: 1.0 / 16)
    try session.readInputs("\(Workshop.root)/samples/models/\(model).npz", scale: nil)
    try session.applyAll()
    let text = try String(contentsOfFile: Self.file, encoding: .utf8)
    var device = try DescribedDevice(
      MachineDescription(reading: SourceText(name: Self.file, text: text)))
    let lowered = try #require(session.history?.program.lowered.values)
    #expect(!lowered.isEmpty)
    for (seed, region) in lowered.enumerated() {
      let workload = Self.filled(try #require(region as? StreamRegion).workload, seed: seed)
      try device.load(workload, RunOptions())
      #expect(device.run() == .end)
      var published = GemminiModel(scaling: .shift)
      published.host = workload.image.segments.map { ($0.address, $0.bytes) }
      for word in workload.streams.flatMap(\.code.wideWords) {
        try published.run(UInt8(truncatingIfNeeded: word[0, 7]), word[8, 64], word[72, 64])
      }
      let difference = try published.difference { try device.readDRAM(at: $0, count: $1) }
      #expect(difference == nil)
      #expect(published.counts[4, default: 0] > 0)
    }
  }

}
