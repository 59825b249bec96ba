import Diagnostics
import GraphIR
import OrderedCollections
import Support

extension Program {

  /// Takes away the annotations of what stays on the host by `method`, and says why it does.
  /// - Returns: the nodes of each region that goes; what is in none is as annotations have it.
  /// - Errors: annotations that mark no regions, what the user wants and can not be, or the user
  ///   asked to stop.
  mutating func choose(
    _ method: PartitionMethod, _ chooser: RegionChooser, as pass: String
  ) throws(Diagnostic) -> [[ID<Node>]] {
    var groups: [[ID<Node>]] = []
    switch method {
    case .greedy: break
    case .size(let least):
      try chooseEach(as: pass, &groups) { name, regions throws(Diagnostic) in
        try chooser.choice(of: regions, named: name, least: least)
      }
    case .optimal:
      try removeEmptyRegions(as: pass)
      let undivided = try divideRegions(as: pass)
      try chooseEach(as: pass, &groups) { name, regions throws(Diagnostic) in
        let before = undivided[name] ?? []
        return try chooser.cheapest(of: regions, before: before) ?? RegionChoice(regions: before)
      }
    }
    return groups
  }

  private mutating func chooseEach(
    as pass: String, _ groups: inout [[ID<Node>]],
    _ choose: (String, AnnotatedRegions) throws(Diagnostic) -> RegionChoice
  ) throws(Diagnostic) {
    for (name, function) in module.functions where function.attributes["Compiler"] == nil {
      let regions = try AnnotatedRegions(function, in: module)
      guard !regions.regions.isEmpty else { continue }
      let choice = try choose(name, regions)
      groups += choice.regions
      removeAnnotations(of: choice.left, in: regions, as: pass)
      decide(choice.decisions)
    }
  }

  /// Leaves `nodes`, which are all of some regions, on the host.
  private mutating func removeAnnotations(
    of nodes: [ID<Node>], in regions: AnnotatedRegions, as pass: String
  ) {
    let gone = Set(nodes.compactMap { regions.region(of: $0) })
    guard !gone.isEmpty else { return }
    let module = module
    rewrite(as: pass) { rewriter in
      for id in module.outerNodes(of: regions.function) {
        guard let annotation = module.annotation(id), let region = regions.region(of: id),
          gone.contains(region)
        else { continue }
        rewriter.replace(id, by: annotation.operand, rule: "leave-on-host")
      }
    }
  }

  /// Takes away regions that compute nothing, as a tuple of values of other regions is one.
  /// - Errors: annotations that mark no regions.
  mutating func removeEmptyRegions(as pass: String) throws(Diagnostic) {
    let module = module
    for function in module.openFunctions {
      let regions = try AnnotatedRegions(function, in: module)
      let filled = Set(regions.members.keys)
      rewrite(as: pass) { rewriter in
        for id in regions.nodes {
          guard let annotation = module.annotation(id), let region = regions.region(of: id),
            annotation.target != Annotation.host, !filled.contains(region)
          else { continue }
          rewriter.replace(id, by: annotation.operand, rule: "leave-on-host")
        }
      }
    }
  }

  /// Marks the edges inside of regions too, so that each operator and each composite is a region of
  /// its own, with its projections and with tuples that it alone reads.
  /// - Returns: for each function the nodes of its regions as they were.
  /// - Errors: annotations that mark no regions.
  private mutating func divideRegions(
    as pass: String
  ) throws(Diagnostic) -> [String: [[ID<Node>]]] {
    let module = module
    var undivided: [String: [[ID<Node>]]] = [:]
    for (name, function) in module.functions where function.attributes["Compiler"] == nil {
      let regions = try AnnotatedRegions(function, in: module)
      let nodes = module.outerNodes(of: function)
      // What is written to a cell stays with it.
      let whole = Set(
        nodes.filter { module[$0].op?.has(.cellAccess) ?? false }.compactMap {
          regions.region(of: $0)
        })
      undivided[name] = regions.members.map(\.value)
      let readers = module.readers(among: nodes)
      rewrite(as: pass) { rewriter in
        for id in nodes {
          guard module.annotation(id) == nil, let region = regions.region(of: id),
            regions.regions[region].target != Annotation.host, !whole.contains(region)
          else { continue }
          let target = regions.regions[region].target
          var operands = module[id].operands
          for (index, operand) in operands.enumerated()
          where regions.region(of: operand) == region {
            let isShared = readers[Int(operand.index)].count > 1
            operands[index] = rewriter.divided(operand, from: id, isShared: isShared, target)
          }
          rewriter.setOperands(operands, of: id, rule: "divide")
        }
      }
    }
    return undivided
  }

}

extension Rewriter {

  /// `operand` of its region as `reader` reads it if that is a region of its own.
  fileprivate mutating func divided(
    _ operand: ID<Node>, from reader: ID<Node>, isShared: Bool, _ target: String
  ) -> ID<Node> {
    if case .projection = self[reader].kind { return operand }
    if case .tuple = self[operand].kind { return isShared ? copied(operand) : operand }
    if module.annotation(operand) != nil { return isShared ? copied(operand) : operand }
    return mark(.begin, mark(.end, operand, target), target)
  }

  /// A tuple or a mark like `id`, with all tuples and marks in it.
  private mutating func copied(_ id: ID<Node>) -> ID<Node> {
    if let annotation = module.annotation(id) {
      return annotation.side == .begin ? mark(.begin, annotation.operand, annotation.target) : id
    }
    guard case .tuple = self[id].kind else { return id }
    let fields = self[id].operands.map { copied($0) }
    let type = self[id].type
    return making(from: [id]) { $0.add(.tuple, fields, type: type) }
  }

}
