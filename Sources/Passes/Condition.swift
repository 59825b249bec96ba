public import GraphIR
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

  public init(of subject: String, _ test: Test, sentence: String) {
    self.subject = subject
    self.test = test
    self.sentence = sentence
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
