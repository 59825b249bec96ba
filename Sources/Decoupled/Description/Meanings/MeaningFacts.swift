import Diagnostics
import Effects
import ISA

/// All that the family knows of one meaning.
struct MeaningFacts: Sendable {

  /// What has to be bound to a field.
  let required: [Parameter]

  /// What is 0 where no field is bound to it.
  let optional: [Parameter]

  /// Which way it copies, where it copies.
  var direction: TransferDirection?

  /// Whether the stream ends with it.
  var endsStream = false

  /// Whether its unit gets the instructions whose opcode no format has.
  var takesUndefined = false

  /// What a word of it does; `memory` is the one that it names, where there is such a one.
  let operation: Decoding

  typealias Decoding =
    @Sendable (_ numbers: FormatNumbers, _ word: Word, _ memory: Int?) -> Operation

  /// The same in the language in which instructions are described by what they do.
  /// - Errors: it can not be said.
  let effect: @Sendable (InstructionEffect) throws(Diagnostic) -> [String]

}
