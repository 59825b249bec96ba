public import Diagnostics
public import GraphIR
public import Support

extension Decision {

  /// Why a pass decided as it did, with all that it refers to; `sentence(for:in:)` says it in words.
  public indirect enum Reason: Sendable, Hashable {

    /// The node is a part of a composite, which `root` gives, or all of it.
    case composite(pattern: String, root: ID<Node>, isWhole: Bool)

    /// The target takes the operator by itself.
    case alone(op: String)

    /// The node computes on integers now.
    case integers(op: String, element: String, scales: String)

    /// A pattern fits in part.
    case mismatch(Mismatch)

    /// A pattern fits, and a condition of it does not hold.
    case condition(pattern: String, ConditionFailure)

    /// A pattern that comes before this one has a part of the group.
    case priority(pattern: String, root: ID<Node>, owner: String, at: ID<Node>)

    /// A node inside belongs to another group of the same pattern.
    case overlap(pattern: String, root: ID<Node>, at: ID<Node>, group: ID<Node>)

    /// A value inside is needed by `reader`, which is outside; nil for the result of the function.
    case escape(pattern: String, root: ID<Node>, at: ID<Node>, reader: ID<Node>?)

    /// No pattern of the target has the operator.
    case noPattern(op: String, isTakenAlone: Bool)

    /// The target does not take the operator by itself.
    case noOperator(op: String)

    /// The composite is another name for a value that is on the host.
    case alias(pattern: String, of: ID<Node>?)

    /// The composite computes a copy of the node, because `reader` needs its value too.
    case computedTwice(pattern: String, reader: ID<Node>?)

    /// Two regions stay apart, because one would depend on itself.
    case selfDependence(RegionClash)

    /// A pattern fits, and the target has no instructions for what it takes.
    case incapable(pattern: String, root: ID<Node>, Refusal)

    /// A pass of the target could not lower the region, which stays in the graph.
    case notLowered(region: String, Refusal)

    /// The region is less than what a region is made for.
    /// - Units: operators.
    case tooSmall(region: String, size: Int, least: Int)

    /// The region would cost more than what it has does on the host.
    case costly(RegionCost)

    /// The rules that would bring the operator where a target takes it make more of its weights than
    /// they may.
    /// - Units: elements; no size where no tensor can have so many.
    case tooLarge(op: String, size: Int?, most: Int)

    /// The user said where the node goes.
    case pinned(edit: String)

    /// The user said where the node does not go.
    case excluded(edit: String)

    /// The operator is computed in floats, in which `target` takes it; nil where no target takes it
    /// at all.
    case inFloats(op: String, target: String?)

    /// No rule computes the operator on integers.
    case noRule(op: String)

    /// The user left the operator in floats.
    case skipped(op: String)

    /// The rule for the operator does not apply.
    case noIntegers(op: String, cause: String)

    /// The same because a change of scale is no shift.
    case scales(op: String, cause: String)

    /// No pass has decided about the node.
    case undecided(op: String)
  }

  /// Where a pattern stopped to fit.
  public struct Mismatch: Sendable, Hashable {

    public enum Direction: String, Sendable, Hashable {
      case towardsInputs = "inputs"
      case towardsResult = "result"
    }

    public var pattern: String

    /// The statement of the pattern that did not fit; nil where it ends.
    public var position: String?

    public var direction: Direction

    /// Towards the inputs the node from which on the pattern was tried, towards the result the last
    /// that fits.
    public var node: ID<Node>

    /// How many operators had fitted.
    public var matched: Int

    /// What may stand there; towards the result nothing where other operands are wanted.
    public var needed: [Pattern.Need]

    /// What stands there; towards the result nothing where a function ends.
    public var found: [ID<Node>]
  }

  /// Two regions of one target that can not be one.
  public struct RegionClash: Sendable, Hashable {

    /// The number of the region that stays apart, and a value that it gives.
    public var region: Int
    public var value: ID<Node>?

    /// Whether only nodes without annotations are between them.
    public var isHole: Bool

    /// The nodes on a way from the one to the other through something else.
    public var path: [ID<Node>] = []
  }

  /// What a region is estimated to cost, and what it has on the host.
  public struct RegionCost: Sendable, Hashable {

    /// - Units: operators.
    public var size: Int

    /// What the accelerator takes for them.
    public var cycles: Int

    /// What goes in and comes out.
    /// - Units: bytes.
    public var bytes: Int

    /// The time that all of it takes, and that of the operators on the host.
    public var accelerated: CostTime
    public var host: CostTime
  }

}

extension Decision.Reason {

  /// Where the description of the target says what it follows from; nil where nothing does.
  public var place: Place? {
    switch self {
    case .condition(_, let failure): failure.condition.place
    case .incapable(_, _, let refusal), .notLowered(_, let refusal): refusal.place
    default: nil
    }
  }

}

extension Pattern {

  /// What a pattern wants at a place.
  public enum Need: Sendable, Hashable {
    case op(String)

    /// A call of the operator that the user has not given to somebody else.
    case free(String)
    case constant
    case scalar(Double)
    case variable
    case tuple
    case field(Int?)
    case operands(Int)
    case attribute(String, AttributeValue)

    /// The value that the name stands for already.
    case same(as: String)

    case value
  }

}

extension Pattern.Need: CustomStringConvertible {
  public var description: String {
    switch self {
    case .op(let name): "`\(name)`"
    case .free(let name): "a `\(name)` that the user has not pinned elsewhere"
    case .constant: "a constant"
    case .scalar(let value): "the constant \(value)"
    case .variable: "a variable"
    case .tuple: "a tuple"
    case .field(let index): index.map { "field \($0) of a tuple" } ?? "a field of a tuple"
    case .operands(let count): "\(count) operands"
    case .attribute(let name, let value): "`\(name)` \(value.relaySpelling)"
    case .same(let label): "the same value as `\(label)` before"
    case .value: "a value"
    }
  }
}
