import Effects
import ISA

extension Format {

  /// The numbers of all fields, with all that these can hold, as far as there are few, and 0 in the
  /// others.
  func numbers(deciding: Set<VariableID>) -> [[Int]] {
    var found = [fields.map { _ in 0 }]
    for place in fields.indices where deciding.contains(VariableID(place)) {
      guard fields[place].width <= 12, found.count << fields[place].width <= Self.most else {
        continue
      }
      found = found.flatMap { numbers in
        fields[place].range.map { number in
          var numbers = numbers
          numbers[place] = number
          return numbers
        }
      }
    }
    return found
  }

  /// How many sets of numbers are tried.
  private static var most: Int { 1 << 12 }

}

extension [UnitChoice] {

  /// The fields that say which unit it is.
  var deciding: Set<VariableID> {
    compactMap(\.condition).reduce(into: []) { $0.formUnion($1.variables) }
  }

  /// The unit with these numbers in the fields: the first whose condition holds, or that is said last.
  func unit(where fields: [Int]) -> Int? {
    let chosen = first { choice in
      guard let condition = choice.condition else { return true }
      return (try? condition.value(in: fields)).map { $0 != 0 } ?? false
    }
    return (chosen ?? last)?.unit
  }

}

extension Effect {

  /// The variables that say which case is done.
  var deciding: Set<VariableID> {
    cases.compactMap(\.condition).reduce(into: []) { $0.formUnion($1.variables) }
  }

}
