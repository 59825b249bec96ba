import Described
import Effects
import ISA
import TargetKit
import Testing

@Suite struct SampleTests {

  @Test(arguments: Machines.all)
  func isRead(_ name: String) throws {
    let machine = try Machines.named(name)
    #expect(machine.name == name)
    #expect(machine.form.instructions.map(\.name) == machine.instructionSet.formats.map(\.name))
    #expect(machine.placements.allSatisfy { !$0.isEmpty })
  }

  /// The fields of each format are, in order, the first variables of its effect.
  @Test(arguments: Machines.all)
  func fieldsAreTheFirstVariables(_ name: String) throws {
    let machine = try Machines.named(name)
    for (format, instruction) in zip(machine.instructionSet.formats, machine.form.instructions) {
      let variables = instruction.effect.variables.prefix(format.fields.count)
      #expect(variables.map(\.field) == format.fields)
    }
  }

}
