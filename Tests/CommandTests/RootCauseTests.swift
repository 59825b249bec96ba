import Debugger
import Diagnostics
import Foundation
import GraphIR
import OrderedCollections
import Passes
import Tensors
import Testing

/// Over whole models: every operator is on an accelerator, or on the host for one cause.
@Suite struct RootCauseTests {

  /// An accelerator behind a library, which computes in floats.
  private static let library = """
    name: floats
    version: 1
    kind: library
    summary: convolutions, matrices and what follows them, in floats
    types: {data: float32, weight: float32, accumulator: float32, shifts-only: false}
    operators: [nn.max_pool2d, nn.global_avg_pool2d]
    patterns:
      - name: floats.conv2d
        kind: conv2d
        match:
          - product = nn.conv2d(data, constant weight)
          - biased = nn.bias_add(product, constant bias), optional
          - result = nn.relu(biased), optional
        conditions:
          - {of: product, attribute: groups, is: 1, else: "the convolution has {found} groups"}
      - name: floats.dense
        kind: dense
        match:
          - product = nn.dense(data, constant weight)
          - result = nn.bias_add(product, constant bias), optional
      - {name: floats.add_relu, kind: add_relu, match: ["s = add(a, b)", "r = nn.relu(s)"]}
      - {name: floats.flat, kind: alias, match: ["r = nn.batch_flatten(x) or reshape(x)"]}
    """

  enum Targets: String, CaseIterable, Sendable { case vta, floats, both }

  /// Models that come with the package, and others where there are any beside it.
  private static let models: [String] = {
    let folders = [
      "\(Headless.root)/samples/models", ProcessInfo.processInfo.environment["SLUICE_MODELS"] ?? "",
    ]
    return folders.flatMap { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.sorted().compactMap { name in
        if name.hasSuffix(".onnx") { return "\(folder)/\(name)" }
        let path = "\(folder)/\(name)/model.onnx"
        return FileManager.default.fileExists(atPath: path) ? path : nil
      }
    }
  }()

  private func session(_ path: String, _ targets: Targets) throws -> Session {
    let file = NSTemporaryDirectory() + "sluice-\(UUID().uuidString).yaml"
    try Self.library.write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    var session = Session(targets: Headless.targets)
    switch targets {
    case .vta: try session.selectTargets(["vta"])
    case .floats: try session.selectTargets([file])
    case .both: try session.selectTargets(["vta", file])
    }
    try session.load(path, shapes: shapes(beside: path))
    try session.set("verify-each", to: "off")
    return session
  }

  /// The shapes of the inputs in the reference of a model.
  private func shapes(beside path: String) throws -> [String: [Int]] {
    let reference = path.replacingOccurrences(of: "model.onnx", with: "ref.npz")
    guard reference != path, FileManager.default.fileExists(atPath: reference) else { return [:] }
    var shapes: [String: [Int]] = [:]
    let archive = try TensorArchive(npzFile: reference)
    for name in archive.names where name.hasPrefix("in:") {
      shapes[String(name.dropFirst(3))] = archive[name]?.shape
    }
    return shapes
  }

  @Test(arguments: models, Targets.allCases)
  func everyOperatorHasOneCause(_ path: String, _ targets: Targets) throws {
    var session = try session(path, targets)
    for call in try calls(targets, &session) { try session.apply(call) }
    let causes = try session.rootCauses()
    let module = try #require(session.history?.program).module
    var offloaded = 0
    for id in causes.places.operators {
      let name = "\(id) \(module[id].op?.name ?? "")"
      guard let cause = causes[id] else {
        #expect(causes.places[id].target != nil, "\(name)")
        offloaded += 1
        continue
      }
      #expect(causes.places[id].target == nil, "\(name)")
      #expect(cause.code != .undecided, "\(name)")
      // What is asked by its number says it first, and once.
      let reasons = try session.why("\(id)").reasons
      #expect(reasons.first?.isRoot == true, "\(name): \(reasons.map(\.sentence))")
      #expect(reasons.filter(\.isRoot).count == 1, "\(name)")
    }
    #expect(offloaded > 0 || targets == .floats || !path.contains("/samples/"))
  }

  /// The default pipeline up to the partition, and for floats the same without what makes integers.
  private func calls(
    _ targets: Targets, _ session: inout Session
  ) throws -> [PlannedPass] {
    guard targets == .floats else {
      return try session.calls([], all: true, until: "partition")
    }
    let names = [
      "infer-types", "simplify", "fold-constants", "merge-composite", "annotate", "merge-regions",
      "partition",
    ]
    return try session.calls(names, all: false, until: nil)
  }

}
