import Effects
import Passes

/// Operations as they are written; what goes on where the last one ends becomes a part of it.
struct OperationList: Sendable {

  private(set) var operations: [Operation] = []

  mutating func append(_ kind: Operation.Kind, _ origin: Provenance) {
    if let last = operations.last, last.origin == origin, let joined = last.kind.joined(with: kind)
    {
      operations[operations.count - 1].kind = joined
    } else {
      operations.append(Operation(kind, origin: origin))
    }
  }

}

extension Operation.Kind {

  /// This and what comes next as one; nil where they are two.
  func joined(with next: Operation.Kind) -> Operation.Kind? {
    switch (self, next) {
    case (.load(let a, let from, let adds), .load(let b, let other, let alsoAdds)):
      guard adds == alsoAdds, let rows = a.joined(with: b), from.goesOn(after: a.count, with: other)
      else { return nil }
      return .load(rows, from, adds: adds)
    case (.store(let a, let to, let steps), .store(let b, let other, let others)):
      guard steps == others, let rows = a.joined(with: b), to.goesOn(after: a.count, with: other)
      else { return nil }
      return .store(rows, to, steps: steps)
    case (.fill(let a, let number), .fill(let b, let other)) where number == other:
      return a.joined(with: b).map { .fill($0, number) }
    case (.spread(let a, let address), .spread(let b, let other)) where address == other:
      return a.joined(with: b).map { .spread($0, address: address) }
    case (
      .multiply(let a, let x, let weights, let begins),
      .multiply(let b, let y, let others, let alsoBegins)
    ) where weights == others && begins == alsoBegins:
      guard let sums = a.joined(with: b), let data = x.joined(with: y) else { return nil }
      return .multiply(sums: sums, data: data, weights: weights, begins: begins)
    case (.apply(let function, let a, let number), .apply(let next, let b, let other))
    where function == next && number == other:
      return a.joined(with: b).map { .apply(function, $0, constant: number) }
    case (.combine(let function, let a, let x), .combine(let next, let b, let y))
    where function == next:
      guard let rows = a.joined(with: b), let others = x.joined(with: y) else { return nil }
      return .combine(function, rows, others)
    case (.applyRow(let function, let a, let row), .applyRow(let next, let b, let other))
    where function == next && row == other:
      return a.joined(with: b).map { .applyRow(function, $0, row: row) }
    default: return nil
    }
  }

}

extension Rows {
  /// These places and those of `next` where they follow them.
  fileprivate func joined(with next: Rows) -> Rows? {
    guard part == next.part, next.first == first + count else { return nil }
    return Rows(part, first, count: count + next.count)
  }
}

extension HostRows {
  /// Whether `next` is where the row behind `count` of these would be.
  fileprivate func goesOn(after count: Int, with next: HostRows) -> Bool {
    stride == next.stride && lanes == next.lanes && element == next.element
      && next.address == address + count * stride
  }
}
