import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Turns arithmetic on floats into arithmetic on the integers that stand for them.
///
/// Each node of `main` is looked at once, operands first: a rule gives the integers of its value, or
/// says why it stays. Sums of products stay sums through biases and limits, until a reader wants
/// data: then a shift, a clip and a cast make data of them. What reads floats gets floats back.
struct IntegerTranslation {

  let types: ComputeTypes
  let rounding: Rounding

  /// Where scales come from; nil where the program says them itself.
  let calibration: Calibration?

  /// Nodes of the model whose operators stay as they are.
  let skipped: Set<String>

  /// Operators that are computed in floats, and why.
  let kept: [ID<Node>: Decision.Reason]

  let uses: Uses

  /// Poolings that had better choose among integers than among floats.
  let poolsForProducts: Set<ID<Node>>

  /// Who reads each node, as the program was given.
  let readers: [[ID<Node>]]

  /// Whether there is an accelerator that could take what is made.
  let offloads: Bool

  /// What stands for the values of nodes.
  var values: [ID<Node>: QuantizedValue] = [:]

  /// Data that was made of floats, by the node of the floats.
  var entries: [ID<Node>: QuantizedValue] = [:]

  /// How data came from sums, by the node of the data.
  var requantizations: [ID<Node>: Requantization] = [:]

  /// What sums of products were made of, by the node of the sums.
  var sums: [ID<Node>: ProductSum] = [:]

  /// For nodes with integers of 8 bits of the other sign, where those are that the accelerator
  /// computes with: signed ones lie 128 below unsigned ones.
  var twins: [ID<Node>: ID<Node>] = [:]

  /// The scales that calibration gave, by the node whose value became data.
  var scaled: OrderedDictionary<ID<Node>, Double> = [:]

  /// Weights that became integers, by their constant and how their scales were chosen: worth keeping
  /// where a program is translated again with other scales.
  var weightTable: [WeightKey: QuantizedWeights] = [:]

  /// The weights of products, by the product.
  var productWeights: OrderedDictionary<ID<Node>, WeightKey> = [:]

  /// Of the nodes with twins those that nothing computes any more.
  private var replaced: [ID<Node>] = []

  /// How far sums of data of several scales can lie from the real numbers.
  /// - Units: steps of the result.
  var deviation = 0.0

  /// Why nodes stay or go, in order.
  private(set) var decisions: [(ID<Node>, Decision)] = []

  /// How many calls of each operator became arithmetic on integers.
  private(set) var counts: OrderedDictionary<String, Int> = [:]

  private let pass: String

  init(
    as pass: String, of module: GraphModule, for types: ComputeTypes, rounding: Rounding,
    calibration: Calibration?, skipping skipped: Set<String> = [],
    keeping kept: [ID<Node>: Decision.Reason] = [:], offloads: Bool = false
  ) {
    self.pass = pass
    self.types = types
    self.rounding = rounding.available(in: types)
    self.calibration = calibration
    self.skipped = skipped
    self.kept = kept
    self.offloads = offloads
    uses = Uses(module)
    poolsForProducts =
      calibration.map { module.poolsForProducts(besides: $0.plan.floats.union(kept.keys)) } ?? []
    readers = module.readers
  }

  /// What a rule makes of a node.
  enum Outcome {
    case becomes(QuantizedValue)

    /// The same, where the node has integers of the other sign.
    case becomesTwin(QuantizedValue)

    /// The node stays as it is; the sentence says why, or is empty where nothing else was expected.
    case stays(String)
  }

  typealias Rule =
    @Sendable (inout IntegerTranslation, inout Rewriter, ID<Node>)
    throws(Diagnostic) -> Outcome

  /// Translates every node of `main`.
  /// - Errors: an operator refuses what a rule builds; the user asked to stop.
  mutating func run(on rewriter: inout Rewriter, in context: PassContext) throws(Diagnostic) {
    let module = rewriter.module
    guard let main = module.main else { return }
    let order = module.postorder(of: main)
    for id in order {
      try context.checkForStop()
      guard let op = module[id].op else { continue }
      try translate(id, op, in: &rewriter)
    }
    func isRead(_ id: ID<Node>) -> Bool {
      main.body == id || readers[Int(id.index)].contains { values[$0] == nil && twins[$0] == nil }
    }
    for id in order where values[id] != nil && module[id].isFloat {
      // What reads integers that are still there may go on doing so.
      let isKept = module[id].op == Dequantize.op && twins[module[id].operands[0]] == nil
      guard isRead(id), !isKept else { continue }
      rewriter.replace(id, by: try floats(of: id, in: &rewriter), rule: "dequantize")
    }
    for id in replaced where isRead(id) {
      guard let twin = twins[id] else { continue }
      rewriter.replace(id, by: try restored(twin, from: id, in: &rewriter), rule: "sign")
    }
  }

  private mutating func translate(
    _ id: ID<Node>, _ op: Op, in rewriter: inout Rewriter
  ) throws(Diagnostic) {
    if let reason = kept[id] {
      if rewriter[id].isFloat { note(id, .refused, reason) }
      return
    }
    let isFed = rewriter[id].operands.contains { values[$0] != nil }
    guard let rule = Self.rule(for: op) else {
      if isFed, rewriter[id].isFloat {
        note(id, .refused, .noRule(op: op.name))
      }
      return
    }
    if calibration?.plan.floats.contains(id) == true {
      note(id, .refused, .noIntegers(op: op.name, cause: "its integers cost too much"))
      return
    }
    if calibration?.plan.joins.contains(id) == true {
      let cause = "it joins floats, and no product in integers reads it"
      note(id, .refused, .noIntegers(op: op.name, cause: cause))
      return
    }
    if rewriter.module.isNamed(id, in: skipped) {
      note(id, .refused, .skipped(op: op.name))
      return
    }
    switch try rule(&self, &rewriter, id) {
    case .becomes(let value):
      values[id] = value
      if rewriter[id].isFloat {
        rewriter.record(id, became: value.node, rule: "integers")
      } else {
        rewriter.replace(id, by: value.node, rule: "integers")
      }
      count(id, op, value, in: rewriter)
    case .becomesTwin(let value):
      twins[id] = value.node
      replaced.append(id)
      rewriter.record(id, became: value.node, rule: "integers")
      count(id, op, value, in: rewriter)
    case .stays(let reason):
      if !reason.isEmpty { note(id, .refused, .noIntegers(op: op.name, cause: reason)) }
    }
  }

  private mutating func count(
    _ id: ID<Node>, _ op: Op, _ value: QuantizedValue, in rewriter: Rewriter
  ) {
    guard !op.has(.rescales) else { return }
    counts[op.name, default: 0] += 1
    note(id, .taken, reason(for: value, op, in: rewriter))
  }

  private mutating func note(
    _ id: ID<Node>, _ verdict: Decision.Verdict, _ reason: Decision.Reason
  ) {
    decisions.append(
      (id, Decision(pass: pass, target: types.data.rawValue, verdict, reason)))
  }

  /// What is told of a value: its type and its scales.
  private func reason(
    for value: QuantizedValue, _ op: Op, in rewriter: Rewriter
  ) -> Decision.Reason {
    let exponents = value.scales.compactMap { PowerOfTwo.exponent(of: $0) }
    let type = rewriter.tensorType(value.node)?.element.rawValue ?? ""
    guard exponents.count == value.scales.count, let low = exponents.min(),
      let high = exponents.max()
    else { return .integers(op: op.name, element: type, scales: "\(value.scales[0])") }
    let range = low == high ? "2^\(low)" : "2^\(low) to 2^\(high) by channel"
    return .integers(op: op.name, element: type, scales: range)
  }

  // MARK: Reports

  /// Of the changes of scale that stand: how many are a product and a shift, how far these can lie
  /// from the real numbers before both are rounded, and how many only the host can compute.
  /// - Units: steps of the result.
  var changes: (multiplied: Int, deviation: Double, left: Int) {
    let products = requantizations.values.compactMap(\.multiplied)
    let furthest = products.map(\.deviation).reduce(deviation) { max($0, $1) }
    return (products.count, furthest, requantizations.values.count(where: \.isLeft))
  }

  // MARK: Floats

  /// The value of `id` as floats again, made of its integers.
  private mutating func floats(
    of id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> ID<Node> {
    guard var value = try data(of: id, in: &rewriter) ?? values[id] else { return id }
    if let sum = sums[value.node], let whole = try inBytes(sum, value, from: id, in: &rewriter) {
      value.node = whole
    }
    let integers = value.node
    let type = rewriter.tensorType(id)?.element ?? .float32
    return try rewriter.making(from: [id]) { [value] builder throws(Diagnostic) in
      let scale = try Tensor.scales(value.scales)
      let zero =
        value.scales.count == 1
        ? Tensor(scalar: Int32(value.zero))
        : Tensor([value.scales.count], value.scales.map { _ in Int32(value.zero) })
      let element = try builder.tensorType(of: integers).element
      let attributes: Attributes = [
        Dequantize.outType(type.rawValue),
        Dequantize.axis(value.scales.count == 1 ? -1 : value.axis),
      ]
      let number = try builder.call(
        Dequantize.op,
        [
          integers, builder.constant(scale), builder.constant(zero.converted(to: element)),
        ], attributes)
      let isOpen = value.limits == -.infinity ... .infinity
      return isOpen ? number : try builder.clip(number, to: value.limits)
    }
  }

}

extension GraphModule {

  /// Whether `id` comes from a node of the model that `names` has.
  func isNamed(_ id: ID<Node>, in names: Set<String>) -> Bool {
    !names.isEmpty && self[id].origin.sources.contains { names.contains(self[$0].name) }
  }

  /// Poolings of `main` that choose what a product with constant weights reads, whether at once or
  /// through other poolings; products of `floats` do not count.
  fileprivate func poolsForProducts(besides floats: Set<ID<Node>>) -> Set<ID<Node>> {
    guard let main else { return [] }
    var found: Set<ID<Node>> = []
    for id in postorder(of: main).reversed() {
      let node = self[id]
      guard let op = node.op, let data = node.operands.first else { continue }
      let isProduct =
        op.has(.product) && node.operands.count == 2 && self[node.operands[1]].constant != nil
        && !floats.contains(id)
      guard isProduct || found.contains(id), self[data].op == MaxPool.op2D else { continue }
      found.insert(data)
    }
    return found
  }

}

extension Node {
  /// Whether the value is a tensor of floats.
  fileprivate var isFloat: Bool { type?.tensor?.element.isFloat ?? false }
}

extension Tensor {
  /// A scale as an operator takes it: a scalar, or one for each position of an axis.
  static func scales(_ scales: [Double]) throws(Diagnostic) -> Tensor {
    scales.count == 1 ? Tensor(scalar: Float(scales[0])) : try .vector(scales, .float32)
  }
}
