import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Brings products of floats into the short floats of an accelerator, whose sums are `float32`.
///
///     relu(conv2d(x, w) + b) = float32(short(relu(conv2d(short(x), short(w)) + b)))
///
/// There are no scales: a number becomes the nearest short one. What hangs on a product alone is
/// computed on its sums. What only moves or picks elements for products does so with short floats:
/// rounding keeps the order of numbers, so that the result is the same.
///
///     short(max_pool2d(x)) = max_pool2d(short(x))
struct RoundedForm {

  /// How many products of each operator.
  private(set) var counts: OrderedDictionary<String, Int> = [:]

  private let target: TargetInterface
  private let uses: Uses

  /// Who reads each node, by its index.
  private let readers: [[ID<Node>]]

  /// The products that become one of short floats.
  private let isChosen: (ID<Node>) -> Bool

  /// What only moves or picks elements, and that for nothing but products that are chosen.
  private let carriers: Set<ID<Node>>

  /// The short floats that have been made of floats.
  private var rounded: [ID<Node>: ID<Node>] = [:]

  private var type: ElementType { target.types.data }

  init(
    of module: GraphModule, for target: TargetInterface,
    where isChosen: @escaping (ID<Node>) -> Bool
  ) {
    self.target = target
    uses = Uses(module)
    readers = module.readers
    self.isChosen = isChosen
    carriers = Self.carriers(in: module, readers, isChosen)
  }

  private static func carriers(
    in module: GraphModule, _ readers: [[ID<Node>]], _ isChosen: (ID<Node>) -> Bool
  ) -> Set<ID<Node>> {
    guard let main = module.main else { return [] }
    var found: Set<ID<Node>> = []
    for id in module.postorder(of: main).reversed() where id != main.body {
      guard module[id].op?.has(.moves) == true, module[id].operands.count == 1,
        !readers[Int(id.index)].isEmpty
      else { continue }
      let isForProducts = readers[Int(id.index)].allSatisfy { reader in
        found.contains(reader)
          || isChosen(reader) && !module[reader].operands.dropFirst().contains(id)
      }
      if isForProducts { found.insert(id) }
    }
    return found
  }

  /// Changes `main`.
  /// - Errors: an operator refuses what is built; the user asked to stop.
  mutating func run(on rewriter: inout Rewriter, in context: PassContext) throws(Diagnostic) {
    guard let main = rewriter.module.main else { return }
    // Operands come first, so that what carries elements finds them as short floats.
    for id in rewriter.module.postorder(of: main) {
      try context.checkForStop()
      if carriers.contains(id) {
        rounded[id] = try carried(id, in: &rewriter)
      } else if isChosen(id) {
        try product(id, in: &rewriter)
      }
    }
  }

  private mutating func product(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) {
    guard let (op, attributes) = rewriter.call(id), [Conv2D.op, Dense.op].contains(op),
      let sums = rewriter.tensorType(id)?.element, sums == target.types.accumulator
    else { return }
    let operands = rewriter.operands(of: id)
    guard let weight = rewriter.constant(operands[1]) else { return }
    let data = try short(operands[0], in: &rewriter)
    let settings = attributes.setting(Convolution.outType, sums.rawValue)
      .setting(Convolution.sumBlock, target.types.sumBlock)
    let weights = weight.converted(to: target.types.weight)
    let made = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(op, [data, builder.constant(weights)], settings)
    }
    counts[op.name, default: 0] += 1
    let last = end(of: id, in: rewriter)
    if last != id { rewriter.replace(id, by: made, rule: "round") }
    let result = last == id ? made : last
    let stored = try rewriter.making(from: [last]) { [type] builder throws(Diagnostic) in
      try builder.call(Cast.op, [result], [Cast.type(type.rawValue)])
    }
    try rewriter.replace(last, rule: "round") { builder throws(Diagnostic) in
      try builder.call(Cast.op, [stored], [Cast.type(sums.rawValue)])
    }
  }

  /// `id` as short floats: those that it was made of, if it was.
  private mutating func short(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    if let known = rounded[id] { return known }
    if let inner = rewriter.operands(of: id, ifCallOf: Cast.op)?.first,
      rewriter.tensorType(inner)?.element == type
    {
      return inner
    }
    let made = try rewriter.making(from: [id]) { [type] builder throws(Diagnostic) in
      try builder.call(Cast.op, [id], [Cast.type(type.rawValue)])
    }
    rounded[id] = made
    return made
  }

  /// What moves or picks elements, of short floats.
  private mutating func carried(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    guard let (op, attributes) = rewriter.call(id) else { return id }
    let data = try short(rewriter.operands(of: id)[0], in: &rewriter)
    return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try builder.call(op, [data], attributes)
    }
  }

  /// The last of what alone reads the sums of `id` and is computed on them.
  private func end(of id: ID<Node>, in rewriter: Rewriter) -> ID<Node> {
    let tail = [BiasAdd.op, Arithmetic.add, Elementwise.relu, Clip.op]
    var last = id
    while uses.isOnlyOne(of: last), let next = readers[Int(last.index)].first,
      let op = rewriter[next].op, tail.contains(op), rewriter[next].operands.first == last,
      rewriter[next].operands.dropFirst().allSatisfy({ rewriter[$0].constant != nil }),
      rewriter.tensorType(next)?.extents == rewriter.tensorType(last)?.extents
    {
      last = next
    }
    return last
  }

}
