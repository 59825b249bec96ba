public import GraphIR
import Support

extension Decision.Reason {

  /// The reason in words; `module` has the nodes that it refers to.
  public func sentence(for target: String, in module: GraphModule) -> String {
    let words = module.words(for:)
    switch self {
    case .composite(let pattern, let root, let isWhole):
      return isWhole ? "it is `\(pattern)`" : "part of `\(pattern)` at \(words(root))"
    case .alone(let op): return "\(target) takes `\(op)` by itself"
    case .integers(let op, let element, let scales):
      return "`\(op)` in \(element), scale \(scales)"
    case .mismatch(let mismatch): return mismatch.sentence(words)
    case .condition(let pattern, let failure): return "`\(pattern)`: \(failure.sentence)"
    case .priority(let pattern, let root, let owner, let id):
      return "`\(pattern)` fits at \(words(root)), but `\(owner)` comes before it and takes "
        + words(id)
    case .overlap(let pattern, let root, let id, let group):
      return "`\(pattern)` fits at \(words(root)), but \(words(id)) belongs to its group at "
        + words(group)
    case .escape(let pattern, let root, let id, let reader):
      let user = reader.map { "\(words($0)) needs" } ?? "the function gives"
      return "`\(pattern)` fits at \(words(root)), but \(user) \(words(id)), which would be inside"
    case .noPattern(let op, let isTakenAlone):
      return "no pattern of \(target) takes `\(op)`"
        + (isTakenAlone ? "; it is taken by itself" : "")
    case .noOperator(let op): return "\(target) does not take `\(op)`"
    case .alias(let pattern, _):
      return "`\(pattern)` is another name for its operand, which is on the host"
    case .computedTwice(let pattern, let reader):
      let user = reader.map(words) ?? "the function"
      return "`\(pattern)` computes a copy of it, because \(user) needs it too"
    case .selfDependence(let clash): return clash.sentence(target, words)
    case .incapable(let pattern, let root, let refusal):
      return "`\(pattern)` fits at \(words(root)), but \(refusal.message)"
    case .notLowered(let region, let refusal):
      return "region `\(region)` stays on the host: \(refusal.message)"
    case .tooSmall(let region, let size, let least):
      return "region `\(region)` has \(size) of the \(least) operators that a region is made for"
    case .costly(let cost):
      let count = cost.size == 1 ? "1 operator" : "\(cost.size) operators"
      return "a region of \(count) would take \(cost.accelerated) with \(target), "
        + "\(countText(cost.cycles)) cycles and \(byteText(cost.bytes)) over its borders, and takes "
        + "\(cost.host) on the host"
    case .tooLarge(let op, let size, let most):
      return "the weights of `\(op)` would have \(size.map { "\($0) elements, more" } ?? "more")"
        + " than \(most)\(size == nil ? " elements" : "")"
    case .pinned(let edit): return "pinned by the user: `\(edit)`"
    case .excluded(let edit): return "excluded by the user: `\(edit)`"
    case .inFloats(let op, let target):
      return "`\(op)` is computed in floats"
        + (target.map { ", in which \($0) takes it" } ?? ": no target takes it in integers")
    case .noRule(let op): return "`\(op)` is computed in floats: no rule for it"
    case .skipped(let op): return "`\(op)` was to be left as it is"
    case .noIntegers(let op, let cause), .scales(let op, let cause):
      return "`\(op)` stays: \(cause)"
    case .undecided(let op):
      return "no pass has said yet where `\(op)` goes"
    }
  }

}

extension Decision.Mismatch {

  fileprivate func sentence(_ words: (ID<Node>) -> String) -> String {
    let wanted = needed.map(\.description).joined(separator: " or ")
    let next = found.map(words).joined(separator: ", ")
    switch direction {
    case .towardsInputs:
      let count = matched == 1 ? "1 operator" : "\(matched) operators"
      return "`\(pattern)` fits \(count) from \(words(node)) on, then wants \(wanted) and finds "
        + next
    case .towardsResult:
      return "`\(pattern)` wants \(wanted.isEmpty ? "other operands" : wanted) after "
        + "\(words(node)) and finds \(next.isEmpty ? "the result" : next)"
    }
  }

}

extension Decision.RegionClash {

  fileprivate func sentence(_ target: String, _ words: (ID<Node>) -> String) -> String {
    let at = value.map { " at \(words($0))" } ?? ""
    let between = isHole ? "nodes without annotations" : "another target or the host"
    return "its region stays apart from region \(region) of `\(target)`\(at)"
      + ", which also depends on it through \(between)"
  }

}

extension GraphModule {

  /// The number of a node and what it is, for sentences.
  func words(for id: ID<Node>) -> String {
    switch self[id].kind {
    case .variable(let name): "%\(name)"
    case .constant: "\(id), a constant"
    case .call(let op, _): "\(id) `\(op.name)`"
    case .apply: "\(id), a call of a function"
    case .global(let name): "`@\(name)`"
    case .tuple: "\(id), a tuple"
    case .projection(let index): "\(id), field \(index)"
    case .function: "\(id), a function"
    case .conditional: "\(id) `if`"
    case .binding: "\(id) `let`"
    }
  }

}
