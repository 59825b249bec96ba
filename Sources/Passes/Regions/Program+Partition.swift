import Diagnostics
import GraphIR
import OrderedCollections
import Support

extension Program {

  /// Makes an end of a tuple a tuple of ends, and takes away the annotations of the host.
  mutating func normalizeAnnotations(as pass: String) {
    let marks = module.outerAnnotations
    let tuples = marks.filter { id in
      module[id].side == .end && module[module[id].operand(0)].form == .tuple
    }
    flatten(tuples, as: pass)
    removeDefaults(tuples.isEmpty ? marks : module.outerAnnotations, as: pass)
  }

  private mutating func flatten(_ ends: [ID<Node>], as pass: String) {
    guard !ends.isEmpty else { return }
    let module = module
    rewrite(as: pass) { rewriter in
      for id in ends {
        guard let end = module.annotation(id) else { continue }
        let fields = module[end.operand].operands.map { rewriter.mark(.end, $0, end.target) }
        let type = module[id].type
        let tuple = rewriter.making(from: [id, end.operand]) { builder in
          builder.add(.tuple, fields, type: type)
        }
        rewriter.replace(id, by: tuple, rule: "flatten-tuple")
      }
    }
  }

  private mutating func removeDefaults(_ marks: [ID<Node>], as pass: String) {
    let module = module
    rewrite(as: pass) { rewriter in
      for id in marks {
        guard let annotation = module.annotation(id), annotation.target == Annotation.host else {
          continue
        }
        rewriter.replace(id, by: annotation.operand, rule: "remove-default")
      }
    }
  }

  /// Moves all regions into functions of their own; the functions are then in the order of names.
  ///
  /// Annotations can not say that regions without an edge between them are one: that says `plan`,
  /// and so do `groups`, nodes that are to be in one.
  /// - Errors: annotations that mark no regions, or a region that depends on itself.
  mutating func extractRegions(
    as pass: String, bindsConstants: Bool, joining plan: AnnotationPlan,
    groups: [[ID<Node>]] = []
  ) throws(Diagnostic) {
    for (name, _) in module.functions {
      guard let function = module.functions[name] else { continue }
      var regions = try AnnotatedRegions(function, in: module)
      guard !regions.regions.isEmpty else { continue }
      if !plan.merges.isEmpty {
        var joiner = RegionJoiner(regions)
        for pair in plan.merges { try joiner.join(pair, keeping: plan.splits) }
        regions = joiner.regions
      }
      for group in groups { regions.unite(group) }
      if let (region, path) = RegionCycle(regions).witness {
        throw selfDependence(region, path, regions)
      }
      var extractor = RegionExtractor(regions, of: name, bindsConstants: bindsConstants)
      try rewrite(as: pass) { rewriter throws(Diagnostic) in try extractor.run(&rewriter) }
    }
    sortFunctions(as: pass)
  }

  private func selfDependence(
    _ region: Int, _ path: [ID<Node>], _ regions: AnnotatedRegions
  ) -> Diagnostic {
    let error = Diagnostic.error(
      "\(module.words(forRegion: region, of: regions)) depends on itself",
      notes: ["through \(module.words(forPath: path))"],
      hints: ["end the region before what it needs from elsewhere"])
    return path.first.map { module.locating(error, at: module.unmarked($0)) } ?? error
  }

  private mutating func sortFunctions(as pass: String) {
    var functions = module.functions
    guard zip(functions.keys, functions.keys.dropFirst()).contains(where: { $0 > $1 }) else {
      return
    }
    functions.sort { $0.key < $1.key }
    rewrite(as: pass) { $0.setFunctions(functions) }
  }

  /// Gives the functions of regions names that no other module has.
  mutating func mangleRegionNames(as pass: String, moduleName: String) {
    let prefix = moduleName.isEmpty ? "tvmgen_" : "tvmgen_\(moduleName)_"
    var names: [String: String] = [:]
    for (name, function) in module.functions
    where function.attributes["Compiler"] != nil && !name.hasPrefix("tvmgen_") {
      names[name] = symbol(prefix + name)
    }
    var renamed: [(id: ID<Node>, name: String)] = []
    for (index, node) in module.nodes.elements.enumerated() where node.form == .global {
      guard case .global(let name) = node.kind, let new = names[name] else { continue }
      renamed.append((ID(index), new))
    }
    var functions = module.functions.filter { names[$0.key] == nil }
    for (name, var function) in module.functions {
      guard let new = names[name] else { continue }
      function.attributes["global_symbol"] = .text(new)
      functions[new] = function
    }
    rewriteInPlace(as: pass) { rewriter in
      for (id, name) in renamed { rewriter.rename(id, to: name) }
      rewriter.setFunctions(functions)
    }
    sortFunctions(as: pass)
  }

}

extension GraphModule {
  /// The annotations of all functions but those in composites, dependencies first.
  fileprivate var outerAnnotations: [ID<Node>] {
    functions.values.flatMap { outerNodes(of: $0) }.filter { self[$0].side != nil }
  }
}

extension AnnotatedRegions {
  /// Makes the regions one that have something of `nodes`.
  fileprivate mutating func unite(_ nodes: [ID<Node>]) {
    let numbers = Set(nodes.compactMap { region(of: $0) }).sorted()
    for source in numbers.dropFirst() { unite(source, into: numbers[0]) }
  }
}

/// `name` with nothing in it that a C identifier can not have.
private func symbol(_ name: String) -> String {
  guard !name.unicodeScalars.allSatisfy(\.isSymbolPart) else { return name }
  return String(String.UnicodeScalarView(name.unicodeScalars.map { $0.isSymbolPart ? $0 : "_" }))
}

extension Unicode.Scalar {
  fileprivate var isSymbolPart: Bool {
    ("a" ... "z").contains(self) || ("A" ... "Z").contains(self) || ("0" ... "9").contains(self)
      || self == "_"
  }
}
