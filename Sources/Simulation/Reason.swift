/// One of the things that explain a state: a code for programs, and a sentence for readers.
public struct Reason: Sendable, Hashable {

  public enum Code: String, Sendable, Hashable, CaseIterable {

    // Where a machine stands.
    case start, next
    case streamEnd = "stream-end"
    case end, interrupted

    // What stops it.
    case fault
    case faultPlace = "fault-place"
    case faultNote = "fault-note"
    case deadlock
    case tokenMissing = "token-missing"
    case queueFull = "queue-full"
    case circle
    case repair, culprit
    case race, order
    case dataDependent = "data-dependent"

    // What a unit does.
    case ready, running
    case notFetched = "not-fetched"
    case unitDone = "unit-done"
    case hazard, earlier, outstanding

    // What is left at the end of a stream.
    case unawaited
    case leftoverTokens = "leftover-tokens"
  }

  public var code: Code
  public var sentence: Sentence

  /// What belongs to it, one line each.
  public var details: [Sentence]

  public init(_ code: Code, _ sentence: Sentence, details: [Sentence] = []) {
    self.code = code
    self.sentence = sentence
    self.details = details
  }

}

extension [Reason] {

  /// As lines of text, details two blanks in.
  public var lines: [String] {
    flatMap { [$0.sentence.text] + $0.details.map { "  \($0)" } }
  }

}
