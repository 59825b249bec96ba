import Diagnostics
import Effects
import TargetKit

extension MachineDescription {

  /// What an instruction does with any numbers in its fields, and what runs it.
  func meaning(of name: String) -> InstructionMeaning? {
    let place = form.instructions.firstIndex { $0.name == name }
    guard let place, placements.indices.contains(place) else { return nil }
    let effect = form.instructions[place].effect
    let printer = EffectPrinter(effect, form.state)
    let choices = placements[place].map { choice in
      units[choice.unit].name + (choice.condition.map { " when \(printer.text(of: $0))" } ?? "")
    }
    return InstructionMeaning(units: choices, effect: effect.text(in: form.state).lines)
  }

}

extension EffectText {

  /// One line for the loops, for the names and for each case.
  var lines: [String] {
    var lines = [("for", loops), ("let", names)].compactMap { word, text in
      text.map { "\(word) \($0.text)" }
    }
    for each in cases {
      lines.append((each.when.map { "when \($0.text): " } ?? "") + each.does.text)
    }
    return lines
  }

}
