public import Diagnostics
import Support

/// What has to be known of a machine before there is a first description of it.
public struct SketchQuestion: Sendable, Hashable {

  /// By which it is answered on a command line.
  public var key: String

  /// The question, without what can be answered.
  public var text: String

  /// What the answers mean, a line each.
  public var notes: [String]

  public var answers: Answers

  /// The answer where none is given.
  public var standard: String

  public enum Answers: Sendable, Hashable {
    case name
    case number(ClosedRange<Int>)
    case words([String])
  }

  init(
    _ key: String, _ text: String, _ answers: Answers, or standard: String, notes: [String] = []
  ) {
    (self.key, self.text, self.notes, self.answers) = (key, text, notes, answers)
    self.standard = standard
  }

  /// What can be answered.
  public var choices: String {
    switch answers {
    case .name: "letters, digits, `_` and `-`"
    case .number(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .words(let words): words.joined(separator: ", ")
    }
  }

  /// - Errors: `answer` is none.
  public func check(_ answer: String) throws(Diagnostic) {
    let isAnswer =
      switch answers {
      case .name: answer.isTargetName
      case .number(let range): Int(answer).map(range.contains) == true
      case .words(let words): words.contains(answer)
      }
    if isAnswer { return }
    var hints = ["it can be \(choices)"]
    if case .words(let words) = answers, let near = nearest(to: answer, in: words, most: 1).first {
      hints.insert("did you mean `\(near)`?", at: 0)
    }
    if answer == "host" { hints = ["`host` is what runs the rest of a program"] }
    throw .error("`\(answer)` is no answer to `\(key)`", hints: hints)
  }

}

extension String {

  /// Whether a target can be called so.
  public var isTargetName: Bool {
    guard let first, first.isASCII, first.isLetter || first == "_", self != "host" else {
      return false
    }
    return allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
  }

}
