import Effects
import Tensors

/// An operation as one instruction may do it.
enum Job: Hashable, Sendable {

  /// Numbers of the host to rows; where the step is 0, one row to all of them.
  case load(Rows, HostRows, adds: Bool)
  case fill(Rows, Int)
  case multiply(sums: Rows, data: Rows, weights: Rows, begins: Bool)
  case apply([Operation.Step], Rows)
  case combine(ValueBinary, Rows, Rows)
  case applyRow(ValueBinary, Rows, row: Int)
  case store(Rows, HostRows, steps: [Operation.Step], before: [Operation.Step])
  case stop

}

extension Job {

  /// The rows that are cut where they are too many for one instruction.
  var rows: Rows? {
    switch self {
    case .load(let rows, _, _), .fill(let rows, _), .apply(_, let rows), .combine(_, let rows, _),
      .applyRow(_, let rows, row: _), .store(let rows, _, steps: _, before: _):
      rows
    case .multiply(let sums, data: _, weights: _, begins: _): sums
    case .stop: nil
    }
  }

  /// The part of the job for `count` rows from `first` on.
  func rows(_ first: Int, count: Int) -> Job {
    func part(_ rows: Rows) -> Rows {
      Rows(rows.part, Saturated.sum(rows.first, first), count: count)
    }
    func part(_ host: HostRows) -> HostRows {
      var copy = host
      copy.address = Saturated.sum(host.address, Saturated.product(first, host.stride))
      return copy
    }
    switch self {
    case .load(let rows, let host, let adds): return .load(part(rows), part(host), adds: adds)
    case .fill(let rows, let number): return .fill(part(rows), number)
    case .multiply(let sums, let data, let weights, let begins):
      return .multiply(sums: part(sums), data: part(data), weights: weights, begins: begins)
    case .apply(let steps, let rows): return .apply(steps, part(rows))
    case .combine(let function, let a, let b): return .combine(function, part(a), part(b))
    case .applyRow(let function, let rows, let row):
      return .applyRow(function, part(rows), row: row)
    case .store(let rows, let host, let steps, let before):
      return .store(part(rows), part(host), steps: steps, before: before)
    case .stop: return .stop
    }
  }

  /// The same job with all places at 0, and where they are: one for each that it names, in bytes.
  func based(in machine: MachineForm) -> (job: Job, offsets: [Int]) {
    func place(_ rows: Rows) -> Int { machine.walk(of: rows, lanes: 1).start }
    func base(_ rows: Rows) -> Rows { Rows(rows.part, 0, count: rows.count) }
    func base(_ host: HostRows) -> HostRows {
      var copy = host
      copy.address = 0
      return copy
    }
    switch self {
    case .load(let rows, let host, let adds):
      return (.load(base(rows), base(host), adds: adds), [place(rows), host.address])
    case .fill(let rows, let number): return (.fill(base(rows), number), [place(rows)])
    case .multiply(let sums, let data, let weights, let begins):
      return (
        .multiply(sums: base(sums), data: base(data), weights: base(weights), begins: begins),
        [place(sums), place(data), place(weights)]
      )
    case .apply(let steps, let rows): return (.apply(steps, base(rows)), [place(rows)])
    case .combine(let function, let a, let b):
      return (.combine(function, base(a), base(b)), [place(a), place(b)])
    case .applyRow(let function, let rows, let row):
      return (
        .applyRow(function, base(rows), row: 0), [place(rows), place(Rows(rows.part, row))]
      )
    case .store(let rows, let host, let steps, let before):
      return (
        .store(base(rows), base(host), steps: steps, before: before),
        [place(rows), host.address]
      )
    case .stop: return (.stop, [])
    }
  }

}
