import Diagnostics
import OrderedCollections
import Support

extension RelayParser {

  /// What was not taken as it stands.
  var notes: [Diagnostic] {
    var notes = contradictions
    for (name, use) in unknownOps.sorted(by: { $0.value.first.offset < $1.value.first.offset }) {
      let near = nearest(to: name, in: Op.all.map(\.name), most: 1)
      let times = use.count == 1 ? "" : ", \(use.count) times"
      notes.append(
        .warning(
          "operator `\(name)` is not known\(times): it can be moved, not computed",
          at: place(of: use.first), hints: near.map { "did you mean `\($0)`" }))
    }
    if metadata.missing > 0 {
      notes.append(
        .warning(
          "the text leaves out the values of \(metadata.missing) constants: they are zero here",
          hints: ["print the model with its metadata section"]))
    }
    return notes
  }

  /// Gives types to what was read before what it needs.
  mutating func finishTypes() {
    let ids = builder.module.reachable
    guard ids.contains(where: { builder.module[$0].type == nil }) else { return }
    // A text without types may use operators that only TVM can infer: what is not known stays so.
    _ = try? builder.module.inferTypes()
  }

  /// A call of a function stands for what the function stands for.
  mutating func inheritSources() {
    for id in builder.module.reachable where builder.module[id].origin.sources.isEmpty {
      guard case .apply = builder.module[id].kind,
        case .global(let name) = builder.module[builder.module[id].operands[0]].kind,
        let function = builder.module.functions[name]
      else { continue }
      let sources = builder.module.postorder(of: function).flatMap {
        builder.module[$0].origin.sources
      }
      builder.module[id].origin = Origin(sources: sources, pass: "import")
    }
  }

}
