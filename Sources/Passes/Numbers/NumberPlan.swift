import GraphIR
import OrderedCollections
import Support
import Tensors

/// In which numbers the operators of `main` are to be computed, where some accelerators compute in
/// floats and others in integers.
///
/// The first accelerator that takes an operator in its own numbers decides it. What hangs on a
/// product in integers and has a form on them is computed there too.
struct NumberPlan: Sendable {

  /// The operators that stay in floats, or go there, each with why.
  private(set) var floats: OrderedDictionary<ID<Node>, Decision.Reason> = [:]

  /// The first accelerator that computes in integers.
  let integers: TargetInterface?

  /// The first that computes in floats.
  let reals: TargetInterface?

  private let takers: [Taker]

  private struct Taker {
    let target: TargetInterface
    let demands: Demands
  }

  /// - Cost: O(operators × conditions) where there are accelerators of floats.
  init(of program: Program, in context: PassContext) {
    let module = program.module
    let edits = AnnotationPlan(program, in: context)
    let targets = edits.ordered(context.targets)
    integers = targets.first { $0.numberKind == .integers }
    reals = targets.first { $0.numberKind == .floats }
    takers = targets.map { Taker(target: $0, demands: Demands(of: [$0])) }
    guard reals != nil, let main = module.main else { return }
    var hanging: Set<ID<Node>> = []
    var signs = Signs()
    for id in module.postorder(of: main) {
      let node = module[id]
      let hangs = node.operands.contains(where: hanging.contains)
      guard let call = CallOutline(id, in: module, &signs), !call.op.has(.rescales) else {
        if hangs, case .tuple = node.kind { hanging.insert(id) }
        continue
      }
      let isProduct = call.names.contains { Op.named($0)?.has(.product) ?? false }
      if hangs, !isProduct, IntegerTranslation.rule(for: call.op) != nil {
        hanging.insert(id)
        continue
      }
      guard !call.isOfIntegers || call.op.has(.moves) else { continue }
      let free = takers.filter { edits.keeper(of: id, from: $0.target.name) == nil }
      floats[id] = reason(for: call, isProduct, from: free)
      if isProduct, integers != nil, floats[id] == nil { hanging.insert(id) }
    }
  }

  /// Why `call` is computed in floats; nil where it is not, or where nothing says so.
  ///
  /// Who the user keeps it from is not asked.
  private func reason(
    for call: CallOutline, _ isProduct: Bool, from takers: [Taker]
  ) -> Decision.Reason? {
    for taker in takers {
      for demand in taker.demands.admitting(call) {
        if demand.kinds.contains(.floats) {
          return .inFloats(op: call.op.name, target: taker.target.name)
        }
        if isProduct { return nil }
      }
      let isTranslated = !isProduct && IntegerTranslation.rule(for: call.op) != nil
      if taker.target.numberKind == .integers, isTranslated { return nil }
    }
    guard isProduct, !call.op.has(.quantized), self.takers.first?.target.numberKind == .floats
    else { return nil }
    return .inFloats(op: call.op.name, target: nil)
  }

}

extension Program {

  /// Says of the operators that stay in floats why they do, where they could be integers.
  mutating func keep(_ numbers: NumberPlan, as pass: String) {
    guard let target = numbers.integers else { return }
    for (id, reason) in numbers.floats where module[id].type?.tensor?.element.isFloat == true {
      let decision = Decision(pass: pass, target: target.types.data.rawValue, .refused, reason)
      decisions[id, default: []].append(decision)
    }
  }

}
