import GraphIR
import Passes
import Workloads

extension Report {

  /// How long passes take, and how much longer over four times the graph: 4 where that is linear.
  static func passes() throws {
    let target = TargetInterface(name: "pair", operators: Graphs.taken)
    let sizes = [10_000, 40_000]
    let graphs: [(String, (Int) throws -> GraphModule)] = [
      ("chain", { try Graphs.chain($0) }), ("net", { try Graphs.net($0) }),
    ]
    let passes: [any Pass.Type] = [
      InferTypes.self, Simplify.self, MergeComposite.self, Annotate.self, MergeRegions.self,
      Partition.self, PlanMemory.self,
    ]
    for (name, graph) in graphs {
      var programs = try sizes.map { Program(try graph($0)) }
      for type in passes {
        let pass = try type.init(PassOptions([:], for: type.info))
        var times: [Double] = []
        for index in programs.indices {
          var after = programs[index]
          let samples = try (0 ..< 3).map { _ in
            var context = PassContext(targets: [target])
            return try seconds {
              after = try programs[index].applying(pass, in: &context)
            }
          }
          programs[index] = after
          times.append(samples.median)
        }
        line(
          "\(type.info.name), \(name)", times[1] * 1e3, "ms",
          "  of \(sizes[1]) operators, x\(digits(times[1] / times[0], 6)) of \(sizes[0])")
      }
    }
  }

}
