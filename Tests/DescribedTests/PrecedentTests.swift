import Effects
import Passes
import Support
import Tensors
import Testing

@testable import Described

@Suite("Plans that were found before")
struct PrecedentTests {

  @Test("what was found at other places is what is found here", arguments: Machines.all, 0 ..< 2)
  func isFoundAgain(_ name: String, _ seed: Int) throws {
    let abilities = try Abilities(try Machines.named(name))
    var random = SplitMix64(seed: UInt64(seed))
    var operations = RandomOperation(abilities: abilities, random: random)
    let kinds = (0 ..< 6).map { _ in operations.next() }
    var selector = Selector(abilities)
    var taken = 0
    for round in 0 ..< 60 {
      let kind = kinds[Int.random(in: kinds.indices, using: &random)]
        .moved(in: abilities, by: Int.random(in: 0 ... 40, using: &random))
      let operation = Operation(kind, origin: .synthetic(by: "test"))
      // One that has seen nothing yet.
      var fresh = Selector(abilities, known: selector.known)
      let expected = try? fresh.calls(for: operation)
      let found = try? selector.calls(for: operation)
      #expect(found == expected, "seed \(seed), operation \(round), \(kind)")
      #expect(selector.known == fresh.known, "seed \(seed), operation \(round), \(kind)")
      if found != nil { taken += 1 }
      if found != expected { return }
    }
    #expect(taken > 10, "seed \(seed): \(taken) of 60")
  }

  @Test("plans are moved, not looked for again")
  func isMoved() throws {
    let abilities = try Abilities(try Machines.named("gemmini"))
    var selector = Selector(abilities)
    let form = abilities.machine.form
    func load(_ index: Int) -> Operation {
      let rows = Rows(abilities.data, index * 8, count: 8)
      let lanes = form.rowNumbers(of: rows.part)
      let host = HostRows(address: index * 1024, stride: lanes, lanes: lanes, element: .int8)
      return Operation(.load(rows, host, adds: false), origin: .synthetic(by: "test"))
    }
    for index in 0 ..< 20 { _ = try selector.calls(for: load(index)) }
    let precedents = selector.memory.jobs.values.flatMap(\.precedents.values)
    // The first sets a register besides; the second is where all others come from.
    let moved = precedents.filter { $0.offsets == [8 * 16, 1024] }
    let precedent = try #require(moved.first)
    #expect(moved.count == 1 && precedent.steps.count == 1)
    #expect(precedent.unknownSlots(at: [0, 0]).isEmpty)
  }

}

extension Operation.Kind {

  /// The same so many rows behind.
  fileprivate func moved(in abilities: Abilities, by count: Int) -> Self {
    let form = abilities.machine.form
    func moved(_ rows: Rows) -> Rows {
      let unit = rows.part == abilities.weights ? abilities.blockPlaces : 1
      let most = (form[rows.part].shape.first ?? 1) - rows.count
      return Rows(rows.part, min(rows.first + count * unit, most), count: rows.count)
    }
    func moved(_ host: HostRows) -> HostRows {
      var copy = host
      copy.address += count * 64
      return copy
    }
    return switch self {
    case .load(let rows, let host, let adds): .load(moved(rows), moved(host), adds: adds)
    case .loadWeights(let rows, let address):
      .loadWeights(moved(rows), address: address + count * 64)
    case .fill(let rows, let number): .fill(moved(rows), number)
    case .spread(let rows, let address): .spread(moved(rows), address: address + count * 64)
    case .multiply(let sums, let data, let weights, let begins):
      .multiply(sums: moved(sums), data: data, weights: moved(weights), begins: begins)
    case .apply(let function, let rows, let constant):
      .apply(function, moved(rows), constant: constant)
    case .combine(let function, let a, let b): .combine(function, moved(a), b)
    case .applyRow(let function, let rows, let row): .applyRow(function, moved(rows), row: row)
    case .store(let rows, let host, let steps): .store(moved(rows), moved(host), steps: steps)
    case .stop: .stop
    }
  }

}
