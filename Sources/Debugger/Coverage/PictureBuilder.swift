import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors

/// Draws up a picture of a program whose regions are functions.
struct PictureBuilder {

  private let module: GraphModule
  private let places: [String: Int]
  private(set) var picture = GraphPicture()

  /// For each field of the value of a node, the boxes that it comes from.
  private var makers: [ID<Node>: [[Int]]] = [:]
  private var arrows = OrderedSet<GraphPicture.Arrow>()
  private var poll = Poll()

  init(_ module: GraphModule, regions: [PartitionAnswer.Region]) {
    self.module = module
    places = Dictionary(
      regions.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    picture.regions = regions.map {
      GraphPicture.Region(
        name: $0.name, target: $0.target,
        caption: "@\($0.name) on \($0.isLeft ? "the host" : $0.target)", isLeft: $0.isLeft)
    }
  }

  /// - Errors: the user asked to stop.
  mutating func run() throws(Diagnostic) {
    for (name, function) in module.functions where function.attributes["Compiler"] == nil {
      try addInputs(of: function)
      try add(function, in: nil)
      let end = box(.output, name == "main" ? "result" : "result of @\(name)", function.body, nil)
      connect(makers[function.body] ?? [], to: end, module[function.body].type)
    }
    picture.arrows = Array(arrows)
  }

  private mutating func addInputs(of function: Function) throws(Diagnostic) {
    for parameter in function.parameters {
      let box = box(.input, module.kindTitle(of: parameter), parameter, nil)
      makers[parameter] = fields(of: parameter).map { _ in [box] }
    }
  }

  /// Adds what `function` computes, in the region at `place`.
  private mutating func add(_ function: Function, in place: Int?) throws(Diagnostic) {
    for id in order(of: function) where makers[id] == nil {
      try poll.check(after: 1 << 6)
      try add(id, in: place)
    }
  }

  private mutating func add(_ id: ID<Node>, in place: Int?) throws(Diagnostic) {
    let node = module[id]
    switch node.kind {
    case .variable, .constant, .global, .function: makers[id] = []
    case .tuple: makers[id] = node.operands.map { Array((makers[$0] ?? []).joined()) }
    case .projection(let index):
      let all = makers[node.operands[0]] ?? []
      makers[id] = all.indices.contains(index) ? [all[index]] : [Array(all.joined())]
    case .binding:
      makers[node.operands[0]] = makers[node.operands[1]]
      makers[id] = makers[node.operands[2]]
    case .conditional: computed(id, "if", place)
    case .call(let op, _):
      if op.has(.annotation) {
        makers[id] = node.operands.first.flatMap { makers[$0] }
      } else {
        computed(id, op.name, place)
      }
    case .apply: try addCall(id, in: place)
    }
  }

  private mutating func addCall(_ id: ID<Node>, in place: Int?) throws(Diagnostic) {
    let callee = module[id].operands[0]
    if case .global(let name) = module[callee].kind, let region = places[name],
      let function = module.functions[name]
    {
      for (parameter, argument) in zip(function.parameters, module[id].operands.dropFirst()) {
        makers[parameter] = makers[argument] ?? []
      }
      try add(function, in: region)
      makers[id] = makers[function.body]
      return
    }
    guard let function = module[callee].function,
      let name = function.attributes.text("Composite")
    else {
      computed(id, module.kindName(of: id), place)
      return
    }
    let box = computed(id, name, place, .composite)
    picture.boxes[box].operations = module.postorder(of: function).compactMap {
      module[$0].op?.name
    }
  }

  /// Adds a box that reads the operands of `id`.
  @discardableResult
  private mutating func computed(
    _ id: ID<Node>, _ title: String, _ place: Int?, _ kind: GraphPicture.Box.Kind = .operator
  ) -> Int {
    let box = box(kind, title, id, place)
    for operand in module[id].operands {
      connect(makers[operand] ?? [], to: box, module[operand].type)
    }
    makers[id] = fields(of: id).map { _ in [box] }
    return box
  }

  private mutating func box(
    _ kind: GraphPicture.Box.Kind, _ title: String, _ id: ID<Node>, _ place: Int?
  ) -> Int {
    var box = GraphPicture.Box(kind: kind, title: title, node: "\(id)", region: place)
    if kind == .operator || kind == .composite, !module[id].origin.isSynthetic {
      box.source = module.sourceText(of: id)
    }
    picture.boxes.append(box)
    return picture.boxes.count - 1
  }

  private mutating func connect(_ fields: [[Int]], to box: Int, _ type: ValueType?) {
    let types = type?.fields ?? type.map { [$0] } ?? []
    for (index, makers) in fields.enumerated() {
      let text = types.indices.contains(index) ? types[index].tensor?.shortText ?? "" : ""
      for maker in makers where maker != box {
        arrows.append(GraphPicture.Arrow(from: maker, to: box, type: text))
      }
    }
  }

  /// One for each tensor of the value.
  private func fields(of id: ID<Node>) -> [ValueType?] {
    module[id].type?.fields ?? [module[id].type]
  }

  /// What `function` evaluates, dependencies first; the bodies of composites are not entered.
  private func order(of function: Function) -> [ID<Node>] {
    var order: [ID<Node>] = []
    var state: [ID<Node>: Bool] = [:]  // true once it is done
    var stack = [function.body]
    while let id = stack.last {
      if state[id] == nil {
        state[id] = false
        stack += dependencies(of: id).reversed().filter { state[$0] == nil }
      } else {
        if state[id] == false { order.append(id) }
        state[id] = true
        stack.removeLast()
      }
    }
    return order
  }

  private func dependencies(of id: ID<Node>) -> [ID<Node>] {
    if case .binding = module[id].kind { return [module[id].operands[1], module[id].operands[2]] }
    guard let function = module[id].function else { return module[id].operands }
    return function.attributes["Composite"] != nil ? [] : [function.body]
  }

}

extension GraphModule {
  /// A parameter by its name.
  fileprivate func kindTitle(of id: ID<Node>) -> String {
    if case .variable(let name) = self[id].kind { "%\(name)" } else { kindName(of: id) }
  }
}

extension TensorType {
  /// As `1×16×8×8 int8`.
  fileprivate var shortText: String {
    let extents = shape.map { $0.map(String.init) ?? "?" }.joined(separator: "×")
    return extents.isEmpty ? element.rawValue : "\(extents) \(element.rawValue)"
  }
}
