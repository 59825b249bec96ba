/// An instruction with the numbers of its fields, in the order of its format.
struct Call: Hashable, Sendable {

  /// The place of the instruction in the description.
  var instruction: Int
  var fields: [Int]

  init(_ instruction: Int, _ fields: [Int]) {
    self.instruction = instruction
    self.fields = fields
  }

}
