import Described
import Diagnostics
import Effects
import Simulation
import Testing

/// The shape that a whole description has, from its text on.
@Suite struct RecognisedShapeTests {

  private func shape(_ changes: [(String, String)] = []) throws -> DecoupledShape {
    var text = try Descriptions.effects().text
    let begin = try #require(text.firstRange(of: "\ntiming:\n"))
    let end = try #require(text.firstRange(of: "\ncost:"))
    text.removeSubrange(begin.lowerBound ..< end.lowerBound)
    text = text.replacing("kind: decoupled", with: "kind: effects")
    for (old, new) in changes {
      #expect(text.contains(old), "\(old)")
      text = text.replacing(old, with: new)
    }
    let machine = try MachineDescription(reading: SourceText(name: "t.yaml", text: text))
    return try DecoupledShape(of: machine.form)
  }

  @Test func instructionsAreKnownByWhatTheyDo() throws {
    let shape = try shape()
    #expect(shape.instructions.map(\.meaning) == [.load, .store, .gemm, .finish, .alu])
    #expect(shape.memories.map(\.code) == [0, 1, 2, 3, 5, 4])
    #expect(
      shape.memories.map(\.role) == [.microOps, .weight, .input, .accumulator, .none, .output])
    #expect(shape.instructions[1].unpadded.count == 4)
    #expect(shape.instructions[0].fields.count == 10)
    let alu = shape.instructions[4]
    #expect(alu.operations == [0: .min, 1: .max, 2: .add, 3: .shiftRight, 4: .multiply])
    #expect(alu.vectorShift == .takesLowBits)
    #expect(alu.fields[.useImmediate] != nil && alu.fields[.immediate] != nil)
  }

  private static let shift =
    "acc[d] >> (acc[s] & 31) if acc[s] >= 0 else acc[d] << (-acc[s] & 31)"

  @Test(arguments: [
    ("acc[d] >> acc[s]", DecoupledShape.ShiftRule.saturates),
    ("acc[d] >> ((acc[s] & 31 ^ 16) - 16)", .takesSignedBits),
  ])
  func shiftsAreKnownByWhatBecomesOfThem(
    _ shift: String, _ rule: DecoupledShape.ShiftRule
  ) throws {
    #expect(try shape([(Self.shift, shift)]).instructions[4].vectorShift == rule)
  }

  @Test(arguments: [
    "acc[d] >> (acc[s] & 31) if acc[s] > 0 else acc[d] << (-acc[s] & 31)",
    "acc[d] >> (acc[s] & 15) if acc[s] >= 0 else acc[d] << (-acc[s] & 15)",
    "acc[d] >> (acc[s] & 31) if acc[s] >= 0 else acc[d] << (acc[s] & 31)",
    "acc[d] >> ((acc[s] & 31 ^ 8) - 8)", "acc[s] >> acc[d]",
  ])
  func otherShiftsAreNone(_ shift: String) throws {
    let mismatch = #expect(throws: ShapeMismatch.self) { _ = try shape([(Self.shift, shift)]) }
    #expect(mismatch?.instruction == 4)
  }

  /// A case behind another one of the same number loads, stores or computes nothing.
  @Test(arguments: [
    (0, "{when: memory_type == 1, does: \"wgt", "{when: memory_type == 0, does: \"wgt"),
    (0, "{when: memory_type == 2, does: \"inp", "{when: memory_type == 3, does: \"inp"),
  ])
  func casesThatAreNeverTakenAreNone(_ index: Int, _ old: String, _ new: String) throws {
    let mismatch = #expect(throws: ShapeMismatch.self) { _ = try shape([(old, new)]) }
    #expect(mismatch?.instruction == index)
    #expect(mismatch?.sentence.text == "one of its cases is never taken")
  }

}
