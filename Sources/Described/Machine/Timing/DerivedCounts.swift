import Effects
import Support
import Tensors

/// What an instruction did, in the numbers that formulas of clocks count.
struct DerivedCounts: Hashable, Sendable {

  var bytes = 0
  var rows = 0
  var steps = 0
  var products = 0
  var elements = 0

  /// The part of the state that it moved between the host and the machine, if it did.
  var moved: StateID?

  /// - Units: bytes that it read of each part that it does not write, to compute with them.
  var read: [StateID: Int] = [:]

  /// In the order of the quantities.
  var numbers: [Int] {
    FormulaTiming.Quantity.allCases.map { quantity in
      switch quantity {
      case .bytes: bytes
      case .rows: rows
      case .steps: steps
      case .products: products
      case .elements: elements
      }
    }
  }

  init() {}

  /// What steps did that read and wrote this.
  init(_ accesses: [EffectAccess], steps: Int, products: Int, in form: MachineForm) {
    self.steps = steps
    self.products = products
    for access in accesses {
      switch access.numbers {
      case .host(_, let byteCount, let extents, _):
        let runs = extents.product
        rows += runs
        bytes += runs * byteCount
      case .state(let part, let box):
        let count = box.map(\.count).product
        if access.isWrite {
          elements += count
        } else {
          read[part, default: 0] += count * form[part].type.element.byteSize
        }
      }
    }
    for access in accesses where access.isWrite {
      if case .state(let part, _) = access.numbers { read[part] = nil }
    }
    guard bytes > 0 else { return }
    moved =
      accesses.lazy.compactMap { access in
        if case .state(let part, _) = access.numbers, form[part].role == .memory {
          part
        } else {
          nil
        }
      }.first
    if moved != nil { read = [:] }
  }

}

extension DescribedMachine {

  /// How many numbers the matrix products of the instruction that is next multiply.
  /// - Cost: O(steps), where what is multiplied depends on loops; a few evaluations otherwise.
  var productCount: Int {
    guard let current = position.current, let effect = program.effect(current), stepCount > 0 else {
      return 0
    }
    let contractions = effect.cases.map { each in
      each.actions.flatMap { action -> [Value] in
        if case .assign(_, let value, _) = action { value.contractions } else { [] }
      }
    }
    guard contractions.contains(where: { !$0.isEmpty }) else { return 0 }
    let looped = Set(effect.loops.map(\.variable)).union(effect.bindings.map(\.variable))
    let depends =
      effect.cases.contains { $0.condition.map { $0.mentions(looped) } ?? false }
      || contractions.joined().contains { value in
        value.factors.contains { $0.mentions(looped) }
      }
    let steps = depends ? stepCount : 1
    var sum = 0
    for step in 0 ..< steps {
      guard let frame = frame(ofStep: step, of: current),
        let taken = effect.cases.firstIndex(where: { holds($0, frame) })
      else { continue }
      for value in contractions[taken] {
        sum &+= value.factors.reduce(1) { $0 &* max(0, (try? number($1, frame)) ?? 0) }
      }
    }
    return depends ? sum : sum &* stepCount
  }

  private func holds(_ each: Effect.Case, _ frame: [Int]) -> Bool {
    guard let condition = each.condition else { return true }
    return (try? number(condition, frame)).map { $0 != 0 } ?? false
  }

}

extension Value {

  /// The matrix products in it.
  fileprivate var contractions: [Value] {
    switch node {
    case .scalar, .real, .window, .host: []
    case .gather(_, let a), .transpose(let a), .unary(_, let a), .cast(_, let a), .pad(let a, _, _),
      .reduce(_, let a, _):
      a.contractions
    case .contract(let a, let b): [self] + a.contractions + b.contractions
    case .binary(_, let a, let b): a.contractions + b.contractions
    case .choice(let a, let b, let c): a.contractions + b.contractions + c.contractions
    }
  }

  /// The counts of which the product is the number of multiplications of a matrix product.
  fileprivate var factors: [Scalar] {
    guard case .contract(let a, _) = node, let depth = a.shape.last else { return [] }
    return shape + [depth]
  }

}

extension Scalar {

  /// Whether one of the variables occurs in it.
  fileprivate func mentions(_ variables: Set<VariableID>) -> Bool {
    switch self {
    case .constant: false
    case .variable(let id): variables.contains(id)
    case .cell(_, let places): places.contains { $0.mentions(variables) }
    case .bits(let a, _, _, _), .unary(_, let a): a.mentions(variables)
    case .binary(_, let a, let b): a.mentions(variables) || b.mentions(variables)
    case .choice(let a, let b, let c):
      a.mentions(variables) || b.mentions(variables) || c.mentions(variables)
    }
  }

}
