import GraphIR
import OrderedCollections
import Support

extension LawSubject {

  /// The first composite that has no name, or belongs to nobody by name.
  var misnamedComposite: Finding? {
    for (id, name, function) in composites {
      if name.isEmpty { return Finding(id, "a composite has no name") }
      guard function.attributes[CompositePattern.owner] != nil else { continue }
      if function.attributes.text(CompositePattern.owner)?.isEmpty == false { continue }
      return Finding(id, "composite `\(name)` names no accelerator as its own")
    }
    return nil
  }

  /// The first annotation inside of what is an accelerator's already.
  var leftAnnotation: Finding? {
    var owned: [(name: String, body: ID<Node>)] = []
    for (name, function) in module.functions where function.attributes.text("Compiler") != nil {
      owned.append(("region `@\(name)`", function.body))
    }
    guard reached.contains(where: { module[$0].side != nil }) else { return nil }
    owned += composites.map { ("composite `\($0.name)`", $0.function.body) }
    var walk = GraphWalk(module)
    for (name, body) in owned {
      let inside = walk.postorder(from: [body])
      if let id = inside.first(where: { module[$0].side != nil }) {
        return Finding(id, "\(describe(id)) is left inside of \(name)")
      }
    }
    return nil
  }

  /// The first function with `Compiler` that could not be handed to an accelerator.
  var looseRegion: Finding? {
    let regions = module.functions.filter { $0.value.attributes.text("Compiler") != nil }
    guard !regions.isEmpty else { return nil }
    let called = calledFunctions
    for (name, function) in regions {
      if function.attributes.integer("Primitive") != 1 {
        return Finding(function.body, "region `@\(name)` is not `Primitive`")
      }
      if let symbol = function.attributes.text("global_symbol"), symbol != name {
        return Finding(function.body, "region `@\(name)` calls itself `\(symbol)`")
      }
      if let called, !called.contains(name) {
        return Finding(function.body, "no function of the host reaches region `@\(name)`")
      }
    }
    return nil
  }

  /// The functions that those of the host reach; nil where there are only regions.
  private var calledFunctions: Set<String>? {
    var names = module.functions.filter { $0.value.attributes["Compiler"] == nil }.map(\.key)
    guard !names.isEmpty else { return nil }
    var found = Set(names)
    var walk = GraphWalk(module)
    while let name = names.popLast() {
      guard let function = module.functions[name] else { continue }
      for id in walk.postorder(of: function) where module[id].form == .global {
        if case .global(let callee) = module[id].kind, found.insert(callee).inserted {
          names.append(callee)
        }
      }
    }
    return found
  }

  /// The first value that nothing and nobody made.
  var rootless: Finding? {
    let (nodes, sources) = (module.nodes.count, module.sources.count)
    for id in reached where !module[id].isRooted(in: nodes, sources) {
      if let stray = module[id].origin.parents.first(where: { !module.nodes.contains($0) }) {
        return Finding(id, "\(describe(id)) was made from \(stray), which does not exist")
      }
      if let stray = module[id].origin.sources.first(where: { !module.sources.contains($0) }) {
        return Finding(id, "\(describe(id)) stands for node \(stray.index) of a smaller model")
      }
      if module[id].origin.pass.isEmpty {
        return Finding(id, "no pass says that it made \(describe(id))")
      }
      if module[id].isOperator, module[id].origin.isSynthetic, module[id].origin.pass == "import" {
        return Finding(id, "no node of the model stands behind \(describe(id))")
      }
    }
    return nil
  }

  /// The first lowered region that belongs to nothing, or whose origins are not those of its lines.
  var strayLowering: Finding? {
    for (name, region) in program.lowered {
      guard let function = module.functions[name] else {
        return Finding(nil, "`@\(name)` was lowered, but there is no such function")
      }
      guard function.attributes.text("Compiler") == region.target else {
        return Finding(
          function.body, "`@\(name)` was lowered for \(region.target), whose region it is not")
      }
      let (origins, lines) = (region.origins, region.lineCount)
      guard origins.count == lines else {
        return Finding(
          function.body,
          "`@\(name)` has \(lines) lines of \(region.level), and origins of "
            + "\(origins.count)")
      }
      for (line, origin) in origins.enumerated() {
        guard let stray = origin.nodes.first(where: { !module.nodes.contains($0) }) else {
          continue
        }
        return Finding(
          function.body, "line \(line) of `@\(name)` was made from \(stray), which does not exist")
      }
    }
    return nil
  }

}
