import Debugger
import Diagnostics

/// What a motion is given besides its direction.
struct MotionRequest: Key {

  private let argument: Motion.Argument

  init(_ argument: Motion.Argument) { self.argument = argument }

  func declare(in info: inout CommandInfo) {
    switch argument {
    case .count: count.declare(in: &info)
    case .countOfUnit:
      countOrUnit.declare(in: &info)
      unit.declare(in: &info)
    case .choice(let choices): choice(choices).declare(in: &info)
    case .place(let summary): place(summary).declare(in: &info)
    }
  }

  func value(in words: GivenWords) throws(Diagnostic) -> Motion.Request {
    switch argument {
    case .count: return Motion.Request(count: try count.value(in: words))
    case .countOfUnit:
      let unit = try unit.value(in: words)
      return switch try countOrUnit.value(in: words) {
      case .count(let count): Motion.Request(count: count, word: unit)
      case .unit(let name): Motion.Request(word: name)
      }
    case .choice(let choices):
      return Motion.Request(word: try choice(choices).value(in: words))
    case .place(let summary):
      return Motion.Request(text: place(summary).value(in: words) ?? "")
    }
  }

  private var count: Argument<Int> { Argument("count", .count, or: 1, "how many times") }

  private var countOrUnit: Argument<CountOrUnit> {
    Argument("count", .countOrUnit, or: .count(1), "how many times")
  }

  private var unit: OptionalArgument<String> {
    OptionalArgument("unit", .of(.unit), "the unit, if it is another one")
  }

  private func choice(_ choices: Motion.Choices) -> Argument<String> {
    Argument(
      choices.name, .choice(choices.words.map { ($0, $0) }, also: choices.aliases),
      or: choices.standard, choices.summary)
  }

  private func place(_ summary: String) -> RestOfLine {
    RestOfLine("location", .location, summary)
  }

}

/// How many times, or at that place the name of a unit.
private enum CountOrUnit: Sendable {
  case count(Int)
  case unit(String)
}

extension Word where Value == CountOrUnit {

  fileprivate static var countOrUnit: Word {
    Word(.number) { word, purpose throws(Diagnostic) in
      guard word.first?.isNumber == true || word.hasPrefix("-") else { return .unit(word) }
      return .count(try Word<Int>.count.read(word, purpose))
    }
  }

}
