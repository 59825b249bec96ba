import Effects
import ISA

extension MachineDescription {

  /// How many numbers of fields are tried.
  private static var most: Int { 1 << 12 }

  /// An instruction with all numbers of these fields, as far as there are few, and 0 in the others.
  func calls(of index: Int, deciding: Set<VariableID>) -> [Call] {
    let fields = instructionSet.formats[index].fields
    var calls = [Call(index, fields.map { _ in 0 })]
    for place in fields.indices where deciding.contains(VariableID(place)) {
      guard fields[place].width <= 12, calls.count << fields[place].width <= Self.most else {
        continue
      }
      calls = calls.flatMap { call in
        fields[place].range.map { number in
          var call = call
          call.fields[place] = number
          return call
        }
      }
    }
    return calls
  }

  /// The fields that say which unit runs an instruction.
  func placing(_ index: Int) -> Set<VariableID> {
    let choices = placements.indices.contains(index) ? placements[index] : []
    return choices.compactMap(\.condition).reduce(into: []) { $0.formUnion($1.variables) }
  }

  /// The fields that say which of its cases an instruction does.
  func choosing(_ index: Int) -> Set<VariableID> {
    form.instructions[index].effect.cases.compactMap(\.condition).reduce(into: []) {
      $0.formUnion($1.variables)
    }
  }

}
