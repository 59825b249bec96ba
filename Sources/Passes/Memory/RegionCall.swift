import GraphIR
import OrderedCollections
import Support
import Tensors

/// A call of a region in `main`.
struct RegionCall: Sendable {

  /// A tensor that crosses.
  struct Crossing: Sendable {

    /// The node of `main` that stands for it, and the one of the region.
    var node: ID<Node>
    var inner: ID<Node>

    /// What that is another name of in the region.
    var root: ID<Node>

    /// As the region has it.
    var type: TensorType

    /// The values that it may be, by index.
    var values: [Int]

    /// The one value that it is.
    var value: Int? { values.count == 1 ? values[0] : nil }
  }

  let node: ID<Node>
  let name: String
  let target: String
  let inputs: [Crossing]
  let outputs: [Crossing]

  /// Nil where the node calls something else.
  init?(_ id: ID<Node>, in module: GraphModule, _ lifetimes: Lifetimes) {
    guard let name = module.calledGlobal(id), let function = module.functions[name],
      let target = function.attributes.text("Compiler")
    else { return nil }
    (node, self.name, self.target) = (id, name, target)
    inputs = zip(function.parameters, module[id].operands.dropFirst()).flatMap { pair in
      let (parameter, argument) = pair
      func crossing(_ field: Int, _ type: TensorType) -> Crossing {
        Crossing(
          node: argument, inner: parameter, root: parameter, type: type,
          values: lifetimes.values(of: argument, field: field))
      }
      if case .tensor(let type)? = module[argument].type { return [crossing(0, type)] }
      return (module[argument].type?.tensors ?? []).enumerated().map(crossing)
    }
    let body = module[function.body]
    let makers: [ID<Node>] = if case .tuple = body.kind { body.operands } else { [function.body] }
    outputs = (module[id].type?.tensors ?? []).enumerated().map { field, type in
      let maker = makers.indices.contains(field) ? makers[field] : function.body
      let kept = module.kept(maker, as: type)
      return Crossing(
        node: id, inner: maker, root: kept.node, type: kept.type,
        values: lifetimes.values(of: id, field: field))
    }
  }

}

extension GraphModule {

  /// The region that `id` calls; nil where it calls something else, or is no call.
  /// - Cost: O(1).
  func calledRegion(_ id: ID<Node>) -> String? {
    calledGlobal(id).flatMap { functions[$0]?.attributes.text("Compiler") == nil ? nil : $0 }
  }

  /// The function of the module that `id` calls.
  fileprivate func calledGlobal(_ id: ID<Node>) -> String? {
    guard self[id].form == .apply, let callee = self[id].operands.first,
      case .global(let name) = self[callee].kind
    else { return nil }
    return name
  }

  /// What a region keeps as what `id` gives, and in which type: joining rows and columns to channels,
  /// and leaving out extents of 1, moves nothing there.
  fileprivate func kept(
    _ id: ID<Node>, as type: TensorType
  ) -> (node: ID<Node>, type: TensorType) {
    var (id, type) = (id, type)
    while let operand = viewed(by: id), let from = self[operand].type?.tensor,
      let old = from.extents, let new = type.extents, old.count >= 2, new.count >= 2,
      old[0] == new[0], new.dropFirst(2).allSatisfy({ $0 == 1 }),
      new[1] == old.dropFirst().product
    {
      (id, type) = (operand, from)
    }
    return (id, type)
  }

  /// What `id` is another shape of, as an operator or as a composite that is nothing else.
  private func viewed(by id: ID<Node>) -> ID<Node>? {
    let node = self[id]
    guard case .apply = node.kind, let function = self[node.operands[0]].function else {
      return node.op?.has(.view) == true ? node.operands.first : nil
    }
    let body = self[function.body]
    guard body.op?.has(.view) == true, body.operands == function.parameters else { return nil }
    return node.operands.dropFirst().first
  }

}
