import ISA
import Simulation
import TargetKit

extension Session {

  /// The instructions with these numbers, as far as there are any, with all that they hold.
  /// - Cost: O(instructions asked for + parts).
  public func instructionRows(_ numbers: Range<Int>) -> [InstructionRow] {
    let parts = parts
    return instructions(numbers).map { view in
      let number = InstructionNumber(view.number)
      guard let part = parts.last(where: { $0.numbers.contains(number) }),
        let word = part.workload.word(of: number),
        let set = targets.known.first(where: { $0.description.name == part.target })?
          .instructionSet
      else { return InstructionRow(view: view, format: "", fields: [], assembly: "") }
      let format = set.format(of: word)
      return InstructionRow(
        view: view, format: format?.name ?? "",
        fields: format?.fields.map { .init($0.name, $0.value(in: word)) } ?? [],
        assembly: set.text(of: word))
    }
  }

}

extension Workload {

  /// The word of the instruction; nil where it has none of that number.
  fileprivate func word(of number: InstructionNumber) -> Word? {
    var index = first.distance(to: number)
    for stream in streams {
      if stream.words.indices.contains(index) { return stream.words[index] }
      index -= stream.words.count
    }
    return nil
  }

}
