import GraphIR
import Support

extension GraphModule {

  /// Operators of `main` that join several values of which some are floats, where no product in
  /// integers is behind them: integers would cost their steps and give nothing.
  /// - Parameter stays: whether a product stays in floats.
  /// - Cost: O(nodes + edges).
  func floatJoins(where stays: (ID<Node>) -> Bool) -> Set<ID<Node>> {
    guard let main else { return [] }
    let order = postorder(of: main)
    var kinds: [ID<Node>: Bool] = [:]
    func isProductInFloats(_ id: ID<Node>) -> Bool? {
      if let known = kinds[id] { return known }
      guard self[id].op?.has(.product) == true else { return nil }
      let stays = stays(id)
      kinds[id] = stays
      return stays
    }
    // What a product in integers reads, through whatever is no product.
    var feeds: Set<ID<Node>> = []
    for id in order.reversed() {
      let isFed = isProductInFloats(id).map { !$0 } ?? feeds.contains(id)
      if isFed { feeds.formUnion(self[id].operands) }
    }
    var joins: Set<ID<Node>> = []
    var floats: Set<ID<Node>> = []
    for id in order {
      if let isFloat = isProductInFloats(id) {
        if isFloat { floats.insert(id) }
        continue
      }
      let node = self[id]
      guard node.operands.contains(where: floats.contains) else {
        if let op = node.op, IntegerTranslation.rule(for: op) == nil { floats.insert(id) }
        continue
      }
      let isJoin = node.op != nil && joinedCount(of: id) > 1
      if isJoin, feeds.contains(id) { continue }
      floats.insert(id)
      if isJoin { joins.insert(id) }
    }
    return joins
  }

  /// How many values that are no constants an operator takes, those of a tuple one by one.
  private func joinedCount(of id: ID<Node>) -> Int {
    self[id].operands.reduce(0) { count, operand in
      let node = self[operand]
      guard case .tuple = node.kind else { return count + (node.constant == nil ? 1 : 0) }
      return count + node.operands.count { self[$0].constant == nil }
    }
  }

}
