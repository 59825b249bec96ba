import GraphIR
import OrderedCollections
import Passes
import Support
import TestKit
import Testing

/// Where each node of a drawn graph ended, as TVM's passes sent it.
@Suite struct RandomGoldenTests {

  private static func composite(_ name: String, _ outer: String, _ inner: String)
    -> CompositePattern
  {
    let call = Pattern.call(label: "i", op: inner, operands: [.input("x"), .input("y")])
    return CompositePattern(
      name: name, kind: "test", pattern: .call(label: "o", op: outer, operands: [call]))
  }

  private static let targets = [
    "ta": TargetInterface(
      name: "ta", patterns: [composite("ta.add_relu", "nn.relu", "add")],
      operators: ["add", "nn.relu", "abs", "maximum"]),
    "tb": TargetInterface(
      name: "tb", patterns: [composite("tb.mul_tanh", "tanh", "multiply")],
      operators: ["multiply", "tanh", "abs", "minimum"]),
  ]

  @Test func everyNodeEndsInItsRegion() throws {
    let cases = GoldenRelay.files(endingIn: "graph.json")
    for path in cases {
      let graph = try JSON(parsing: GoldenRelay.read(path))
      let folder = path.dropLast("/graph.json".count)
      let program = try Texts.program(GoldenRelay.read("\(folder)/input.relay"))
      let names = graph["targets"]?.elements?.compactMap(\.text) ?? []
      let merges = graph["merge_regions"]?.flag ?? true
      var result = try program.after(
        MergeComposite.self, Annotate.self, targets: names.compactMap { Self.targets[$0] })
      if merges { result = try result.after(MergeRegions.self) }
      result = try result.after(Partition.self)
      let expected = Self.places(in: graph)
      let found = Self.places(in: result.module, keysOf: program.module)
      #expect(expected == found, "\(path)")
    }
    print("random: \(cases.count) graphs, each node in its region")
  }

  /// For each expression, written out as far as it tells it from others, where it ended.
  private static func places(in graph: JSON) -> [UInt64: [String]] {
    var keys: [UInt64] = []
    var places: [UInt64: [String]] = [:]
    let dead = Set(graph["dead_nodes"]?.elements?.compactMap(\.integer) ?? [])
    for (index, node) in (graph["nodes"]?.elements ?? []).enumerated() {
      let op = node["op"]?.text ?? ""
      let inputs = (node["inputs"]?.elements ?? []).compactMap(\.integer).map { keys[$0] }
      keys.append(key(op == "input" ? "x\(index)" : op, inputs))
      guard let place = graph["assignment"]?["\(index)"], !dead.contains(index) else { continue }
      let region = place["region"]?.text ?? ""
      places[keys[index], default: []].append(region + "/" + (place["composite"]?.text ?? ""))
    }
    return places.mapValues { $0.sorted() }
  }

  /// The nodes keep their identities, so that the graph before tells what each of them computes.
  private static func places(
    in module: GraphModule, keysOf before: GraphModule
  ) -> [UInt64: [String]] {
    var homes: [ID<Node>: String] = [:]
    for (name, function) in module.functions {
      let region = name == "main" ? "host" : name
      for id in module.postorder(of: function) {
        homes[id] = homes[id] ?? region + "/"
        guard let inner = module[id].function else { continue }
        let composite = inner.attributes.text("Composite") ?? ""
        for member in module.postorder(of: inner) { homes[member] = "\(region)/\(composite)" }
      }
    }
    var keys: [ID<Node>: UInt64] = [:]
    var places: [UInt64: [String]] = [:]
    for id in before.reachable {
      let node = before[id]
      if case .variable(let name) = node.kind { keys[id] = key(name, []) }
      guard let op = node.op else { continue }
      let key = key(op.name, node.operands.map { keys[$0] ?? 0 })
      keys[id] = key
      places[key, default: []].append(homes[id] ?? "")
    }
    return places.mapValues { $0.sorted() }
  }

  private static func key(_ op: String, _ inputs: [UInt64]) -> UInt64 {
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in op.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
    for input in inputs { hash = (hash ^ (input &+ 0x9e37)) &* 1_099_511_628_211 }
    return hash
  }

}
