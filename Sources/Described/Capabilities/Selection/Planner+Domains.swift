import Effects
import ISA
import Tensors

extension Planner {

  /// The numbers that an unknown can be at all.
  func domain(of unknown: Unknown, _ way: Way) -> ClosedRange<Int> {
    let all = -Saturated.limit ... Saturated.limit
    switch unknown {
    case .field(let id):
      let variables = machine.instructions[way.instruction].effect.variables
      guard variables.indices.contains(id.index), let field = variables[id.index].field else {
        return 0 ... 0
      }
      return field.range.clamped(to: all)
    case .cell(let cell):
      let type = machine[cell.part].type.element.integerRange ?? 0 ... 0
      guard let range = settable[cell.part] else { return type.clamped(to: all) }
      // What is greater than the type holds is written as something else.
      return range.overlaps(type) ? range.clamped(to: type).clamped(to: all) : 0 ... 0
    case .helper: return all
    }
  }

  /// - Units: numbers that are tried for the fields which say what register is read.
  private static let mostPlaces = 64

  /// Demands with a number in place of each field that says which cell of the state is meant.
  func withPlaces(_ demands: [Demand], _ way: Way) -> [[Demand]] {
    let fields = demands.reduce(into: Set<VariableID>()) { $0.formUnion($1.number.cellFields) }
    var choices: [[VariableID: Int]] = [[:]]
    for field in fields.sorted(by: { $0.index < $1.index }) {
      let range = domain(of: .field(field), way)
      let extent = machine.state.map { $0.shape.first ?? 1 }.max() ?? 1
      let count = min(range.upperBound, extent, Planner.mostPlaces)
      guard range.lowerBound <= 0, count >= 0, choices.count * count <= Planner.mostPlaces else {
        return []
      }
      choices = choices.flatMap { choice in
        (0 ... count).map { choice.merging([field: $0]) { $1 } }
      }
    }
    if fields.isEmpty { return [demands] }
    return choices.map { choice in
      let values = choice.mapValues { Polynomial($0) }
      return demands.map { demand in
        Demand(
          demand.number.substituting(values), in: demand.range, demand.subject, from: demand.slot)
      } + choice.map { Demand(Polynomial($0.key), is: $0.value, .condition) }
    }
  }

}

extension Polynomial {

  /// The variables on which it depends which cell is read.
  fileprivate var cellFields: Set<VariableID> {
    terms.keys.reduce(into: []) { set, product in
      for atom in product { set.formUnion(atom.cellFields) }
    }
  }

}

extension Scalar {

  fileprivate var cellFields: Set<VariableID> {
    switch self {
    case .constant, .variable: []
    case .cell(_, let places): places.reduce(into: []) { $0.formUnion($1.variables) }
    case .bits(let a, _, _, _), .unary(_, let a): a.cellFields
    case .binary(_, let a, let b): a.cellFields.union(b.cellFields)
    case .choice(let a, let b, let c): a.cellFields.union(b.cellFields).union(c.cellFields)
    }
  }

}
