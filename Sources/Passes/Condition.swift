public import Diagnostics
public import GraphIR
public import Support
public import Tensors

/// What must hold of a named piece of a match for an accelerator to take it.
///
/// A condition on a statement that is missing from a match holds.
public struct Condition: Sendable, Hashable {

  /// The name in the pattern that this is about: an input, a constant or a call.
  public var subject: String

  public var test: Test

  /// What `why` prints when it fails; `{found}` stands for what was found instead.
  public var sentence: String

  /// Where it stands in the description; nil where it was not read from one.
  @Incidental public var place: Place?

  public init(of subject: String, _ test: Test, sentence: String, at place: Place? = nil) {
    self.subject = subject
    self.test = test
    self.sentence = sentence
    self.place = place
  }

  public indirect enum Test: Sendable, Hashable {

    /// The elements are of one of these types.
    case element([ElementType])

    /// The attribute of the call has one of these values; one that is not given has its default.
    case attribute(String, [AttributeValue])

    /// Each number of the attribute, a number or a list of them, lies in the range.
    case attributeRange(String, ClosedRange<Int>)

    case rank([Int])

    /// The extent along `axis` (negative: from the last) lies in the range and is a multiple.
    case extent(axis: Int, in: ClosedRange<Int>, multipleOf: Int)

    /// The product of all extents behind the second lies in the range: rows times columns.
    case area(ClosedRange<Int>)

    /// The extents are these; nil is any.
    case shape([Int?])

    /// The call has its data, and its weights if it has any, in one of these orders of axes.
    case layout([String])

    /// Every element of the constant lies in the range.
    case values(ClosedRange<Int>)

    /// The value has one element, or one for each index of that axis of the result of the match (all
    /// its other extents are 1).
    case scalarOrPerAxis(Int)

    /// The shape is that of another named value.
    case sameShape(as: String)

    /// The extent along `axis` is that of another named value.
    case sameExtent(axis: Int, as: String)

    /// The value is known never to be negative, such as the result of `nn.relu` or of a `clip`
    /// from 0 on.
    case nonNegative

    /// At least one holds, each of its own subject.
    case any([Condition])
  }

}

extension Condition.Test: CustomStringConvertible {
  /// What it wants, in words: `int8 or int16`, `padding in 0 to 15`.
  public var description: String {
    switch self {
    case .element(let types): types.map(\.rawValue).joined(separator: " or ")
    case .attribute(let name, let values):
      "\(name) \(values.map(\.plainSpelling).joined(separator: " or "))"
    case .attributeRange(let name, let range): "\(name) in \(range.words)"
    case .rank(let ranks): "\(ranks.map(String.init).joined(separator: " or ")) axes"
    case .extent(let axis, let range, let factor):
      "axis \(axis) in \(range.words)" + (factor == 1 ? "" : ", a multiple of \(factor)")
    case .area(let range): "rows times columns in \(range.words)"
    case .shape(let extents):
      "the shape (\(extents.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")))"
    case .layout(let names): "layout \(names.joined(separator: " or "))"
    case .values(let range): "values in \(range.words)"
    case .scalarOrPerAxis(let axis): "one value, or one for each index of axis \(axis)"
    case .sameShape(let other): "the shape of `\(other)`"
    case .sameExtent(let axis, let other): "axis \(axis) as that of `\(other)`"
    case .nonNegative: "never negative"
    case .any(let conditions):
      conditions.map { "`\($0.subject)`: \($0.test)" }.joined(separator: ", or ")
    }
  }
}

extension ClosedRange<Int> {
  fileprivate var words: String {
    if lowerBound == upperBound { return "\(lowerBound)" }
    return upperBound == .max ? "\(lowerBound) and more" : "\(lowerBound) to \(upperBound)"
  }
}

extension AttributeValue {

  /// As a sentence says it: texts without quotes.
  var plainSpelling: String {
    if case .text(let text) = self { text } else { relaySpelling }
  }

}
