import Support

/// In which block of a text each value of a function gets its line: in the innermost one that holds
/// all its readers.
struct RelayBlocks {

  /// The block of the function itself.
  static let outermost = 0

  /// What has a block: the body of a function literal, a branch, or a chain of `let` in parentheses.
  private struct Place: Hashable {
    let owner: ID<Node>
    let part: Int
  }

  private var blocks: [Place: Int] = [:]
  private var parents = [0]
  private var depths = [0]
  private var homes: [ID<Node>: Int] = [:]

  /// The chains of `let` that stand in parentheses: those that are no body, or of more than one.
  private var parted: Set<ID<Node>> = []

  /// No more than one block.
  init() {}

  /// - Cost: O(nodes + operands × depth of blocks); O(nodes) without blocks.
  init(_ function: Function, in module: GraphModule) {
    let order = module.postorder(from: [function.body])
    guard order.contains(where: { module[$0].hasBlocks }) else { return }
    homes[function.body] = Self.outermost
    var readers: [ID<Node>: Int] = [function.body: 1]
    for id in order {
      for (operand, _) in module[id].reads { readers[operand, default: 0] += 1 }
    }
    for id in order.reversed() { visit(id, in: module, readers) }
  }

  /// The block that the line of `id` is in.
  func home(of id: ID<Node>) -> Int { homes[id] ?? Self.outermost }

  /// The block that is part number `part` of `owner`.
  func block(of owner: ID<Node>, part: Int = 0) -> Int {
    blocks[Place(owner: owner, part: part)] ?? Self.outermost
  }

  /// Whether the chain of `let` that begins with `id` stands in parentheses.
  func isParted(_ id: ID<Node>) -> Bool { parted.contains(id) }

  /// Tells what `id` reads from where it is read; its own readers have all been visited.
  private mutating func visit(
    _ id: ID<Node>, in module: GraphModule, _ readers: [ID<Node>: Int]
  ) {
    let home = home(of: id)
    var inside = home
    if case .binding = module[id].kind, isParted(id) { inside = open(id, 0, in: home) }
    for (operand, place) in module[id].reads {
      var block = inside
      if case .block(let part) = place { block = open(id, part, in: home) }
      if case .binding = module[operand].kind, place == .value || readers[operand] != 1 {
        parted.insert(operand)
      }
      homes[operand] = homes[operand].map { common($0, block) } ?? block
    }
  }

  private mutating func open(_ owner: ID<Node>, _ part: Int, in parent: Int) -> Int {
    let place = Place(owner: owner, part: part)
    if let block = blocks[place] { return block }
    blocks[place] = parents.count
    parents.append(parent)
    depths.append(depths[parent] + 1)
    return parents.count - 1
  }

  /// The innermost block around both.
  private func common(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while a != b {
      if depths[a] >= depths[b] { a = parents[a] } else { b = parents[b] }
    }
    return a
  }

}

/// Where a node reads an operand.
private enum ReadPlace: Equatable {
  case value
  /// At the end of a chain of `let`.
  case body
  /// At the end of a block of its own.
  case block(Int)
}

extension Node {

  fileprivate var hasBlocks: Bool {
    switch kind {
    case .function, .conditional, .binding: true
    default: false
    }
  }

  fileprivate var reads: [(ID<Node>, ReadPlace)] {
    switch kind {
    case .function(let function): [(function.body, .block(0))]
    case .conditional:
      [(operands[0], .value), (operands[1], .block(0)), (operands[2], .block(1))]
    case .binding: [(operands[1], .value), (operands[2], .body)]
    default: operands.map { ($0, .value) }
    }
  }

}
