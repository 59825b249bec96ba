import GraphIR
import Support
import Tensors

/// Which values are known never to be negative, such as what `nn.relu` gives.
///
/// What was found of a value stays true while passes change what stands around it, so each value is
/// looked at once, however many ask: whoever asks often keeps one of these.
struct Signs: Sendable {

  /// What was found of values that depends on nobody who calls a function.
  private var known: [ID<Node>: Bool] = [:]

  /// How many values were looked at.
  private(set) var work = 0

  /// Whether no element of the value `id` is known to be negative.
  /// - Cost: O(values behind `id` that nobody has asked about).
  mutating func isNeverNegative(_ id: ID<Node>, in module: GraphModule) -> Bool {
    var search = Search(id)
    while let next = search.rest.popLast() {
      work += 1
      if let answer = known[next], answer || !search.isInside(next) {
        if answer { continue }
        return record(false, of: search.readers(of: next))
      }
      guard search.advance(past: next, in: module) else {
        return record(false, of: search.readers(of: next))
      }
    }
    return record(true, of: search.seen)
  }

  private mutating func record(_ answer: Bool, of ids: [ID<Node>]) -> Bool {
    for id in ids { known[id] = answer }
    return answer
  }

}

/// One walk from a value to all that decide on its sign.
private struct Search {

  /// A value on which the answer hangs.
  private struct Step {

    /// Who led here first.
    var reader: ID<Node>?

    /// Whether it lies in a function that is called, so that what is true of it is so for that call.
    var isInside: Bool
  }

  private var steps: [ID<Node>: Step]

  /// What is not looked at yet.
  var rest: [ID<Node>]

  /// What the parameters stand for of the functions that are called.
  private var arguments: [ID<Node>: [(id: ID<Node>, isInside: Bool)]] = [:]

  init(_ root: ID<Node>) {
    steps = [root: Step(reader: nil, isInside: false)]
    rest = [root]
  }

  func isInside(_ id: ID<Node>) -> Bool { steps[id]?.isInside ?? false }

  /// All that was looked at and is the same for every call.
  var seen: [ID<Node>] { steps.keys.filter { !isInside($0) } }

  /// `id` and all between it and the root, as far as they are the same for every call.
  func readers(of id: ID<Node>) -> [ID<Node>] {
    sequence(first: id) { steps[$0]?.reader }.filter { !isInside($0) }
  }

  /// Whether `id` is never negative if all that this adds is not.
  mutating func advance(past id: ID<Node>, in module: GraphModule) -> Bool {
    let isInside = isInside(id)
    let isCall = module[id].form == .apply
    if isCall, let function = module[module[id].operands[0]].function {
      for (parameter, argument) in zip(function.parameters, module[id].operands.dropFirst()) {
        arguments[parameter, default: []].append((argument, isInside))
      }
    }
    if let arguments = arguments[id] {
      for argument in arguments { add(argument.id, readBy: id, isInside: argument.isInside) }
      return true
    }
    guard let sources = module.signSources(of: id) else { return false }
    for source in sources { add(source, readBy: id, isInside: isInside || isCall) }
    return true
  }

  private mutating func add(_ id: ID<Node>, readBy reader: ID<Node>, isInside: Bool) {
    guard steps[id] == nil else { return }
    steps[id] = Step(reader: reader, isInside: isInside)
    rest.append(id)
  }

}

extension GraphModule {

  /// The values that must not be negative, so that `id` is not; nil if it may be negative anyway.
  fileprivate func signSources(of id: ID<Node>) -> [ID<Node>]? {
    let node = self[id]
    if node.type?.tensor?.element.isNeverNegative ?? false { return [] }
    switch node.kind {
    case .constant(let tensor): return tensor.doubles.allSatisfy { $0 >= 0 } ? [] : nil
    case .apply: return self[node.operands[0]].function.map { [$0.body] }
    case .tuple: return node.operands
    case .call(let op, let attributes):
      if op.has(.neverNegative) || (op == Clip.op && attributes[Clip.low] >= 0) { return [] }
      if op == Concatenate.op { return node.operands }
      guard op.has(.keepsSign), let operand = node.operands.first,
        op != Cast.op || !wraps(operand, as: node.type)
      else { return nil }
      return [operand]
    default: return nil
    }
  }

  /// Whether a cast of `id` to `type` may leave out high bits that are set.
  private func wraps(_ id: ID<Node>, as type: ValueType?) -> Bool {
    guard let wide = self[id].type?.tensor?.element, let narrow = type?.tensor?.element else {
      return true
    }
    return narrow.bitWidth < wide.bitWidth && self[id].op != Clip.op
  }

}

extension ElementType {
  fileprivate var isNeverNegative: Bool { rawValue.hasPrefix("uint") || self == .bool }
}
